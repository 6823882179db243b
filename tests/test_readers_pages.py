"""Saved pages: the two layouts, pages made by hand with their cards shuffled, cut and bare, and the five real ones."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Paper, Problem
from kg.readers import read
from kg.readers.page_blocks import blocks, classify, is_spaced
from kg.readers.page_cards import cards, labels

DATA = Path(__file__).parent / "data" / "daily_papers"
SUBJECTS = [
    "Gates",
    "Hinges",
    "Quiet Codes",
    "Turnstiles",
    "Lanterns",
    "Latches",
    "Bolts",
    "Doors that Forget",
    "Small Keys",
    "Rope Ladders",
]
HEADING = ["new", "Get trending papers in your email inbox!", "Subscribe", "Daily Papers", "byAK and the research community", "Nov 7"]
FOOTING = ["Previous", "1", "2", "3", "...", "100", "Next", "Upgrade", "Company", "© Hugging Face", "TOS", "Privacy", "About", "Careers"]


@dataclass(frozen=True)
class Made:
    """One card of a page made by hand."""

    title: str
    abstract: str
    authors: str = ""
    date: str = ""


def made(number: int) -> Made:
    subject = SUBJECTS[number % len(SUBJECTS)]
    title = [
        f"{subject}: A Study in Part {number}",
        f"Why Do {subject} Need {number} Keys?",
        f"On the strength of {subject.lower()} {number}",
    ][number % 3]
    first = f"We study {subject.lower()} in {number} rooms and report what was seen."
    second = f"Each room has a door, and {subject.lower()} keep it shut. No door was hurt in {number} trials."
    return Made(title, f"{first} {second}", f"  • {number + 1} authors", f"Jul {number % 28 + 1}, 2024 2")


PAGE = [made(number) for number in range(12)]


def spaced(page: list[Made], *, heading: bool = True) -> str:
    parts = HEADING.copy() if heading else []
    for card in page:
        trailer = "\n".join(filter(None, [card.authors, "·" if card.date else "", card.date]))
        parts += filter(None, [card.title, card.abstract, trailer])
    return "\n\n".join(parts) + "\n"


def lined(page: list[Made]) -> str:
    return "SubscribeX".removesuffix("X") + "\n" + "\n".join(f"{card.title}\n{card.abstract}" for card in page)


def found(text: str, tmp_path: Path, **options: int) -> list[Paper | Problem]:
    path = tmp_path / "page"
    path.write_bytes(text.encode())
    return list(read(path, format="daily-papers", **options))


def pairs(text: str) -> list[tuple[str, str]]:
    return [(card.title, card.abstract) for card in cards(blocks(enumerate(text.split("\n"), 1), spaced=is_spaced(text)))]


def expected(page: list[Made]) -> list[tuple[str, str]]:
    return [(card.title, card.abstract) for card in page]


def test_the_spaced_layout_gives_counts_and_dates() -> None:
    papers = list(read(DATA / "spaced.txt"))
    assert [(p.author_count, p.published, p.votes) for p in papers if isinstance(p, Paper)] == [
        (12, "2024-07-31", None),
        (1, "--02-27", None),
        (None, "--09-25", None),
        (None, None, None),
        (1204, "2021-12-03", None),
    ]
    assert papers[2].abstract.endswith("evict what stays dark.")


def test_the_layout_of_lines_loses_the_button_glued_to_a_title() -> None:
    titles = [paper.title for paper in read(DATA / "lines.txt") if isinstance(paper, Paper)]
    assert titles == ["Compressing Gates with Quiet Codes", "Half a Gate", "Gates that Forget: A Benchmark of Slow Decay"]


def test_a_year_is_given_to_days_and_only_to_them() -> None:
    published = [paper.published for paper in read(DATA / "spaced.txt", year=2025) if isinstance(paper, Paper)]
    assert published == ["2024-07-31", "2025-02-27", "2025-09-25", None, "2021-12-03"]


def test_a_year_without_that_day_is_not_forced(tmp_path: Path) -> None:
    (paper,) = found(spaced([replace(PAGE[0], date="Feb 29")]), tmp_path, year=2023)
    assert isinstance(paper, Paper) and paper.published == "--02-29"


@given(st.permutations(PAGE), st.sampled_from([spaced, lined]))
def test_shuffled_cards_are_the_same_cards(page: list[Made], layout: object) -> None:
    assert pairs(layout(page)) == expected(page)  # type: ignore[operator]


@given(st.lists(st.booleans(), min_size=12, max_size=12), st.lists(st.booleans(), min_size=12, max_size=12))
def test_any_part_of_a_trailer_may_be_missing(authors: list[bool], dates: list[bool]) -> None:
    page = [replace(c, authors=c.authors * a, date=c.date * d) for c, a, d in zip(PAGE, authors, dates, strict=True)]
    text = spaced(page)
    got = list(cards(blocks(enumerate(text.split("\n"), 1), spaced=True)))
    assert [(card.title, bool(card.authors), bool(card.date)) for card in got] == [(c.title, bool(c.authors), bool(c.date)) for c in page]


@given(st.integers(0, 11), st.integers(8, 120), st.booleans())
def test_a_card_cut_in_its_abstract_spoils_no_other(at: int, length: int, in_lines: bool) -> None:
    cut = Made(PAGE[at].title, PAGE[at].abstract[:length].strip())
    page = [*PAGE[:at], cut, *PAGE[at + 1 :]]
    assert pairs(lined(page) if in_lines else spaced(page)) == expected(page)


def test_a_card_without_its_head_is_a_problem(tmp_path: Path) -> None:
    headless = Made("", "rooms and report what was seen. Each room has a door.", "  • 3 authors", "Jul 1, 2024")
    records = found(spaced([PAGE[0], headless, PAGE[1]]), tmp_path)
    assert [r.title if isinstance(r, Paper) else r.kind for r in records] == [PAGE[0].title, "no-title", PAGE[1].title]


def test_a_trailer_left_alone_is_a_problem(tmp_path: Path) -> None:
    records = found(spaced([PAGE[0], Made("", "", "  • 3 authors", "Jul 1, 2024"), PAGE[1]]), tmp_path)
    assert [r.title if isinstance(r, Paper) else r.kind for r in records] == [PAGE[0].title, "no-title", PAGE[1].title]


@pytest.mark.parametrize("cut", ["  • 12 auth", "  • 12 authors\n·", "  • 12 authors\n·\nJul 3", "  • 12 authors\n·\nJul 31, 20"])
def test_a_trailer_cut_off_is_still_one(cut: str, tmp_path: Path) -> None:
    (paper,) = found(spaced([PAGE[0]]).split("  •")[0] + cut, tmp_path)
    assert isinstance(paper, Paper) and paper.author_count == 12 and paper.year is None


def test_a_title_alone_is_a_paper(tmp_path: Path) -> None:
    page = [PAGE[0], Made(PAGE[1].title, "", PAGE[1].authors, PAGE[1].date), PAGE[2]]
    assert [(p.title, p.abstract) for p in found(spaced(page), tmp_path) if isinstance(p, Paper)] == expected(page)


def test_a_list_of_titles_is_a_list_of_papers(tmp_path: Path) -> None:
    titles = [card.title for card in PAGE]
    assert [p.title for p in found("\n\n".join(titles), tmp_path) if isinstance(p, Paper)] == titles


def test_an_abstract_may_have_paragraphs_and_wrapped_lines(tmp_path: Path) -> None:
    abstract = "We study gates in many\nrooms and say what we\nsaw.\n\nThe code is at https://example.org/gates now."
    text = f"Gates: A Study\n\n{abstract}\n\n  • 3 authors\n"
    (paper,) = found(text, tmp_path)
    assert isinstance(paper, Paper) and paper.author_count == 3
    assert paper.abstract == "We study gates in many rooms and say what we saw.\n\nThe code is at https://example.org/gates now."


@pytest.mark.parametrize(
    "change", [lambda text: text.replace("\n", "\r\n"), lambda text: text.replace("\n", "\r"), lambda text: "\n\n" + text]
)
def test_line_ends_make_no_difference(change: object, tmp_path: Path) -> None:
    records = found(change(spaced(PAGE)), tmp_path)  # type: ignore[operator]
    assert [(r.title, r.abstract) for r in records if isinstance(r, Paper)] == expected(PAGE)


def test_furniture_is_no_card(tmp_path: Path) -> None:
    records = found(spaced(PAGE) + "\n" + "\n\n".join(FOOTING), tmp_path)
    assert [r.title for r in records if isinstance(r, Paper)] == [card.title for card in PAGE] and len(records) == len(PAGE)


def test_unknown_furniture_is_told_and_not_taken_for_a_paper(tmp_path: Path) -> None:
    assert [r.kind for r in found(spaced(PAGE) + "\nHelp Desk\n", tmp_path) if isinstance(r, Problem)] == ["bad-record"]


@pytest.mark.parametrize("heading", [["Nov 7"], ["Daily Papers", "Nov 7"], [], ["Papers picked by people", *HEADING]])
def test_the_date_of_the_page_is_no_card(heading: list[str], tmp_path: Path) -> None:
    records = found("\n\n".join(heading) + "\n\n" + spaced(PAGE[:2], heading=False), tmp_path)
    assert [(r.title, r.published) for r in records if isinstance(r, Paper)] == [
        (PAGE[0].title, "2024-07-01"),
        (PAGE[1].title, "2024-07-02"),
    ]
    assert len(records) == 2


def test_two_pages_in_one_file_are_two_pages(tmp_path: Path) -> None:
    records = found(spaced(PAGE[:3]) + "\n" + spaced(PAGE[3:]), tmp_path)
    assert [(r.title, r.abstract) for r in records if isinstance(r, Paper)] == expected(PAGE) and len(records) == len(PAGE)


def test_a_day_that_is_none_is_noted(tmp_path: Path) -> None:
    problem, paper = found(spaced([replace(PAGE[0], date="Feb 31, 2024")]), tmp_path)
    assert isinstance(problem, Problem) and problem.kind == "bad-date"
    assert isinstance(paper, Paper) and paper.published is None


def test_only_what_says_votes_is_votes(tmp_path: Path) -> None:
    text = f"Upvote 31\n\n{spaced(PAGE[:1], heading=False)}\n\n7\n\n{spaced(PAGE[1:2], heading=False)}"
    assert [r.votes for r in found(text, tmp_path) if isinstance(r, Paper)] == [31, None]


@pytest.mark.parametrize(
    ("date", "counted"),
    [
        ("Aug 12 2", (2, "--08-12")),
        ("Jul 31, 2024 1,204", (1204, "2024-07-31")),
        ("Aug 12", (None, "--08-12")),
        ("Jul 31 2024", (None, "2024-07-31")),
    ],
)
def test_the_number_behind_a_date_counts_comments(tmp_path: Path, date: str, counted: tuple[int | None, str]) -> None:
    (paper,) = found(spaced([replace(PAGE[0], date=date)]), tmp_path)
    assert isinstance(paper, Paper) and (paper.comments, paper.published) == counted and paper.votes is None


def test_a_number_on_the_line_below_a_date_counts_comments(tmp_path: Path) -> None:
    text = spaced([replace(PAGE[0], date="Aug 12")]).rstrip() + "\n3\n\n1\n\n2\n\n" + spaced(PAGE[1:2], heading=False)
    assert [r.comments for r in found(text, tmp_path) if isinstance(r, Paper)] == [3, 2]


def test_a_nul_is_replaced_and_noted(tmp_path: Path) -> None:
    problem, paper = found(spaced([Made("Gates\x00 in Rooms", PAGE[0].abstract)]), tmp_path)
    assert isinstance(problem, Problem) and problem.kind == "bad-character"
    assert isinstance(paper, Paper) and paper.title == "Gates\ufffd in Rooms"


@pytest.mark.parametrize("line", ["Llama 3", "Mayflower 2", "12 Angry Models", "Upvoting Models 3", "Daily Papers for All", "New"])
def test_titles_that_look_like_trailers_are_text(line: str) -> None:
    assert (classify(line)[0] == "text") == (line != "New")


@given(st.lists(st.text(min_size=1, max_size=60).filter(lambda text: bool(text.strip())), max_size=8), st.booleans())
def test_every_text_has_one_label(texts: list[str], closed: bool) -> None:
    assert len(labels(texts, closed=closed)) == len(texts)


@given(st.text(st.sampled_from("ab .·•\n,12AB?"), max_size=200))
def test_no_text_is_lost_or_made_up(text: str) -> None:
    taken = list(blocks(enumerate(text.split("\n"), 1), spaced=is_spaced(text)))
    words = Counter(word for block in taken if block.kind == "text" for word in block.text.split())
    in_cards = Counter(word for card in cards(taken) for word in f"{card.title} {card.abstract}".split())
    organisations = Counter(word for block in taken if block.tight and block.kind == "text" for word in block.text.split())
    assert in_cards - words == Counter() and words - in_cards <= organisations + _last_of_runs(taken)


def _last_of_runs(taken: list[object]) -> Counter[str]:
    """Return the words that may stand for an organisation: of texts right above a dot."""
    above = (a for a, b in pairwise(taken) if b.kind == "dot")  # type: ignore[attr-defined]
    return Counter(word for block in above for word in block.text.split())  # type: ignore[attr-defined]


TRAILER_DATE = re.compile(r"^·\n([A-Z][a-z]{2} \d{1,2})(, \d{4})?", re.MULTILINE)
REAL = {"000": (53, 39, 13), "001": (77, 44, 27), "002": (92, 59, 29), "003": (102, 74, 26), "004": (249, 0, 0)}


@pytest.mark.parametrize("page", REAL)
def test_every_card_of_a_real_page_is_counted_three_ways(page: str, shared: Path) -> None:
    (path,) = (shared / "corpora/daily-papers").glob(f"{page}_*")
    papers = [record for record in read(path) if isinstance(record, Paper)]
    text = path.read_text()
    long = [line for line in text.split("\n") if len(line) > 400]
    dates = TRAILER_DATE.findall(text)
    assert REAL[page] == (len(papers), sum(bool(year) for _, year in dates), sum(not year for _, year in dates))
    assert [paper.abstract for paper in papers] == long and len(papers) == len(list(read(path)))
    assert sum(paper.year is not None for paper in papers) == REAL[page][1]
    assert sum((paper.published or "").startswith("--") for paper in papers) == REAL[page][2]


def test_the_real_pages_hold_528_papers_in_573_cards(shared: Path) -> None:
    records = [r for path in sorted((shared / "corpora/daily-papers").iterdir()) for r in read(path)]
    titles = Counter(" ".join(re.findall(r"\w+", record.title.casefold())) for record in records if isinstance(record, Paper))
    assert (len(records), titles.total(), len(titles)) == (573, 573, 528)


def test_a_vote_button_and_its_number_are_votes(tmp_path: Path) -> None:
    text = f"{spaced(PAGE[:1])}\nUpvote\n\n31\n\n{spaced(PAGE[1:2], heading=False)}"
    assert [r.votes for r in found(text, tmp_path) if isinstance(r, Paper)] == [None, 31]


def test_bad_bytes_far_into_a_page_are_replaced_and_noted(tmp_path: Path) -> None:
    path = tmp_path / "page"
    long = [replace(card, abstract=card.abstract * 60) for card in PAGE]
    path.write_bytes(spaced([*long, Made("Caf#s", "We drink. It helps.")]).encode().replace(b"#", b"\xe9"))
    records = list(read(path, format="daily-papers"))
    assert [r.kind for r in records if isinstance(r, Problem)] == ["bad-character"]
    assert [r.title for r in records if isinstance(r, Paper)] == [*(card.title for card in PAGE), "Caf\ufffds"]


def test_the_rest_of_a_lost_card_is_no_second_paragraph(tmp_path: Path) -> None:
    page = [PAGE[0], Made("", "rooms and report what was seen. Each room has a door."), PAGE[1]]
    records = found(spaced([Made(card.title, card.abstract) for card in page]), tmp_path)
    assert [r.title if isinstance(r, Paper) else r.kind for r in records] == [PAGE[0].title, "no-title", PAGE[1].title]
    assert isinstance(records[0], Paper) and records[0].abstract == PAGE[0].abstract


@pytest.mark.parametrize(
    ("trailer", "count", "published"),
    [
        ("• 12 authors · Jul 31, 2024 · 2", 12, "2024-07-31"),
        ("· Jul 31, 2024", None, "2024-07-31"),
        ("12 authors\nPublished on Jul 31", 12, "--07-31"),
        ("  • authors\n·\nJul 31, 2024", None, "2024-07-31"),
        ("• 1 author\n2024-07-31", 1, "2024-07-31"),
        ("  • 12 authors\n·\n3 days ago", 12, None),
    ],
)
def test_trailers_written_otherwise_are_trailers(trailer: str, count: int | None, published: str | None, tmp_path: Path) -> None:
    text = f"{spaced([Made(PAGE[0].title, PAGE[0].abstract)])}\n{trailer}\n\n{spaced(PAGE[1:2], heading=False)}"
    records = [record for record in found(text, tmp_path) if isinstance(record, Paper)]
    assert [(r.title, r.author_count, r.published) for r in records] == [
        (PAGE[0].title, count, published),
        (PAGE[1].title, 2, "2024-07-02"),
    ]


def test_a_list_within_an_abstract_is_no_row_of_titles(tmp_path: Path) -> None:
    text = "Gates: A Study\n\nWe study gates in two ways.\n\n- Gates in Rooms\n\n- Gates in Halls\n\n  • 3 authors\n"
    (paper,) = found(text, tmp_path)
    assert isinstance(paper, Paper) and paper.abstract.endswith("- Gates in Rooms\n\n- Gates in Halls")
