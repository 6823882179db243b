"""The command line: each command is one file that parses, composes at most three calls, and prints.

Exit codes: 0 done, 1 done with problems under `--strict` or a failed check, 2 bad input or usage.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TextIO

import click

from kg import __version__
from kg.errors import KgError

__all__ = ["COMMANDS", "group", "main"]

COMMANDS: dict[str, str] = {
    "build": "kg.cli.build:build",
    "remove": "kg.cli.remove:remove",
    "stats": "kg.cli.stats:stats",
    "find": "kg.cli.find:find",
    "query": "kg.cli.query:query",
    "queries": "kg.cli.queries:queries",
    "show": "kg.cli.show:show",
    "export": "kg.cli.export:export",
    "import": "kg.cli.import_:import_",
    "extract": "kg.cli.extract:extract",
    "evaluate": "kg.cli.evaluate:evaluate",
    "completion": "kg.cli.completion:completion",
}


def _command(target: str) -> click.Command:
    """Return a command; its line in the list of commands is the first of its module's docstring."""
    path, name = target.split(":")
    module = import_module(path)
    command: click.Command = getattr(module, name)
    command.short_help = (module.__doc__ or "").partition(": ")[2].partition(".")[0]
    return command


def group() -> click.Group:
    """Return the `kg` command with all its commands."""
    whole = click.Group(
        "kg",
        commands={name: _command(target) for name, target in COMMANDS.items()},
        help="A knowledge graph of papers, methods, datasets, tasks, metrics and concepts; each edge with the sentence that says it.\n\n"
        'Example:\n\n  kg build papers.jsonl -o my-library && kg show my-library "Transformer" -o transformer.html',
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    return click.version_option(__version__, "--version", prog_name="kg")(whole)


def _fail(message: str) -> int:
    click.echo(f"kg: {' '.join(message.split())}", err=True)
    return 2


def _usage(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    return error.format_message() + (f" (more: {context.command_path} --help)" if context else "")


def _run(arguments: Sequence[str] | None) -> int:
    stdout = sys.stdout
    try:
        code = group().main(args=list(arguments) if arguments is not None else None, prog_name="kg", standalone_mode=False)
    except KgError as error:
        return _fail(str(error))
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 2
    except click.ClickException as error:
        return _fail(_usage(error))
    except (click.Abort, KeyboardInterrupt):
        click.echo("kg: stopped", err=True)
        return 130
    except SystemExit as ended:  # click's: of shell completion, or, with another stdout, of a reader that goes away
        return _code(ended.code) if sys.stdout is stdout else 0
    except OSError as error:
        return _fail(f"{error.filename or 'the output'}: {error.strerror or error}")
    except MemoryError:
        return _fail("the memory does not suffice for this; try with less at a time")
    return _code(code)


def _code(code: object) -> int:
    return code if isinstance(code, int) else 0


def _any_text(stream: TextIO | None) -> TextIO:
    """Return a stream that takes every text: what its encoding lacks as an escape, nothing where it is closed."""
    if stream is None:
        return Path(os.devnull).open("w")
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
    return stream


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and end the process with its exit code."""
    sys.stdout, sys.stderr = _any_text(sys.stdout), _any_text(sys.stderr)
    sys.exit(_run(arguments))
