"""The label that a head noun gives: what the last word of a phrase, or of `X is a ...`, says about the thing."""

from __future__ import annotations

import re

__all__ = ["DATASET_HEADS", "apposition_label", "head_label"]

DATASET_HEADS = (
    "dataset benchmark corpus corpora testbed leaderboard treebank challenge suite database testset lexicon data set collection gym"
).split()
_METHOD_HEADS = (
    "model algorithm method framework approach architecture network system technique module mechanism pipeline agent tool toolkit library"
    " library platform strategy scheme procedure optimizer estimator classifier encoder decoder transformer loss paradigm baseline solver"
    " tokenizer protocol prompting engine solution recipe family variant layer policy package chatbot assistant llm vlm mllm regularizer"
    " simulator generator adapter extension attack defense language sampler quantizer implementation plugin"
).split()
_TASK_HEADS = "task problem".split()
_METRIC_HEADS = "metric measure score index".split()
_HEADS = {
    **dict.fromkeys(_METHOD_HEADS, "Method"),
    **dict.fromkeys(DATASET_HEADS, "Dataset"),
    **dict.fromkeys(_TASK_HEADS, "Task"),
    **dict.fromkeys(_METRIC_HEADS, "Metric"),
}
_APPOSITION = re.compile(
    r"(?:\s*\([^()]{1,60}\))?(?:\s*[,:]|\s+(?:is|are|as)|\s*[\u2013\u2014]|\s+-)\s+(?:a|an|the|our|the first)\s+(?P<rest>[^.;:()]{3,120})",
    re.I,
)
_END_OF_PHRASE = re.compile(
    r"[,]|\b(?:for|of|that|which|to|with|from|in|on|based|designed|by|where|whose|consisting|comprising|containing|built|using|and|called|capable"
    r"|tailored|trained|aimed|featuring|spanning|covering|composed|developed|specifically|via|through|as|is|are|we|it|can|when|without|at)\b"
)


def head_label(word: str) -> str | None:
    """Return the label that a head noun gives, None where it gives none.

    >>> head_label("datasets"), head_label("Network"), head_label("tree")
    ('Dataset', 'Method', None)
    """
    low = word.lower()
    return _HEADS.get(low) or (_HEADS.get(low[:-1]) if low.endswith("s") else None)


def apposition_label(text: str, end: int) -> str | None:
    """Return the label that the text right behind a name gives it: `X, a benchmark for ...`, `X is a large model that ...`.

    >>> apposition_label("We present FooSet, a large corpus of tree models.", 17)
    'Dataset'
    """
    match = _APPOSITION.match(text, end)
    if match is None:
        return None
    phrase = _END_OF_PHRASE.split(match["rest"], maxsplit=1)[0].split()
    return head_label(phrase[-1]) if phrase else None
