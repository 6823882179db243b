from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page

from kg.export.reading import Mark, steps, to_reading, write_reading
from kg.model import Definition, Extraction, LocalEntity, Mention, Paper, Quote, Relation, Result
from kg.schema import NODE_TYPES
from making import KV, KV_SAYS, LLM, LLM_SAYS
from running import kg

READINGS = [(KV, KV_SAYS), (LLM, LLM_SAYS)]
HOSTILE = (
    "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=1>\"'` \u2028 \u202eevil שלום 🙂 &amp; \x00\x0b\ud800"
    + "w" * 99
)
SHOWN = HOSTILE.replace("\x00", "␀").replace("\x0b", "␋").replace("\ud800", "\ufffd")


def page_of(*readings: tuple[Paper, Extraction], title: str = "T") -> str:
    return "".join(to_reading(readings, title=title))


def hostile() -> tuple[Paper, Extraction]:
    """A paper whose every text is hostile; one mention is the whole abstract, a sentence of 5,000 characters."""
    abstract = (HOSTILE + "x") * 50
    paper = Paper(HOSTILE, abstract, record_id=HOSTILE, ids=(HOSTILE,))
    quote = Quote("abstract", 0, len(abstract), (0, 9), (9, 17))
    one, two = LocalEntity(HOSTILE, "Method", "PROPOSES", 0.5), LocalEntity("b", "Task", "ADDRESSES", 0.5)
    result = Result(HOSTILE, HOSTILE, unit=HOSTILE, number=1.0, quotes=(quote,), extractor=HOSTILE)
    return paper, Extraction(
        (
            Mention("abstract", 0, len(abstract), abstract, "Method", HOSTILE, HOSTILE, 0.5),
            Mention("abstract", 0, 9, "", "Task", "b", "", 1),
        ),
        (one, two),
        (Relation(HOSTILE, "USED_FOR", "b", 0.5, (quote,), HOSTILE),),
        (result,),
        (Definition("abstract", HOSTILE, HOSTILE, (0, 1), (1, 2)),),
    )


class Watched:
    """A page, with every request, console message and error that it made."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.noise: list[str] = []
        page.on("console", lambda message: self.noise.append(message.text))
        page.on("pageerror", lambda error: self.noise.append(str(error)))
        page.on("request", lambda request: self.noise.append(request.url) if not request.url.startswith("file:") else None)

    def show(self, path: Path, *readings: tuple[Paper, Extraction]) -> Page:
        write_reading(readings, path, title="T")
        self.page.goto(path.as_uri())
        return self.page


@pytest.fixture
def watched(browser: object) -> Iterator[Watched]:
    seen = Watched(browser.new_page(viewport={"width": 400, "height": 800}))  # type: ignore[attr-defined]
    yield seen
    seen.page.close()
    assert seen.noise == []


class Texts(HTMLParser):
    """The text of the page's headings and sections, and the marks in them, as a parser of HTML sees them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[list[str]] = []
        self.sections: list[str] = []
        self.marks: list[str] = []
        self.depth = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "h2" or ("class", "section") in attrs:
            self.depth, self.sections = 1, [*self.sections, ""]
        elif self.depth and tag == "mark":
            self.open.append([])

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark" and self.depth and self.open:
            self.marks.append("".join(self.open.pop()))
        elif tag in ("h2", "p"):
            self.depth = 0

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.sections[-1] += data
        for held in self.open:
            held.append(data)


def test_the_page_holds_each_text_letter_by_letter_with_every_mention_marked() -> None:
    seen = Texts(page_of(*READINGS))
    assert seen.sections == [text for paper, _ in READINGS for text in (paper.title, paper.abstract)]
    assert sorted(seen.marks) == sorted(m.text for _, extraction in READINGS for m in extraction.mentions)


def test_a_mark_says_its_kind_in_words_and_in_the_colour_of_the_explorer() -> None:
    page = page_of(*READINGS)
    assert '<mark class="Dataset" data-kind="Dataset"' in page
    assert "content: attr(data-kind)" in page
    assert all(f".{t.label} {{ --kind: {t.colour};" in page for t in NODE_TYPES if t.entity)


def row(page: str, start: str) -> str:
    """The words of the first row or item that starts with a name."""
    found = (" ".join(re.sub("<[^>]*>", " ", part).split()) for part in re.findall(r"(?s)<(?:tr|li)[ >].*?(?=</tr>|</li>)", page))
    return next(words.partition("> ")[2] or words for words in found if start in words)


def test_entities_have_kind_role_confidence_and_their_strings() -> None:
    assert row(page_of(*READINGS), "large language model") == ("large language model Method Large language models , LLMs STUDIES 0.90")


def test_a_relation_has_its_ends_confidence_extractor_and_sentence() -> None:
    words = row(page_of((KV, KV_SAYS)), "OUTPERFORMS")
    assert words.startswith("KIVI – OUTPERFORMS – FlexGen 0.90 · hand We propose KIVI for")
    assert words.endswith("gain. abstract")


