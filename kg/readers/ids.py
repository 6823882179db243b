"""Identifiers of papers, normalised in one place.

A paper's `ids` are CURIEs of these schemes only, best first: `arxiv:` (no version), `doi:` (lower case), `openreview:`,
`acl:`, `pmid:`, `pmcid:`, `hal:`. Anything else that a record calls its id stays its `record_id`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote

__all__ = ["arxiv_id", "curie", "doi", "month", "normalise"]

SCHEMES = ("arxiv", "doi", "openreview", "acl", "pmid", "pmcid", "hal")

_ARCHIVES = (
    "acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas cond-mat cs dg-ga econ eess "
    "funct-an gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin nucl-ex nucl-th patt-sol physics plasm-ph q-alg q-bio "
    "q-fin quant-ph solv-int stat supr-con"
).split()
_ARXIV_PREFIX = re.compile(
    r"""(?:https?://)?(?:www\.|export\.|browse\.)?arxiv\.org/(?:abs|pdf|html|format|src|ps)/
      | (?:https?://)?(?:www\.)?(?:ar5iv\.(?:org|labs\.arxiv\.org)/(?:html|abs)|alphaxiv\.org/abs|huggingface\.co/papers|hf\.co/papers)/
      | (?:https?://)?(?:dx\.)?doi\.org/10\.48550/arxiv\. | doi:\s*10\.48550/arxiv\. | 10\.48550/arxiv\.
      | arxiv:\s*""",
    re.IGNORECASE | re.VERBOSE,
)
_NEW = re.compile(r"(\d{2})(\d{2})\.(\d{4,5})(?:v\d+)?(?:\.pdf)?(?:\s*\[[\w.-]+\])?/?", re.IGNORECASE)
_OLD = re.compile(rf"({'|'.join(_ARCHIVES)})(?:\.[a-z]{{2}})?/(\d{{2}})(\d{{2}})(\d{{3}})(?:v\d+)?(?:\.pdf)?/?", re.IGNORECASE)
_DOI = re.compile(r"(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_OTHERS = {
    "openreview": re.compile(r"(?:openreview:|(?:https?://)?openreview\.net/(?:forum|pdf)\?id=)([\w-]{6,})(?:&\S*)?", re.IGNORECASE),
    "acl": re.compile(
        r"(?:acl:|(?:https?://)?(?:www\.)?aclanthology\.org/)((?:[A-Z]\d{2}-\d{4,5})|(?:\d{4}\.[\w-]+\.\d+))(?:\.pdf)?/?", re.I
    ),
    "pmid": re.compile(r"(?:pmid:\s*|(?:https?://)?pubmed\.ncbi\.nlm\.nih\.gov/)(\d{1,9})/?", re.IGNORECASE),
    "pmcid": re.compile(r"(?:pmcid:\s*|(?:https?://)?(?:www\.ncbi\.nlm\.nih\.gov/pmc|pmc\.ncbi\.nlm\.nih\.gov)/articles/)(PMC\d+)/?", re.I),
    "hal": re.compile(
        r"(?:hal:|(?:https?://)?(?:hal\.science|hal\.archives-ouvertes\.fr)/)((?:[a-z]+-)?hal-\d{6,}|hal-\d{6,})(?:v\d+)?/?", re.I
    ),
}


def arxiv_id(text: str) -> str | None:
    """Return the arXiv id in its plain form, without version or subject class, or None where the text is none.

    Takes bare ids of both styles, `arXiv:` CURIEs, addresses of arXiv and its mirrors, and arXiv's own DOIs.

    >>> arxiv_id("https://arxiv.org/pdf/2401.01234v2.pdf"), arxiv_id("math.GT/0309136"), arxiv_id("10.48550/arXiv.2401.01234")
    ('2401.01234', 'math/0309136', '2401.01234')
    >>> arxiv_id("2413.01234") is None
    True
    """
    bare = _strip_prefix(text)
    if match := _NEW.fullmatch(bare):
        year, month, number = match.groups()
        five = int(year + month) >= 1501
        valid = _is_month(month) and int(year + month) >= 704 and len(number) == 4 + five
        return f"{year}{month}.{number}" if valid else None
    if match := _OLD.fullmatch(bare):
        archive, year, month, number = match.groups()
        return f"{archive.lower()}/{year}{month}{number}" if _is_month(month) else None
    return None


def month(known: Iterable[str]) -> str | None:
    """Return the month in which arXiv gave out the first arXiv id among normalised ids, which the id itself states.

    >>> month(["arxiv:2401.01234"]), month(["arxiv:cs/0112017"]), month(["arxiv:hep-th/9901001"]), month(["doi:10.1/x"])
    ('2024-01', '2001-12', '1999-01', None)
    """
    plain_id = next((name.removeprefix("arxiv:") for name in known if name.startswith("arxiv:")), "")
    digits = plain_id.rpartition("/")[2]
    century = "19" if digits.startswith("9") and "/" in plain_id else "20"
    return f"{century}{digits[:2]}-{digits[2:4]}" if digits else None


def doi(text: str) -> str | None:
    """Return the DOI in lower case without resolver or prefix, or None where the text is none.

    >>> doi("https://doi.org/10.1000/ABC%2F1"), doi("doi:10.1000/182."), doi("11.1000/1")
    ('10.1000/abc/1', '10.1000/182', None)
    """
    match = _DOI.fullmatch(unquote(text.strip()))
    if not match:
        return None
    bare = match.group(1).lower().rstrip(".,;")
    if bare.endswith(")") and bare.count("(") < bare.count(")"):
        bare = bare[:-1]
    return bare if bare.split("/", 1)[1] else None


def curie(text: str) -> str | None:
    """Return the normalised CURIE of a known scheme that a text is, or None.

    >>> curie("2401.01234v3"), curie("https://openreview.net/forum?id=AbCd_12345"), curie("p0080")
    ('arxiv:2401.01234', 'openreview:AbCd_12345', None)
    """
    if plain := arxiv_id(text):
        return f"arxiv:{plain}"
    if plain := doi(text):
        return f"doi:{plain}"
    for scheme, pattern in _OTHERS.items():
        if match := pattern.fullmatch(text.strip()):
            return f"{scheme}:{_cased(scheme, match.group(1))}"
    return None


def normalise(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the known ids among the texts as CURIEs, each once, best scheme first; an arXiv DOI gives both its ids.

    >>> normalise(["doi:10.48550/arXiv.2401.01234", "10.1/X", "oof:01"])
    ('arxiv:2401.01234', 'doi:10.48550/arxiv.2401.01234')
    """
    found = {name for text in texts for name in (curie(text), _doi_curie(text)) if name}
    return tuple(sorted(found, key=lambda name: (SCHEMES.index(name.partition(":")[0]), name)))


def _doi_curie(text: str) -> str | None:
    plain = doi(text)
    return f"doi:{plain}" if plain else None


def _strip_prefix(text: str) -> str:
    text = text.strip().split("#")[0].split("?")[0]
    match = _ARXIV_PREFIX.match(text)
    return text[match.end() :] if match else text


def _is_month(text: str) -> bool:
    return 1 <= int(text) <= 12


def _cased(scheme: str, text: str) -> str:
    if scheme == "acl":
        return text.upper() if text[0].isalpha() else text.lower()
    return {"hal": text.lower(), "pmcid": text.upper()}.get(scheme, text)
