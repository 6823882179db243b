from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from kg.identity import merge_records, overlap
from kg.model import Author, Paper

LONG = "we show that caches shrink when keys are grouped by what they hold and read once"


def ids_of(*papers: Paper) -> list[str]:
    return [work.id for work in merge_records(enumerate(papers))]


def test_a_shared_id_makes_one_paper_of_two_titles() -> None:
    works = merge_records([(1, Paper("One", ids=("doi:10.1/x",))), (2, Paper("Two", "text", ids=("arxiv:2401.00001", "doi:10.1/x")))])
    assert [(w.id, w.members, w.paper.title) for w in works] == [("arxiv:2401.00001", (1, 2), "Two")]


def test_the_same_title_with_another_abstract_is_another_paper() -> None:
    assert len(set(ids_of(Paper("A title", LONG), Paper("a Title", "Something else entirely is told here, word by word.")))) == 2


def test_half_an_abstract_is_the_same_paper_and_the_longer_text_wins() -> None:
    (work,) = merge_records([(1, Paper("A title", LONG[:50])), (2, Paper("A Title!", LONG))])
    assert (work.paper.title, work.paper.abstract) == ("A Title!", LONG)


def test_a_record_without_abstract_joins_the_one_paper_of_its_title() -> None:
    assert [w.members for w in merge_records([(1, Paper("T", LONG)), (2, Paper("t"))])] == [(1, 2)]


def test_a_record_without_abstract_stays_apart_from_two_papers_of_its_title() -> None:
    papers = [(1, Paper("T", LONG)), (2, Paper("T", "A wholly different text about something else.")), (3, Paper("T"))]
    assert sorted(w.members for w in merge_records(papers)) == [(1,), (2,), (3,)]


def test_what_records_know_is_put_together() -> None:
    one = Paper("T", LONG, authors=(Author("Ada"),), published="2024", votes=3)
    other = Paper("T", published="2024-05-02", author_count=4, votes=9, venue="ICML", cites=("arxiv:1",))
    (work,) = merge_records([(1, one), (2, other)])
    paper = work.paper
    assert (paper.published, paper.votes, paper.author_count, paper.venue, paper.cites) == ("2024-05-02", 9, 4, "ICML", ("arxiv:1",))
    assert paper.authors == (Author("Ada"),)


def test_a_day_without_year_gives_way_to_a_year() -> None:
    (work,) = merge_records([(1, Paper("T", published="--11-05")), (2, Paper("T", published="2023"))])
    assert work.paper.published == "2023"


def test_overlap_counts_five_words_of_the_shorter() -> None:
    assert overlap("a b c d e f g", "x x a b c d e f y") == 2 / 3


RECORD = st.builds(
    Paper,
    title=st.sampled_from(["One title", "one  title", "Other"]),
    abstract=st.sampled_from(["", LONG, LONG[:60], "A wholly different text about something else."]),
    ids=st.sampled_from([(), ("arxiv:2401.00001",), ("doi:10.1/x",), ("arxiv:2401.00001", "doi:10.1/x")]),
    votes=st.sampled_from([None, 1, 2]),
    published=st.sampled_from([None, "2024", "2024-01-02", "--01-02"]),
)


@given(st.lists(RECORD, max_size=6), st.randoms())
def test_the_order_of_records_does_not_count(papers: list[Paper], random: object) -> None:
    shuffled = papers.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = (merge_records(enumerate(some)) for some in (papers, shuffled))
    assert [(w.id, w.paper) for w in one] == [(w.id, w.paper) for w in other]


@given(st.lists(RECORD, max_size=6))
def test_a_record_twice_changes_nothing(papers: list[Paper]) -> None:
    once, twice = (merge_records(enumerate(some)) for some in (papers, papers + papers))
    assert [(w.id, w.paper) for w in once] == [(w.id, w.paper) for w in twice]


@given(st.lists(RECORD, max_size=6))
def test_every_paper_has_its_own_id(papers: list[Paper]) -> None:
    ids = ids_of(*papers)
    assert len(ids) == len(set(ids)) and sum(len(w.members) for w in merge_records(enumerate(papers))) == len(papers)


def test_ids_hold_across_all_orders_of_three() -> None:
    papers = [Paper("T", LONG), Paper("T"), Paper("t", ids=("doi:10.1/x",))]
    assert {tuple(ids_of(*some)) for some in itertools.permutations(papers)} == {("doi:10.1/x",)}
