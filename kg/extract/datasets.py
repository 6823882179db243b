from __future__ import annotations


def dataset_names(doc):
    return doc