def test_a_result_has_the_value_as_written_what_it_was_read_as_and_its_ends() -> None:
    page = page_of((KV, KV_SAYS))
    assert row(page, "2.6x 2.6 x") == "2.6x 2.6 x KIVI memory LongBench – FlexGen 0.60"
    ranged = replace(KV_SAYS.results[0], value="2-3x", low=2.0, high=3.0)
    assert "2 to 3 x" in page_of((KV, replace(KV_SAYS, results=(ranged,))))


def test_what_is_proposed_and_what_is_surest_stand_first() -> None:
    page = page_of((KV, replace(KV_SAYS, entities=KV_SAYS.entities[::-1])))
    roles = re.findall(r'<td class="role">(\w+)', page)
    assert roles == ["PROPOSES", "EVALUATES_ON", "ADDRESSES", "REPORTS", "COMPARES_WITH", "STUDIES"]
    assert re.findall(r'"predicate">(\w+)', page) == ["OUTPERFORMS", "USED_FOR", "EVALUATED_ON"]


def test_acronyms_are_listed() -> None:
    assert "<dt><bdi>LLMs</bdi></dt><dd><bdi>Large language models</bdi></dd>" in page_of((KV, KV_SAYS))


@given(st.text("ab", max_size=8), st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=6))
def test_steps_nest_and_give_the_text_back_whatever_overlaps(text: str, spans: list[tuple[int, int]]) -> None:
    marks = [Mark(*span) for span in spans]
    held, words, covered = [], "", {id(mark): "" for mark in marks}
    for what, it in steps(text, marks):
        if isinstance(it, str):
            words += it
            covered |= {id(mark): covered[id(mark)] + it for mark in held}
        elif what == "close":
            assert held.pop() is it
        else:
            held.append(it)
    assert (held, words) == ([], text)
    good = [mark for mark in marks if mark.start < mark.end <= len(text)]
    assert all(covered[id(mark)] == text[mark.start : mark.end] for mark in good)


def test_nested_and_crossing_mentions_show_their_texts() -> None:
    paper = Paper("graph neural network training")
    spans = [(0, 20, "Method"), (6, 29, "Task"), (6, 12, "Concept")]
    page = page_of((paper, Extraction(tuple(Mention("title", a, b, paper.title[a:b], kind, "", "", 1) for a, b, kind in spans))))
    assert Texts(page).sections == [paper.title]
    assert Texts(page).marks == ["neural", "neural network", "graph neural network", " training"]
    assert page.count('class="Task again"') == 1


def test_no_style_attribute_event_or_address_needs_what_the_policy_forbids() -> None:
    page = page_of(*READINGS, hostile())
    assert re.search(r"default-src 'none'; script-src 'sha256-[\w+/]{43}='; style-src 'sha256-[\w+/]{43}='", page)
    tags = " ".join(re.findall(r"<\w[^>]*>", page))
    assert not re.search(r"\s(?:style|on\w+|src)=|<link|<img|<base", re.sub(r'"[^"]*"', '""', tags))
    assert set(re.findall(r'href="(.)', tags)) == {"#"}


