"""Lines of a saved page -> blocks: paragraphs of text, the lines of a trailer, and furniture, each with its line number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kg.readers import dates

__all__ = ["Block", "blocks", "classify", "is_spaced"]

_AUTHORS = re.compile(r"[•·]?\s*(\d[\d,]*)\s+authors?", re.IGNORECASE)
_CUT_AUTHORS = re.compile(r"[•·]\s*(?:\d+|(?:(\d+)\s+)?a[uthors]{0,6})", re.IGNORECASE)
_DATE = re.compile(r"(?:published\s+(?:on\s+)?)?([a-z]{3,9}\.?\s+\d{1,2})(?:st|nd|rd|th)?(?:,\s*(\d{0,4}))?(?:\s+([\d,]+))?", re.IGNORECASE)
_FULL_DATE = re.compile(r"(?:published\s+(?:on\s+)?)?(\d{4}-\d{2}-\d{2}|\d{1,2}\s+[a-z]{3,9}\.?\s+\d{4})(?:\s+[\d,]+)?", re.IGNORECASE)
_VOTES = re.compile(r"(?:upvotes?|▲|👍)\s*(\d[\d,]*)?|(\d[\d,]*)\s+upvotes?", re.IGNORECASE)
_NUMBER = re.compile(r"(\d[\d,]*)|\d[\d,.]*k", re.IGNORECASE)
_PAGES = re.compile(r"(?:(?:previous|next|first|last|[«»<>\u2039\u203a…]|\.\.\.|\d+)\s*)+", re.IGNORECASE)
_HEADING = re.compile(r"by\s*ak(?:\s+and the research community)?|daily papers|get trending papers in your email inbox.*", re.IGNORECASE)
_SUBMITTER = re.compile(r"submitted by:?\s*\S*", re.IGNORECASE)
_AGO = re.compile(r"(?:about\s+)?(?:\d+|an?)\s+(?:minute|hour|day|week|month|year)s?\s+ago|yesterday|today", re.IGNORECASE)
_BULLETS = re.compile(r"\s*[•·]\s*")
_COPYRIGHT = re.compile(r"©.*|copyright\b.*|all rights reserved\.?", re.IGNORECASE)
_FURNITURE = frozenset(
    line.strip()
    for line in """
