from __future__ import annotations


def known_names(doc):
    return doc
