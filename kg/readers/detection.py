"""The format of a file from its first bytes.

- XML: Atom (arxiv), else no format that is read.
- JSON (a record, lines, or a list): by the keys of its first record. Votes or keywords of the Hugging Face API, or a paper
  within the record, are huggingface. A key that only arXiv's snapshot has (versions, authors_parsed, categories, ...), or a
  bare arXiv id beside nothing but texts, is arxiv: arXiv's short lines hold id, title and abstract only, so a record with any
  other field of our own format is ours. Whatever else has a title or an abstract is jsonl.
- a line that starts with `@entry{key,`: bibtex.
- otherwise daily-papers, if it looks like a page.
"""

from __future__ import annotations

import re

from kg.readers import ids
from kg.readers.daily_papers import looks_like_page
from kg.readers.json_records import first_record

__all__ = ["format_of"]

_ENTRY = re.compile(r"^\s*@(?:string|preamble|comment|[A-Za-z]+\s*[{(]\s*[^\s,={}]*\s*,)", re.MULTILINE | re.IGNORECASE)
_XML = re.compile(r"<[?!]|<(?=[^<>]*>.*</)", re.DOTALL)
_JSON = re.compile(r"\{\s*[\"}]|\[\s*[{\[\"\]]")
_ATOM = re.compile(r"<(?:\w+:)?(?:feed|entry)\b[^>]*http://www\.w3\.org/2005/Atom", re.DOTALL)
_HUGGINGFACE = frozenset({"upvotes", "numComments", "ai_keywords", "ai_summary", "publishedAt", "submittedOnDailyAt", "submittedOnDailyBy"})
_ARXIV = frozenset({"versions", "authors_parsed", "categories", "update_date", "journal-ref", "report-no", "submitter"})
_OWN = frozenset({"authors", "author_count", "published", "ids", "venue", "url", "votes", "cites", "body"})


def format_of(head: str) -> tuple[str, str]:
    """Return the format that the start of a file shows, or `""` and what it looks like instead.

    >>> format_of('{"id": "2401.01234", "title": "T", "abstract": "A"}')[0], format_of('{"id": "p1", "title": "T"}')[0]
    ('arxiv', 'jsonl')
    >>> format_of("<html>...")[0], format_of("@article{a1, title={T}}")[0]
    ('', 'bibtex')
    """
    text = head.lstrip()
    if _XML.match(text):
        return _xml(text)
    if _JSON.match(text):
        return _json(text)
    if _ENTRY.search(text):
        return "bibtex", ""
    return ("daily-papers", "") if looks_like_page(head) else ("", f"text that starts {text[:40]!r}")


def _xml(text: str) -> tuple[str, str]:
    if _ATOM.search(text):
        return "arxiv", ""
    if "<html" in text[:2000].lower():
        return "", "a web page; copy its text into a file, or save it as text"
    return "", f"XML that is not Atom, starting {text[:40]!r}"


def _json(text: str) -> tuple[str, str]:
    record = first_record(text)
    keys = frozenset(record)
    if keys & _HUGGINGFACE or isinstance(record.get("paper"), dict):
        return "huggingface", ""
    own = str(record.get("id", ""))
    if keys & _ARXIV or (not keys & _OWN and ids.arxiv_id(own) and ":" not in own):
        return "arxiv", ""
    if keys & {"title", "abstract"}:
        return "jsonl", ""
    return "", f"JSON whose first record has no title but {', '.join(sorted(keys)[:6]) or 'nothing readable'}"
