from __future__ import annotations


def introduced_names(doc):
    return doc
