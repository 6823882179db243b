from __future__ import annotations


def metric_names(doc):
    return doc
