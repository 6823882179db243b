"""Metrics: acronyms that always are one, and measure nouns beside a figure (`91.2% accuracy`, `a throughput of 3x`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.candidates import Candidate, notes, propose

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["find_metric_names", "metric_names"]

EXTRACTOR = "metric"
_ALWAYS = re.compile(
    r"(?<![\w-])(?:(?:macro|micro|weighted|mean|average|token)[- ])?(?:F1(?:[- ][Ss]cores?)?|[Ff]-(?:1|score"
    r"|measure)s?|BLEU(?:-\d)?(?:\sscores?)?|ROUGE(?:-[\dLSW]+)?"
    r"(?:\sscores?)?|METEOR|CIDEr(?:-D)?|SPICE|chrF\+*|BERTScore|COMET|mAP(?:@[\d.]+)?|mIoU|IoU|AUC(?:-ROC|-PR)?"
    r"|AUROC|AUPRC|FID(?:\sscores?)?|PSNR|SSIM|LPIPS"
    r"|WER|CER|EER|MSE|RMSE|MAE|MAPE|MRR(?:@\d+)?|[Nn]DCG(?:@\d+)?|NDCG(?:@\d+)?|[Hh]its?@\w+|[Rr]ecall@\w+"
    r"|[Pp]recision@\w+|[Pp]ass@\w+|maj@\w+|UAS|LAS|PESQ|STOI"
    r"|SI-SDRi?|FLOPs|GFLOPs|MOS|top-[15]\saccuracy|[Tt]op-[15](?:\serror)?|[Aa]ccurac(?:y|ies)|[Pp]erplexit(?:y"
    r"|ies)|[Ee]xact\s[Mm]atch|word\serror\srate"
    r"|mean\saverage\sprecision|mean\ssquared\serror|mean\sabsolute\serror|root\smean\ssquare(?:d)?\serror"
    r"|error\srates?|[Ww]in[- ]rates?)(?![\w-]|\s(?:loss|Loss)\b)"
)
_MEASURES = (
    r"(?:(?:inference|training|decoding|running|execution|response|end-to-end|wall-clock|compute|memory|peak|GPU"
    r"|computational|success|test|training|parameter|storage|average|energy"
    r"|communication|sample|generation|token|prefill|model|retrieval|classification|recognition)\s){0,2}"
    r"(?:throughput|latency|speed-?ups?|speed|time|memory(?:\s(?:usage|footprint|consumption|requirements?))?|cost"
    r"|efficiency|rate|precision|recall|sensitivity|specificity"
    r"|error|score|footprint|consumption|parameters|complexity|coverage|correlation|size|compression\sratio"
    r"|sparsity|fidelity|robustness|overhead|utilization)"
)
_FIGURE = r"(?:(?<![\w.,])\d[\d.,]*\s?(?:\\?%|x|\u00d7|times|points?|percent|fold|pp|ms|s|dB|GB|MB)?(?!\w))"
_BESIDE = re.compile(
    rf"(?:{_FIGURE}\s(?:(?:higher|lower|better|less|more|faster|improvement\sin|reduction\sin|of|in|increase\sin|gain\sin|the)\s){{0,3}}(?P<after>{_MEASURES})(?![\w-]))"
    rf"|(?:(?<![\w-])(?P<before>{_MEASURES})\s(?:of|by|to|is|at|from|reaches|reached|up\sto|by\sup\sto|of\sup\sto|over)\s(?:\w+\s)?(?={_FIGURE}))"
)


def find_metric_names(text: str) -> Iterator[Candidate]:
    """Yield the metrics of a text.

    >>> text = "It gains 2.3x throughput at an accuracy of 91%."
    >>> [text[c.start : c.end] for c in find_metric_names(text)]
    ['accuracy', 'throughput']
    """
    for match in _ALWAYS.finditer(text):
        yield Candidate(*match.span(), "Metric", 0.85, EXTRACTOR)
    for match in _BESIDE.finditer(text):
        yield Candidate(*match.span(match.lastgroup or 0), "Metric", 0.8, EXTRACTOR)


def metric_names(doc: Doc) -> Doc:
    """Propose the metrics of a Doc."""
    return propose(doc, find_metric_names(notes(doc)["text"]))
