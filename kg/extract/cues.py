"""What the words around a mention say: the function of each sentence, and the cues of each place.

A cue is a short name. The rules that read cues stand in `kg.extract.roles` and `kg.extract.relations`, each with the precision that was
measured for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

__all__ = ["FUNCTIONS", "LEFT", "RIGHT", "functions", "place_cues"]

FUNCTIONS = ("title", "background", "proposal", "method", "result")
"""What a sentence does in its paper, in the order in which they usually come."""

_PAPER = r"(?:paper|work|article|study|letter|thesis|report|survey|research|manuscript)"
_INTRODUCE = (
    r"(?:propos(?:e|es|ed|ing)|present(?:s|ed|ing)?|introduc(?:e|es|ed|ing)|develop(?:s|ed)?|design(?:s|ed)?|describ(?:e|es|ed)|devis(?:e|es|ed)"
    r"|contribut(?:e|es)|releas(?:e|es|ed|ing)|construct(?:s|ed)?|creat(?:e|es|ed)|built|build(?:s)?|establish(?:es)?|collect(?:s|ed)?"
    r"|curat(?:e|es|ed)|put forward|formulat(?:e|es)|unveil(?:s)?|offer(?:s)?|provid(?:e|es))"
)
_STUDY = r"(?:explor\w+|investigat\w+|stud(?:y|ies|ied)|analy[sz]\w+|examin\w+|survey\w*|review\w*|address\w*|tackl\w+|consider\w*|focus\w*|extend\w*|show)"
_PROPOSAL = re.compile(
    rf"\b(?:we|(?:in )?this {_PAPER}|the present {_PAPER}|our \w+|here)\b.{{0,60}}?\b(?:{_INTRODUCE}|{_STUDY}|aims?|adopt|apply|use)\b",
    re.I | re.S,
)
_RESULT = re.compile(
    r"\b(?:experiment\w*|results?|evaluat\w+|outperform\w*|surpass\w*|achiev\w+|state-of-the-art|benchmarks?|superior\w*|empirical\w*"
    r"|ablation\w*|validat\w+|compared (?:to|with)|baselines?|significant(?:ly)? (?:improv|reduc|better|higher|lower)\w*)\b|\d\s?\\?%",
    re.I,
)

_WORDS = r"(?:[^\s,;:.()]+\s+)"
LEFT = {
    "introduced": rf"\b{_INTRODUCE}\b(?:(?!\b(?:using|based|via|by|for|with|that|which|from|to|on|over|in)\b)[^;:.]){{0,70}}$",
    "called": r"\b(?:called|named|namely|termed|dubbed|coined|denoted(?: as)?|referred to as|refer to as|i\.e\.,?|abbreviated as|known as)\s*[\"'`(]*$",
    "using": rf"\b(?:using|via|through|by|with|based (?:up)?on|leverag\w+|employ\w*|utili[sz]\w+|buil\w+ (?:up)?on|combin\w+|incorporat\w+|adopt\w*|appl(?:y|ies|ied|ying)|extend\w*|exploit\w*|inspired by|integrat\w+|rel(?:y|ies|ying) on|uses?|used|adapt\w*|draw\w* on|from|into|as)\s+{_WORDS}{{0,2}}$",
    "for": rf"\b(?:for|towards?|to)\s+{_WORDS}{{0,3}}$",
    "of": rf"\b(?:of|in|between|among)\s+{_WORDS}{{0,2}}$",
    "on": rf"\b(?:on|across)\s+{_WORDS}{{0,3}}$",
    "contrast": r"\b(?:outperform\w*|surpass\w*|exceed\w*|compar(?:ed|ing|able|ison|isons|e|es)\b|than|over|unlike|instead of|rather than|contrast\w* to|contrary to|versus|vs\.?|competitive with|superior to|beat\w*|baselines?|against|match\w*|rival\w*)\b[^;]{0,90}$",
    "existing": rf"\b(?:existing|prior|previous|conventional|traditional|current|recent|state[- ]of[- ]the[- ]art|SOTA|other|classical|standard|most|many|popular|widely)\s+{_WORDS}{{0,2}}$",
    "negated": r"\b(?:without|no|not|avoid\w*|lack\w*|fail\w*|suffer\w*|limit\w*|struggl\w+|challeng\w+|costly|expensive|difficult\w*|however|despite|although|while)\b[^;]{0,50}$",
    "studied": rf"\b(?:{_STUDY}|understand\w*|evaluat\w+|assess\w*|prob(?:e|ing)|prov(?:e|ing)|characteri[sz]\w+|whether|how|why|(?:role|effects?|impacts?|properties|analysis|study|influence|limits) of)\s+{_WORDS}{{0,4}}$",
    "our": rf"\b(?:our|the proposed|proposed)\s+{_WORDS}{{0,2}}$",
    "a": rf"\b(?:an?|new|novel|first)\s+{_WORDS}{{0,1}}$",
    "such as": r"\b(?:such as|including|e\.g\.,?|like|for example|for instance)\b[^.;]{0,60}$",
    "gain": rf"\b(?:improv\w+|reduc\w+|increas\w+|achiev\w+|reach\w*|gain\w*|lower\w*|higher|better|obtain\w*|yield\w*|in terms of|minimi[sz]\w+|maximi[sz]\w+|enhanc\w+|boost\w*)\s+{_WORDS}{{0,4}}$",
    "trained on": r"\b(?:train\w*|fine-?tun\w+|pre-?train\w*|test\w*|evaluat\w+|experiment\w*|validat\w+|benchmarks?|datasets?|results?|performance)\b[^;]{0,60}\b(?:on|of|with|using)\b[^;]{0,60}$",
}
RIGHT = {
    "prefix": r"\s*:",
    "acts": r"\s*(?:\([^)]*\))?,?\s*(?:\w+ly\s+)?(?:is|are|outperforms?|achieves?|consists?|uses?|can|could|improves?|learns?|generates?|leverages?|employs?|introduces?|provides?|enables?|has|have|does|exploits?|reduces?|performs?|combines?|allows?|shows?|requires?)\b",
    "apposition": r"\s*(?:\([^)]{1,20}\))?\s*,?\s+(?:that|which|an?|to|for)\b",
    "plural head": r"\s+(?:baselines?|methods|approaches|models|techniques|algorithms|systems|architectures)\b",
    "own head": r"\s+(?:framework|method|approach|model|algorithm|architecture|system|module|network|dataset|benchmark|corpus)\b",
    "figure": r"[^.;]{0,30}\d",
}
"""Patterns over the text of the sentence before and after a mention; `place_cues` looks at no more than 120 characters."""

_CLOSED = frozenset(
    "of for in on with to by from and or the a an our using via between as that such than like both new novel existing into over under"
    " through across is are can which has have".split()
)
_LAST_WORD = re.compile(r"([\w-]+|[,;:()])\s*$")
_NEXT_WORD = re.compile(r"\s*([\w-]+|[,;:()])")

_LEFT = [(name, re.compile(pattern, re.I)) for name, pattern in LEFT.items()]
_RIGHT = [(name, re.compile(pattern, re.I)) for name, pattern in RIGHT.items()]


def functions(sentences: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Return the function of each (section, text), read in order: what comes before the first proposal is background.

    >>> functions([("title", "FooNet"), ("abstract", "Bars are hard."), ("abstract", "We propose FooNet."), ("abstract", "It wins.")])
    ('title', 'background', 'proposal', 'method')
    """
    told = []
    proposed = False
    for section, text in sentences:
        function = "title" if section == "title" else _function(text, proposed=proposed)
        proposed = proposed or function == "proposal"
        told.append(function)
    return tuple(told)


def _function(text: str, *, proposed: bool) -> str:
    if _RESULT.search(text) and proposed:
        return "result"
    if _PROPOSAL.search(text):
        return "proposal"
    return "method" if proposed else "background"


def place_cues(text: str, start: int, end: int) -> frozenset[str]:
    """Return the cues that the words around `text[start:end]` give; `text` is one sentence.

    >>> sorted(place_cues("We propose FooNet, a network.", 11, 17))
    ['apposition', 'before ,', 'introduced']
    """
    left, right = text[max(0, start - 120) : start], text[end : end + 60]
    found = {name for name, pattern in _LEFT if pattern.search(left)}
    found |= {name for name, pattern in _RIGHT if pattern.match(right)}
    found.update(_words(left, text[end : end + 30]))
    return frozenset(found)


def _words(left: str, right: str) -> Iterator[str]:
    """Yield the word or mark before and after, where it is one of the closed class."""
    for side, match in (("after", _LAST_WORD.search(left)), ("before", _NEXT_WORD.match(right))):
        word = match[1].lower() if match else ""
        if word and (word in _CLOSED or not word[0].isalnum()):
            yield f"{side} {word}"
    if not right:
        yield "before end"