new; subscribe; papers; daily; weekly; monthly; trending; trending papers; hugging face; models; datasets; spaces; buckets; community; docs
enterprise; pricing; posts; blog; articles; log in; login; log out; sign up; sign in; upgrade; upgrade to pro; settings; profile; search
search models, datasets, users...; search any paper with ai; company; tos; privacy; about; careers; jobs; press; website; system theme
terms of service; privacy policy; cookie policy; submit; submit a paper; log in to submit; sign up to submit; view all; view all papers
load more; show more; back to top; read more; see more; comments; share; copy link; paper author; paper submitter; github; arxiv
arxiv page; pdf; view pdf; view arxiv page; add to collection; close; menu; skip to content; collections; solutions
""".replace("\n", ";").split(";")
) - {""}
_GLUED = re.compile(r"Subscribe(?=[^\sa-z])")
_WRAP = 200
_SPACED = 0.2


@dataclass(frozen=True, slots=True)
class Block:
    """One part of the page: `kind` is text, authors, dot, date, votes, number, heading, submitter or furniture.

    `value` is what the line says (a count, an ISO date, `""` where it says nothing usable); `tight` blocks follow the block
    before them without a blank line.
    """

    kind: str
    line: int
    text: str
    value: str = ""
    tight: bool = False


def classify(line: str) -> tuple[str, str]:
    """Return the kind and the value of one line of a page.

    >>> classify("  • 12 authors"), classify("Sep 16, 2024 2"), classify("Nov 5"), classify("Mar 29 2")
    (('authors', '12'), ('date', '2024-09-16'), ('date', '--11-05'), ('date', '--03-29'))
    >>> classify("Attention over Keys"), classify("Upvote 7"), classify("Daily Papers")
    (('text', ''), ('votes', '7'), ('heading', ''))
    """
    line = line.strip()
    if line in ("·", "•"):
        return "dot", ""
    for kind, pattern in (("authors", _AUTHORS), ("authors", _CUT_AUTHORS), ("votes", _VOTES), ("number", _NUMBER)):
        if match := pattern.fullmatch(line):
            return kind, next((group.replace(",", "") for group in match.groups() if group), "")
    if (found := _date(line)) is not None:
        return "date", found
    for kind, pattern in (
        ("heading", _HEADING),
        ("submitter", _SUBMITTER),
        ("furniture", _COPYRIGHT),
        ("furniture", _AGO),
        ("furniture", _PAGES),
    ):
        if pattern.fullmatch(line):
            return kind, ""
    return ("furniture" if line.lower() in _FURNITURE else "text"), ""


def _date(line: str) -> str | None:
    """Return the date of a line, `""` where the calendar has no such day, None where the line is no date."""
    if match := _FULL_DATE.fullmatch(line):
        return dates.iso(match[1]) or ""
    match = _DATE.fullmatch(line)
    if not match or not dates.month_number(match[1].split()[0]):
        return None
    day, year, number = match.groups()
    if year is None and number and re.fullmatch(r"(?:19|20)\d\d", number):
        year = number
    return dates.iso(f"{day}, {year}" if year and len(year) == 4 else day) or ""


def comments(line: str) -> str:
    """Return the number behind a date, which counts comments, or nothing where it is the year.

    >>> comments("Aug 12 2"), comments("Jul 31, 2024 1,204"), comments("Jul 31 2024")
    ('2', '1204', '')
    """
    match = _DATE.fullmatch(line.strip())
    day, year, number = match.groups() if match else ("", None, None)
    is_year = year is None and number and re.fullmatch(r"(?:19|20)\d\d", number)
    return number.replace(",", "") if day and number and not is_year else ""


def is_spaced(head: str) -> bool:
    r"""Return whether blank lines part the blocks of a page, so that adjacent lines may be one paragraph.

    >>> is_spaced("Title\n\nAbstract\n\nTitle"), is_spaced("Title\nAbstract\nTitle\nAbstract\n")
    (True, False)
    """
    lines = head.strip().splitlines()
    blank = sum(not line.strip() for line in lines)
    return blank > _SPACED * (len(lines) - blank)


def blocks(lines: Iterable[tuple[int, str]], *, spaced: bool) -> Iterator[Block]:
    """Yield the blocks of numbered lines; the paragraphs of a spaced page are unfolded, else each line is one."""
    run: list[Block] = []
    tight = False
    previous = ""
    for number, line in lines:
        found = [Block(kind, number, _unglued(text, previous), value, tight) for kind, value, text in _parts(line)]
        texts = [block for block in found if block.kind == "text"]
        if not texts or not spaced:
            yield from _paragraphs(run)
            run.clear()
        run += texts
        yield from (block for block in found if block.kind != "text")
        tight = bool(found)
        previous = found[-1].kind if found else previous
    yield from _paragraphs(run)


def _parts(line: str) -> Iterator[tuple[str, str, str]]:
    """Yield kind, value and text of what stands on a line: one thing, or the parts of a trailer written on one line."""
    if not line.strip():
        return
    parts = [(*classify(part), part) for part in _BULLETS.split(line.strip()) if part]
    if len(parts) > 1 and all(kind in ("authors", "date", "number", "votes") for kind, _, _ in parts):
        yield from parts
    elif len(parts) == 1 and parts[0][0] == "date":
        yield parts[0]
        if number := comments(parts[0][2]):
            yield "comments", number, number
    else:
        yield (*classify(line), line.strip())


def _unglued(text: str, previous: str) -> str:
    """Return the text without the button that the browser glued to the first title of the page."""
    return _GLUED.sub("", text, count=1) if previous in ("heading", "furniture") and _GLUED.match(text) else text


def _paragraphs(run: list[Block]) -> Iterator[Block]:
    """Join the lines of a run where a line was wrapped: it had no room for the next word."""
    width = max((len(block.text) for block in run), default=0)
    held: Block | None = None
    last = ""
    for block in run:
        wrapped = width <= _WRAP and len(last) + 1 + len(block.text.split()[0]) > width
        if held and wrapped:
            held = replace(held, text=f"{held.text} {block.text}")
        else:
            if held:
                yield held
            held = block
        last = block.text
    if held:
        yield held
