"""The version of the extractor: what decides whether a stored extraction is still that of this program."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable

__all__ = ["extractor_version"]


def _sources() -> list[tuple[str, Traversable]]:
    package = files("kg")
    found = [(name, package.joinpath(name)) for name in ("identity.py", "lexicon.py")]
    for folder, suffixes in (("extract", (".py",)), ("data", (".crfsuite", ".jsonl", ".npz", ".onnx", ".txt"))):
        found += [(f"{folder}/{f.name}", f) for f in package.joinpath(folder).iterdir() if f.name.endswith(suffixes)]
    return sorted(found, key=lambda source: source[0])


@cache
def extractor_version() -> str:
    """Return the package's version and the hash of the code and the data that extraction depends on."""
    digest = hashlib.sha256()
    for name, source in _sources():
        digest.update(f"{name}\0".encode())
        digest.update(hashlib.sha256(source.read_bytes()).digest())
    try:
        number = version("paperkg")
    except PackageNotFoundError:
        number = "0"
    return f"{number}+{digest.hexdigest()[:16]}"
