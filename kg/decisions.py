"""What a person decided about names: merges, splits and renames, kept in a library's decisions.yaml.

merge:
  - [KV cache, key-value cache]     # these names are one entity
split:
  - [Llama, LLaMA]                  # these are never one by any other reason
rename:
  - {from: lm, to: language model}  # the name shown
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kg.errors import ReadError

__all__ = ["NO_DECISIONS", "TEMPLATE", "Decisions", "parse_decisions", "read_decisions"]

TEMPLATE = """\
# What you decide about names; read at every build. Delete a line to undo it.
# merge:
#   - [KV cache, key-value cache]      # these names are one entity
# split:
#   - [Llama, LLaMA]                   # these are never one
# rename:
#   - {from: lm, to: language model}   # the name shown
"""


@dataclass(frozen=True, slots=True)
class Decisions:
    """Groups of names that are one entity, groups that never are, and (name, name shown) pairs."""

    merges: tuple[tuple[str, ...], ...] = ()
    splits: tuple[tuple[str, ...], ...] = ()
    renames: tuple[tuple[str, str], ...] = ()


NO_DECISIONS = Decisions()


def _groups(data: dict[str, object], key: str, path: str) -> tuple[tuple[str, ...], ...]:
    groups = data.get(key) or []
    if not isinstance(groups, list):
        raise ReadError(f"`{key}` must be a list of lists of names, it is {type(groups).__name__}", path=path, value=groups)
    for group in groups:
        if not isinstance(group, list) or len(group) < 2 or not all(isinstance(name, str) and name for name in group):
            raise ReadError(f"each item of `{key}` must be a list of two names or more, one is {group!r}", path=path, value=group)
    return tuple(tuple(group) for group in groups)


def _renames(data: dict[str, object], path: str) -> tuple[tuple[str, str], ...]:
    items = data.get("rename") or []
    if not isinstance(items, list):
        raise ReadError(f"`rename` must be a list, it is {type(items).__name__}", path=path, value=items)
    for item in items:
        if not isinstance(item, dict) or set(item) != {"from", "to"} or not all(isinstance(v, str) and v for v in item.values()):
            raise ReadError(f"each item of `rename` must be {{from: NAME, to: NAME}}, one is {item!r}", path=path, value=item)
    return tuple((item["from"], item["to"]) for item in items)


def _check_conflicts(decisions: Decisions, path: str) -> None:
    for split in decisions.splits:
        for merge in decisions.merges:
            both = sorted({*split} & {*merge})
            if len(both) > 1:
                raise ReadError(f"`merge` {list(merge)} and `split` {list(split)} contradict each other: delete one", path=path, value=both)


def parse_decisions(text: str, *, path: str = "decisions.yaml") -> Decisions:
    """Return the decisions that a YAML text holds; raise ReadError where it is no such text or contradicts itself.

    >>> parse_decisions("merge: [[KV cache, key-value cache]]").merges
    (('KV cache', 'key-value cache'),)
    """
    import yaml

    try:
        data = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ReadError(f"not YAML: {getattr(error, 'problem', error)}", path=path, line=mark.line + 1 if mark else None) from error
    except RecursionError as error:
        raise ReadError("not YAML that can be read: nested too deeply", path=path) from error
    if not isinstance(data, dict) or not set(data) <= {"merge", "split", "rename"}:
        raise ReadError("expected the keys merge, split, rename only", path=path, value=data)
    decisions = Decisions(_groups(data, "merge", path), _groups(data, "split", path), _renames(data, path))
    _check_conflicts(decisions, path)
    return decisions


def read_decisions(path: Path) -> Decisions:
    """Return the decisions of a file, none where there is no such file."""
    try:
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
    except UnicodeDecodeError as error:
        raise ReadError(f"expected UTF-8, found the byte 0x{error.object[error.start]:02x}; save it as UTF-8", path=str(path)) from error
    except OSError as error:
        raise ReadError(f"cannot be read: {error.strerror}", path=str(path)) from error
    return parse_decisions(text, path=str(path))
