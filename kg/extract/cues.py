"""What the words around a mention say: the function of each sentence, and the cues of each place.

A cue is a short name. The rules that read cues stand in `kg.extract.weights` and `kg.extract.relations`, with what was measured for each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

__all__ = ["FUNCTIONS", "functions", "place_cues"]

FUNCTIONS = ("title", "background", "proposal", "method", "result")
"""What a sentence does in its paper, in the order in which they usually come."""

_PAPER = r"(?:paper|work|article|study|letter|thesis|report|survey|research|manuscript)"
_INTRODUCE = (
    r"(?:propos(?:e|es|ed|ing)|present(?:s|ed|ing)?|introduc(?:e|es|ed|ing)|develop(?:s|ed)?|design(?:s|ed)?|describ(?:e|es|ed)"
    r"|devis(?:e|es|ed)"
    r"|contribut(?:e|es)|releas(?:e|es|ed|ing)|construct(?:s|ed)?|creat(?:e|es|ed)|built|builds?|establish(?:es)?|collect(?:s|ed)?"
    r"|curat(?:e|es|ed)|put forward|formulat(?:e|es)|unveils?|offers?|provid(?:e|es))"
)
_STUDY = (
    r"(?:explor\w+|investigat\w+|stud(?:y|ies|ied)|analy[sz]\w+|examin\w+|survey\w*|review\w*|address\w*|tackl\w+|consider\w*|focus\w*"
    r"|extend\w*|show)"
)
_WRITERS = rf"(?:we|the authors|(?:in )?this {_PAPER}|the present {_PAPER}|our \w+|here)"
_PROPOSAL = re.compile(
    rf"\b{_WRITERS}\b(?:.{{0,60}}?\b(?:{_INTRODUCE}|{_STUDY}|aims?|adopt|apply|use)\b|.{{0,150}}?\band (?:propose|introduce)\b)",
    re.I | re.S,
)
_FIRST_PERSON = re.compile(rf"\b(?:we|our|us|(?:this|the present) {_PAPER})\b|\b[Tt]he authors (?:\w+ )?{_INTRODUCE}\b", re.I)
_DEFINED = r"(?:[\w-]+ ){1,8}\([^()\s]*[A-Z][^()\s]*[A-Z][^()\s]*\)"
_NAMED = r"(?:\w+[ -]){0,3}\w*(?:[a-z0-9][A-Z]|[A-Z]{2}|[A-Z]\w*\d)[\w-]*"
_OPENER = re.compile(rf"(?:The )?(?:{_DEFINED}|{_NAMED}) (?:is (?:an?|the first)|(?!is\b|was\b|has\b|remains\b|poses\b)[a-z]+s)\b")
_RESULT = re.compile(
    r"\b(?:experiment\w*|results?|evaluat\w+|outperform\w*|surpass\w*|achiev\w+|state-of-the-art|benchmarks?|superior\w*|empirical\w*"
    r"|ablation\w*|validat\w+|compared (?:to|with)|baselines?|significant(?:ly)? (?:improv|reduc|better|higher|lower)\w*)\b|\d\s?\\?%",
    re.I,
)

_NEAR = {
    "using": (4, r"us(?:ing|es?|ed)|via|through|by|with|based|leverag\w+|employ\w*|utili[sz]\w+|buil\w+|combin\w+|incorporat\w+"
    r"|adopt\w*|appl(?:y|ies|ied|ying)"
    r"|extend\w*|exploit\w*|inspired|integrat\w+|rel(?:y|ies|ying)|adapt\w*|from|into|as"),
    "for": (4, r"for|towards?|to"),
    "of": (3, r"of|in|between|among"),
    "on": (4, r"on|across"),
    "existing": (3, r"existing|prior|previous|conventional|traditional|current|recent|state-of-the-art|sota|other|classical|standard"
    r"|most|many|popular|widely"),
    "studied": (6, rf"{_STUDY}|understand\w*|evaluat\w+|assess\w*|prob(?:e|ing)|prov(?:e|ing)|characteri[sz]\w+|whether|how|why"
    rf"|roles?|effects?|impacts?"
    r"|properties|analysis|influence|limits"),
    "our": (3, r"our|proposed"),
    "a": (2, r"an?|new|novel|first"),
    "gain": (5, r"improv\w+|reduc\w+|increas\w+|achiev\w+|reach\w*|gain\w*|lower\w*|higher|better|obtain\w*|yield\w*|terms"
    r"|minimi[sz]\w+|maximi[sz]\w+"
    r"|enhanc\w+|boost\w*"),
    "the": (1, r"the"),
}  # fmt: skip
"""Cue -> how many words before the mention are looked at, back to the next mark, and the words that give it."""

_LOOSE = {
    "contrast": (14, r"outperform\w*|surpass\w*|exceed\w*|compar(?:ed|ing|able|isons?|es?)|than|over|unlike|instead|rather"
    r"|contrast\w*|contrary|versus|vs"
    r"|competitive|superior|beat\w*|baselines?|against|match\w*|rival\w*"),
    "beaten": (10, r"outperform\w*|surpass\w*|exceed\w*|superior|better|faster|beat\w*|over"),
    "negated": (8, r"without|no|not|avoid\w*|lack\w*|fail\w*|suffer\w*|limit\w*|struggl\w+|challeng\w+|costly|expensive|difficult\w*"
    r"|however|despite"
    r"|although|while"),
    "such as": (8, r"such|including|e\.g|like|example|instance"),
}  # fmt: skip
"""Cue -> how many words before the mention are looked at, back to a semicolon, and the words that give it."""

_AFTER = {
    "prefix": r"\s*:",
    "acts": r"\s*(?:\([^)]*\))?,?\s*(?:\w+ly\s+)?(?:is|are|outperforms?|achieves?|consists?|uses?|can|could|improves?|learns?"
    r"|generates?|leverages?"
    r"|employs?|introduces?|provides?|enables?|has|have|does|exploits?|reduces?|performs?|combines?|allows?|shows?|requires?)\b",
    "apposition": r"\s*(?:\([^)]{1,20}\))?\s*,?\s+(?:that|which|an?|to|for)\b",
    "figure": r"[^.;]{0,30}\d",
    "before ,": r"\s*,",
    "before )": r"\s*\)",
    "before to": r"\s+to\b",
    "before acronym": r"\s*\(\s*[A-Za-z]*[A-Z]{2}[\w-]*\)",
    "before head": r"\s+(?:framework|method|approach|model|algorithm|architecture|system|module|network|dataset|benchmark|corpus)\b",
    "before heads": r"\s+(?:baselines?|methods|approaches|models|techniques|algorithms|systems|architectures)\b",
}
"""Cue -> what must follow the mention."""

_REACH = {name: reach for name, (reach, _) in (*_NEAR.items(), *_LOOSE.items())}
_NEAR_WORDS = [(name, re.compile(pattern)) for name, (_, pattern) in _NEAR.items()]
_LOOSE_WORDS = [(name, re.compile(pattern)) for name, (_, pattern) in _LOOSE.items()]
_AFTER_CUES = [(name, re.compile(pattern, re.I)) for name, pattern in _AFTER.items()]
_INTRODUCING = re.compile(_INTRODUCE)
_TURNS = frozenset("using based via by for with that which from to on over in".split())
_CALLED = frozenset("called named namely termed dubbed coined denoted i.e known".split())


_HEAD = 800
"""The characters of a sentence that tell its function."""


def functions(sentences: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Return the function of each (section, text), read in order: what comes before the first proposal is background.

    >>> functions([("title", "FooNet"), ("abstract", "Bars are hard."), ("abstract", "We propose FooNet."), ("abstract", "It wins.")])
    ('title', 'background', 'proposal', 'method')
    """
    heads = [(section, text[:_HEAD]) for section, text in sentences]
    opener = _opener(heads)
    told = []
    proposed = False
    for number, (section, text) in enumerate(heads):
        function = "title" if section == "title" else _function(text, proposed=proposed, opens=number == opener)
        proposed = proposed or function == "proposal"
        told.append(function)
    return tuple(told)


