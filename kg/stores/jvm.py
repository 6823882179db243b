"""Start the Java machine of the embedded engine: once a process, quiet, with a small heap.

A process that has started it must not fork; start further processes with the `spawn` method.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import platform
import re
import sys
import tempfile
from pathlib import Path
from typing import Any, TypeAlias

from kg.errors import StoreError

__all__ = ["Java", "check_process", "java_class", "leave_behind", "start"]

Java: TypeAlias = Any
"""A Java object or class, of which Python knows no types."""

_LOGGING = Path(__file__).with_name("logging.properties")
_NO_ENGINE = (
    "the embedded store does not run on {platform}: it needs Linux (x86_64 or ARM64, glibc 2.34 or newer) or macOS on Apple silicon, "
    "with arcadedb-embedded installed; elsewhere load the graph into Neo4j ({error})"
)
_ERRORS = Path(tempfile.gettempdir()) / "kg-java-crash-%p.log"
_STARTED: list[int] = []
"""The process that started Java, so that a fork of it can be told apart."""


def start(heap: str) -> None:
    """Start Java with this heap (`512m`, `2g`), unless it runs already: then its heap stays as it is.

    Raises StoreError where there is no engine for this machine, or where other software started a Java of its own.
    """
    check_process()
    if not re.fullmatch(r"[1-9]\d*[kmgKMG]", heap):
        raise StoreError(f"heap {heap!r} is no size of memory: expected a number with k, m or g, such as 512m", value=heap)
    try:
        import jpype
        from arcadedb_embedded.jvm import get_bundled_jre_lib_path, get_jar_path
    except (ImportError, OSError) as error:
        raise StoreError(_no_engine(error), value=platform.platform()) from error
    if jpype.isJVMStarted():
        return _check_engine()
    jars = sorted(str(jar) for jar in Path(get_jar_path()).glob("*.jar"))
    try:
        jpype.startJVM(get_bundled_jre_lib_path(), *_arguments(heap), classpath=jars, interrupt=False)
    except (OSError, RuntimeError, ValueError) as error:
        raise StoreError(_no_engine(error), value=platform.platform()) from error
    _STARTED.append(os.getpid())
    atexit.register(_close_databases)


def leave_behind(status: int) -> None:
    """Have the process end without waiting for Java, because a query that nobody waits for cannot be stopped.

    It then ends with this status, and no `atexit` function that was registered earlier runs. Nothing is lost: what was
    written is in the engine's log, and the next one to open the store applies it.
    """
    atexit.register(_end_at_once, status)


def _end_at_once(status: int) -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _close_databases() -> None:
    """Close what is still open as the process ends, for Java would wait 30 seconds for it; a late Ctrl-C may break off the first try."""
    import jpype

    for _ in range(2 if os.getpid() in _STARTED else 0):
        with contextlib.suppress(jpype.JException):
            java_class("com.arcadedb.database.DatabaseFactory").closeActiveDatabaseInstances()


def check_process() -> None:
    """Raise StoreError in a process that was forked from one that runs Java."""
    if _STARTED and os.getpid() not in _STARTED:
        raise StoreError("a forked process cannot use the embedded store of its parent: start processes with the spawn method")


def java_class(name: str) -> Java:
    """Return a class of the running Java by its full name."""
    import jpype

    return jpype.JClass(name)


def _no_engine(error: Exception) -> str:
    return _NO_ENGINE.format(platform=platform.platform(), error=" ".join(str(error).split()) or type(error).__name__)


def _check_engine() -> None:
    try:
        java_class("com.arcadedb.database.DatabaseFactory")
    except TypeError as error:
        raise StoreError(
            "other software has already started Java in this process, and a process can have only one: "
            "open the library before it, or in a process of its own"
        ) from error


def _arguments(heap: str) -> list[str]:
    opens = ("java.util.concurrent.atomic", "java.nio.channels.spi", "java.lang")
    return [
        f"-Xmx{heap}",
        "-XX:+UseSerialGC",
        "-XX:+UseCompactObjectHeaders",
        "-XX:-UsePerfData",
        f"-XX:ErrorFile={_ERRORS}",
        f"-Djava.util.logging.config.file={_LOGGING}",
        "-Djava.awt.headless=true",
        "-Dfile.encoding=UTF8",
        "-Dpolyglot.engine.WarnInterpreterOnly=false",
        "--enable-native-access=ALL-UNNAMED",
        *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in opens),
    ]
