"""LaTeX in names and BibTeX fields, turned into plain text; mathematics is kept as it is written."""

from __future__ import annotations

import re
from functools import cache
from typing import Protocol

__all__ = ["plain"]

_LATEX = re.compile(r"[\\{}~]|--|``|''")
_VERBATIM = re.compile(r"((?<!\\)\$[^$]*\$|\\url\s*\{[^{}]*\})")
_URL = re.compile(r"\\url\s*\{([^{}]*)\}")
_LINK = re.compile(r"\\href\s*\{[^{}]*\}\s*")
_BARE = re.compile(r"(?<!\\)([%&#])")


def plain(text: str) -> str:
    r"""Return the text with accents, symbols and groups of LaTeX resolved; `$...$` and addresses stay as written.

    >>> plain(r"{{BERT}} by J{\"o}rg M\"uller \& Erd{\H o}s, 3% of $x^{2}$")
    'BERT by Jörg Müller & Erdős, 3% of $x^{2}$'
    """
    if not _LATEX.search(text):
        return text
    parts = _VERBATIM.split(_LINK.sub("", text))
    return "".join(_URL.sub(r"\1", part) if odd % 2 else _decoded(part) for odd, part in enumerate(parts))


class _Decoder(Protocol):
    def __call__(self, latex: str, *, tolerant_parsing: bool) -> str: ...


@cache
def _decoder() -> _Decoder:
    """Return pylatexenc's function; made once, because its tables take longer than a text."""
    from pylatexenc.latex2text import LatexNodes2Text  # type: ignore[import-untyped]

    decode: _Decoder = LatexNodes2Text(math_mode="verbatim").latex_to_text
    return decode


def _decoded(text: str) -> str:
    try:
        return _decoder()(_BARE.sub(r"\\\1", text), tolerant_parsing=True)
    except (IndexError, TypeError):  # a macro of pylatexenc that lacks its arguments
        return text.replace("{", "").replace("}", "")
