"""Identifiers and dates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.readers import dates, ids


@pytest.mark.parametrize(
    "text",
    [
        "2401.01234",
        "2401.01234v12",
        "arXiv:2401.01234",
        "ARXIV:2401.01234v1 [cs.LG]",
        "http://arxiv.org/abs/2401.01234v2",
        "https://arxiv.org/pdf/2401.01234v2.pdf",
        "https://www.arxiv.org/html/2401.01234v1#S3",
        "arxiv.org/abs/2401.01234?context=cs",
        "https://huggingface.co/papers/2401.01234",
        "https://ar5iv.labs.arxiv.org/html/2401.01234",
        "10.48550/arXiv.2401.01234",
        "https://doi.org/10.48550/ARXIV.2401.01234",
    ],
)
def test_every_spelling_of_an_arxiv_id_is_the_same(text: str) -> None:
    assert ids.arxiv_id(text) == "2401.01234"


@pytest.mark.parametrize(
    ("text", "plain"), [("math.GT/0309136v1", "math/0309136"), ("arXiv:cs/0112017", "cs/0112017"), ("hep-th/9901001", "hep-th/9901001")]
)
def test_old_ids_lose_their_subject_class(text: str, plain: str) -> None:
    assert ids.arxiv_id(text) == plain


@pytest.mark.parametrize(
    "text", ["", "p0080", "1234.5678", "2401.1234", "1401.12345", "0703.0001", "2400.01234", "foo/0112017", "cs/0113017", "10.1/x"]
)
def test_what_is_no_arxiv_id_is_none(text: str) -> None:
    assert ids.arxiv_id(text) is None


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("https://dx.doi.org/10.1000/ABC(12)3-X", "10.1000/abc(12)3-x"),
        ("doi: 10.1000/x.", "10.1000/x"),
        ("10.1000/x)", "10.1000/x"),
        ("10.1000/", None),
        ("10.1/x", None),
        ("see 10.1000/x", None),
    ],
)
def test_dois_are_bare_and_lower_case(text: str, plain: str | None) -> None:
    assert ids.doi(text) == plain


@pytest.mark.parametrize(
    ("text", "curie"),
    [
        ("https://aclanthology.org/2020.acl-main.1/", "acl:2020.acl-main.1"),
        ("acl:P19-1001", "acl:P19-1001"),
        ("https://openreview.net/pdf?id=AbC_123-x", "openreview:AbC_123-x"),
        ("PMID: 123", "pmid:123"),
        ("https://hal.science/hal-01234567v2", "hal:hal-01234567"),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC12/", "pmcid:PMC12"),
        ("s2:123", None),
        ("title:abc", None),
    ],
)
def test_other_schemes_are_known_or_left_out(text: str, curie: str | None) -> None:
    assert ids.curie(text) == curie


def test_ids_are_sorted_best_first_and_once() -> None:
    given = ["pmid:9", "10.1000/B", "doi:10.1000/a", "2401.01234v2", "arXiv:2401.01234", "x"]
    assert ids.normalise(given) == ("arxiv:2401.01234", "doi:10.1000/a", "doi:10.1000/b", "pmid:9")


@given(st.lists(st.sampled_from(["pmid:9", "10.1000/B", "2401.01234v2", "10.48550/arXiv.2401.01234", "x", "acl:P19-1001"])))
def test_normalising_again_changes_nothing(texts: list[str]) -> None:
    assert ids.normalise(ids.normalise(texts)) == ids.normalise(texts)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024-07-31", "2024-07-31"),
        ("2024-7-3", "2024-07-03"),
        ("2024/07", "2024-07"),
        ("2024", "2024"),
        ("2024-07-31T08:00:00+02:00", "2024-07-31"),
        ("July 31, 2024", "2024-07-31"),
        ("31 Jul 2024", "2024-07-31"),
        ("Jul. 2024", "2024-07"),
        ("Nov 5", "--11-05"),
        ("--11-05", "--11-05"),
        ("Feb 29", "--02-29"),
        ("Feb 29, 2023", None),
        ("Xyz 5", None),
        ("", None),
        ("today", None),
    ],
)
def test_dates_are_as_exact_as_the_text(text: str, date: str | None) -> None:
    assert dates.iso(text) == date


@given(st.dates())
def test_iso_dates_stay(day: object) -> None:
    assert dates.iso(str(day)) == str(day)