def _opener(sentences: Sequence[tuple[str, str]]) -> int | None:
    """Return the number of the sentence that opens the abstract by what is new, in a text that never says `we`."""
    first = next((number for number, (section, _) in enumerate(sentences) if section == "abstract"), None)
    if first is None or not _OPENER.match(sentences[first][1]) or any(_FIRST_PERSON.search(text) for _, text in sentences):
        return None
    return first


def _function(text: str, *, proposed: bool, opens: bool) -> str:
    if proposed and _RESULT.search(text):
        return "result"
    if opens or _PROPOSAL.search(text):
        return "proposal"
    return "method" if proposed else "background"


@lru_cache(maxsize=1 << 12)
def _word_cues(word: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the near and the loose cues that a lower-case word gives."""
    near = tuple(name for name, pattern in _NEAR_WORDS if pattern.fullmatch(word))
    introducing = ("introduced",) if _INTRODUCING.fullmatch(word) else ()
    return near, introducing + tuple(name for name, pattern in _LOOSE_WORDS if pattern.fullmatch(word))


def _before(left: str) -> set[str]:
    """Return the cues of the words before a mention, walking back from it."""
    found: set[str] = set()
    close, turned = True, False
    for distance, token in enumerate(reversed(left.split()[-14:])):
        close = close and token[-1] not in ",;:.()"
        turned = turned or token[-1] in ";:"
        if token[-1] == ";":
            break
        word = token.strip("\"'`(),.:").lower()[:40]
        near, loose = _word_cues(word)
        found.update(cue for cue in near if close and distance < _REACH[cue])
        found.update(cue for cue in loose if cue != "introduced" and distance < _REACH[cue])
        if not turned and "introduced" in loose:
            found.add("introduced")
        if word in _CALLED and distance < 2:
            found.add("called")
        turned = turned or word in _TURNS
    return found


def place_cues(text: str, start: int, end: int) -> frozenset[str]:
    """Return the cues that the words around `text[start:end]` give; `text` is one sentence.

    >>> sorted(place_cues("We propose FooNet, a network.", 11, 17))
    ['apposition', 'before ,', 'introduced']
    """
    right = text[end : end + 60]
    after = {name for name, pattern in _AFTER_CUES if pattern.match(right)}
    opens = {"opens"} if start <= len("The ") and _OPENER.match(text, 0, _HEAD) else set()
    return frozenset(_before(text[max(0, start - 120) : max(0, start)]) | after | opens)