def test_each_link_leads_to_a_place_on_the_page_that_is_there_once() -> None:
    page = page_of(*READINGS, hostile())
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_the_same_papers_give_the_same_bytes(tmp_path: Path) -> None:
    for name in "ab":
        write_reading([*READINGS, hostile()], tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_paper_says_its_own_id_its_other_ids_and_its_date_each_once() -> None:
    page = page_of((replace(KV, record_id="arxiv:2402.02750", ids=("arxiv:2402.02750", "doi:10.1/x")), KV_SAYS))
    about = re.search(r"<article[^>]*>\s*<div[^>]*>(.*?)</div>", page)
    assert about and re.sub("<[^>]*>", "", about[1]) == "1 · arxiv:2402.02750 · doi:10.1/x · 2024-02-05"


def test_a_page_of_many_papers_lists_them_and_keeps_their_order() -> None:
    page = page_of(*READINGS * 50)
    numbers = [int(n) for n in re.findall(r'<article id="p(\d+)"', page)]
    assert numbers == list(range(1, 101))
    assert all(page.count(f'href="#p{n}"') == 1 for n in numbers)


def test_papers_without_texts_and_no_papers_are_pages_too() -> None:
    empty = page_of((Paper(""), Extraction()))
    assert all(words in empty for words in ("(no title)", "There is no abstract.", "No entity was found."))
    assert "No paper was read." in page_of()


def test_hostile_text_is_shown_and_never_run(watched: Watched, tmp_path: Path) -> None:
    paper, extraction = hostile()
    page = watched.show(tmp_path / "a.html", (paper, extraction))
    assert page.evaluate("window.hacked") is None
    assert page.text_content("h2") == SHOWN
    assert page.text_content(".section") == (SHOWN + "x") * 50
    assert page.locator("blockquote mark").all_text_contents()[:2] == ["</script>", "<script>"]
    assert page.locator("html, article").evaluate_all("all => all.map(e => e.scrollWidth)") == [400, 376]


def test_pointing_at_a_mention_lights_its_entity_and_its_relations_only(watched: Watched, tmp_path: Path) -> None:
    page = watched.show(tmp_path / "a.html", *READINGS)
    page.locator(".section mark", has_text="FlexGen").first.hover()
    lit = page.locator("mark.lit").all_text_contents()
    assert lit == ["FlexGen"]
    assert page.locator("li.lit .predicate").all_text_contents() == ["OUTPERFORMS"]
    assert page.locator("tr.lit .name").all_text_contents() == ["FlexGen"]
    page.mouse.move(0, 0)
    assert page.locator(".lit").count() == 0


def test_the_focus_of_the_keyboard_lights_too_and_a_click_on_a_mention_gives_it(watched: Watched, tmp_path: Path) -> None:
    page = watched.show(tmp_path / "a.html", *READINGS)
    page.locator("#p1-n0").focus()
    assert set(page.locator("mark.lit").all_text_contents()) == {"KIVI"}
    page.locator(".section mark", has_text="LongBench").click()
    page.mouse.move(0, 0)
    assert page.locator("mark.lit").all_text_contents() == ["LongBench"]
    page.keyboard.press("Escape")
    assert page.locator(".lit").count() == 0


def test_pointing_at_a_relation_lights_both_ends(watched: Watched, tmp_path: Path) -> None:
    page = watched.show(tmp_path / "a.html", (KV, KV_SAYS))
    page.locator("li", has_text="EVALUATED_ON").locator(".predicate").hover()
    assert set(page.locator("mark.lit").all_text_contents()) == {"KIVI", "LongBench"}
    assert page.locator("li.lit").count() == 1


def contrast(one: str, two: str) -> float:
    def light(colour: str) -> float:
        parts = [int(c) / 255 for c in re.findall(r"\d+", colour)[:3]]
        return sum(
            w * (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4) for w, c in zip((0.2126, 0.7152, 0.0722), parts, strict=True)
        )

    low, high = sorted((light(one), light(two)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read_in_both_themes(watched: Watched, tmp_path: Path, scheme: str) -> None:
    watched.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page = watched.show(tmp_path / "a.html", *READINGS)
    colour = "e => [getComputedStyle(e).color, getComputedStyle(document.body).backgroundColor]"
    for what in ("h2", ".section", "small", ".kind", ".role", "a"):
        assert contrast(*page.locator(what).first.evaluate(colour)) > 4.5


def test_without_scripts_the_page_says_all_and_its_links_lead_on(browser: object, tmp_path: Path) -> None:
    write_reading(READINGS, tmp_path / "a.html")
    page = browser.new_context(java_script_enabled=False).new_page()  # type: ignore[attr-defined]
    page.goto((tmp_path / "a.html").as_uri())
    page.locator("li .name", has_text="FlexGen").click()
    tops = [page.locator("tr:target").bounding_box()["y"], page.viewport_size["height"]]
    assert all(low < high for low, high in pairwise([-1, *tops]))
    page.context.close()


ABSTRACT = "We present Finch, a routing layer for translation. It beats Wren by 4 BLEU on WMT14."


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    path = tmp_path / "papers.jsonl"
    path.write_text(f'{{"id": "a", "title": "Finch: sparse routing", "abstract": "{ABSTRACT}"}}\n', encoding="utf-8")
    return path


def test_the_command_writes_the_page_and_no_lines(papers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = kg(capsys, "extract", papers, "--html", tmp_path / "a.html")
    assert (ran.code, ran.err) == (0, "")
    assert re.fullmatch(re.escape(str(tmp_path / "a.html")) + r": 1 paper, \d+ entities\n", ran.out)
    assert Texts((tmp_path / "a.html").read_text("utf-8")).sections == ["Finch: sparse routing", ABSTRACT]


def test_the_command_keeps_a_file_that_is_there_unless_forced(papers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "a.html"
    page.write_text("mine")
    ran = kg(capsys, "extract", papers, "--html", page)
    assert (ran.code, ran.out, page.read_text()) == (2, "", "mine")
    assert ran.err == f"kg: {page}: exists; choose another path or add --force\n"
    assert kg(capsys, "extract", papers, "--html", page, "--force").code == 0
    assert page.read_text("utf-8").startswith("<!DOCTYPE html>")


def test_the_command_still_prints_lines_without_html(papers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert kg(capsys, "extract", papers).out.startswith('{"id": "a"')


def test_the_command_gives_the_page_to_a_pipe(papers: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    from kg.cli import main

    with pytest.raises(SystemExit):
        main(["extract", str(papers), "--html", "-"])
    assert capfdbinary.readouterr().out.startswith(b"<!DOCTYPE html>")
