"""Records to JSON text and back: each record an array of its fields, so that equal records give equal bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass
from functools import cache
from typing import TypeVar, cast, get_args, get_origin, get_type_hints

__all__ = ["decode", "encode"]

Decoder = Callable[[object], object]
Record = TypeVar("Record")


def _plain(value: object) -> object:
    if is_dataclass(value):
        return [_plain(getattr(value, name)) for name in _names(cast(Hashable, type(value)))]
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    return dict(sorted(value.items())) if hasattr(value, "items") else value


@cache
def _names(record: Hashable) -> tuple[str, ...]:
    return tuple(f.name for f in fields(record))  # type: ignore[arg-type]


def encode(record: object) -> str:
    """Return a record as one line of JSON.

    >>> from kg.model import Section
    >>> encode(Section("title", "É"))
    '["title","É"]'
    """
    return json.dumps(_plain(record), ensure_ascii=False, separators=(",", ":"))


def _same(value: object) -> object:
    return value


def _tuple_of(decoder: Decoder) -> Decoder:
    return lambda value: tuple(decoder(item) for item in value)  # type: ignore[attr-defined]


@cache
def _decoder(kind: Hashable) -> Decoder:
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        decoders = [_decoder(hints[name]) for name in _names(cast(Hashable, kind))]
        return lambda value: kind(*(d(v) for d, v in zip(decoders, value, strict=True)))  # type: ignore[call-overload]
    if get_origin(kind) is tuple:
        first = get_args(kind)[0]
        return _tuple_of(_decoder(first)) if is_dataclass(first) or get_origin(first) is tuple else lambda value: tuple(value)  # type: ignore[arg-type]
    return _same


def decode(record: type[Record], text: str) -> Record:
    """Return the record of this type that a text holds.

    >>> from kg.model import Section
    >>> decode(Section, '["title","É"]')
    Section(name='title', text='É')
    """
    return cast(Record, _decoder(cast(Hashable, record))(json.loads(text)))
