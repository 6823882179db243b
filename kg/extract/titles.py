from __future__ import annotations


def title_names(doc):
    return doc
