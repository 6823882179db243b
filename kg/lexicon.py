"""Names: the key under which one name is one entity, and the packaged list of known names."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["normalise"]

_DASHES = re.compile(r"[\u2010-\u2015\u2212\-/]+")
_ACRONYMS = re.compile(r"\b([A-Z][A-Z0-9]+)s(?=\W*$)")
_IN_BRACKETS = re.compile(r"(?<=\w)\s*\([A-Z][A-Za-z-]*[A-Z]s?\)")
_NOT_NAME = re.compile(r"[^\w\s+#.*']+")
_LEAD = re.compile(r"^(?:(?:the|a|an|our|its|their|this|these|proposed|novel|new)\s+)+")
_UNINFLECTED = frozenset(
    (
        "bias analysis basis thesis hypothesis synthesis physics mathematics dynamics statistics economics semantics "
        "robotics electronics series species chaos consensus corpus focus locus status virus campus census process "
        "access success loss news lens gas less across always plus thus this is as us its was has os ios lexis axis "
        "diagnosis paralysis paraphrasis ethics optics genomics proteomics linguistics phonetics pragmatics kinematics "
        "mechanics thermodynamics graphics bayes keras pandas jax atlas canvas pascal xs "
    ).split()
)
_IRREGULAR = {
    "analyses": "analysis", "bases": "basis", "hypotheses": "hypothesis", "theses": "thesis", "syntheses": "synthesis",
    "matrices": "matrix", "indices": "index", "vertices": "vertex", "vortices": "vortex", "corpora": "corpus", "criteria": "criterion",
    "phenomena": "phenomenon", "data": "data", "schemata": "schema", "automata": "automaton", "axes": "axis", "children": "child",
    "people": "people", "mice": "mouse", "biases": "bias", "losses": "loss", "lenses": "lens", "gases": "gas", "viruses": "virus",
    "processes": "process", "caches": "cache", "spectra": "spectrum", "optima": "optimum", "minima": "minimum", "maxima": "maximum",
    "quanta": "quantum", "media": "media", "leaves": "leaf", "halves": "half", "lives": "life", "movies": "movie", "ties": "tie",
    "cookies": "cookie", "heuristics": "heuristic", "metrics": "metric", "topics": "topic", "characteristics": "characteristic",
}  # fmt: skip
_BRITISH = (
    (re.compile(r"(\w{3,})isation(s?)\b"), r"\1ization\2"),
    (re.compile(r"(\w{4,})is(e|ed|er|ers|ing)\b"), r"\1iz\2"),
    (re.compile(r"(\w{2,})yse([sd]?)\b"), r"\1yze\2"),
    (re.compile(r"\b(\w*)(behavi|colo|lab|neighb|fav|hum|vap|arm|hon)our"), r"\1\2or"),
    (re.compile(r"\bmodell(ing|ed|er)"), r"model\1"),
    (re.compile(r"\blabell(ing|ed|er)"), r"label\1"),
    (re.compile(r"\bcentre\b"), "center"),
)
_IS_NOT_IZ = re.compile(
    r"(?:prec|conc|superv|rev|prom|surpr|no|rai|adv|exerc|dev|comprom|ra|telev|improv|circumc|exc|prem|treat|parad|diagno|expert|other|like|wi|ari|wherew)is(?:e|ed|er|ers|ing)$"
)


def _singular(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or word in _UNINFLECTED or not word.endswith("s") or word.endswith(("ss", "us", "is", "'s", "ics")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "zzes", "shes", "tches", "aches")):
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=1 << 13)
def _american(word: str) -> str:
    if len(word) > 40 or _IS_NOT_IZ.search(word):
        return word
    for pattern, replacement in _BRITISH:
        word = pattern.sub(replacement, word)
    return word


@lru_cache(maxsize=1 << 12)
def normalise(text: str) -> str:
    """Return the key of a name: two names are one where their keys are equal.

    Case, hyphens, determiners, British spelling and the plural of the last word do not count; digits, versions and every
    other letter do, but for an acronym in brackets behind its long form. The key of a text with no letter or digit is the
    text itself, stripped.

    >>> normalise("Large Language Models"), normalise("KV-caches"), normalise("the Normalisation layers")
    ('large language model', 'kv cache', 'normalization layer')
    >>> normalise("GPT-3") == normalise("GPT-4"), normalise("LLMs") == normalise("LLM")
    (False, True)
    """
    folded = _ACRONYMS.sub(r"\1", _IN_BRACKETS.sub("", unicodedata.normalize("NFKC", text))).casefold()
    folded = _NOT_NAME.sub(" ", _DASHES.sub(" ", folded).replace("_", " "))
    words = [w.strip(".'") for w in _LEAD.sub("", " ".join(folded.split())).split()]
    words = [w for w in words if w]
    if not words:
        return " ".join(text.split())
    words[-1] = _singular(words[-1])
    return " ".join(_american(w) for w in words)
