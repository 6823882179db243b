from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page

from kg.assemble import assemble
from kg.export.html import script_json, to_html, write_html
from kg.graph import Graph
from kg.model import NO_SPAN, Edge, Evidence, Node
from kg.resolve import resolve
from making import SAYS, WORKS

GRAPH, _ = assemble(WORKS, SAYS, resolve(SAYS))
KIVI = next(n.id for n in GRAPH.nodes.values() if n.properties.get("name") == "KIVI")
HOSTILE = "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=1>\"'` \u2028 \u202eevil 🙂 &amp;"


class Watched:
    """A page, with every request, console message and error that it made."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.noise: list[str] = []
        page.on("console", lambda message: self.noise.append(message.text))
        page.on("pageerror", lambda error: self.noise.append(str(error)))
        page.on("request", lambda request: self.noise.append(request.url) if not request.url.startswith("file:") else None)

    def show(self, graph: Graph, path: Path, **options: str | list[str]) -> Page:
        write_html(graph, path, **options)  # type: ignore[arg-type]
        self.page.goto(path.as_uri())
        self.page.wait_for_selector("body[data-ready=yes]", timeout=30_000)
        return self.page


@pytest.fixture
def watched(browser: object) -> Iterator[Watched]:
    seen = Watched(browser.new_page(viewport={"width": 1200, "height": 800}))  # type: ignore[attr-defined]
    yield seen
    seen.page.close()
    assert seen.noise == []


def test_the_page_draws_every_node_and_makes_no_request(watched: Watched, tmp_path: Path) -> None:
    page = watched.show(GRAPH, tmp_path / "a.html", centre=[KIVI], title="KIVI")
    assert page.inner_text("#count") == f"{len(GRAPH.nodes)} nodes, {len(GRAPH.edges)} edges"
    drawn = page.evaluate("Object.keys(network.getPositions()).sort()")
    assert drawn == sorted(GRAPH.nodes)


def test_searching_jumps_to_a_node_by_an_alias_with_the_keyboard(watched: Watched, tmp_path: Path) -> None:
    page = watched.show(GRAPH, tmp_path / "a.html", centre=[KIVI], title="KIVI")
    page.fill("#box", "llms")
    page.keyboard.press("Enter")
    assert page.inner_text("#panel h2") == "large language model"
    assert page.evaluate("network.getSelectedNodes().length") == 1


def test_searching_for_nothing_says_what_to_try(watched: Watched, tmp_path: Path) -> None:
    page = watched.show(GRAPH, tmp_path / "a.html", title="KIVI")
    page.fill("#box", "zzz")
    assert "kg show" in page.inner_text("#hits")


def test_an_edge_shows_its_sentence_with_both_ends_marked(watched: Watched, tmp_path: Path) -> None:
    page = watched.show(GRAPH, tmp_path / "a.html", title="KIVI")
    page.evaluate(f"goTo({KIVI!r})")
    page.click("#panel li button:text-is('OUTPERFORMS')")
    assert page.locator("#panel blockquote mark").all_inner_texts() == ["KIVI", "FlexGen"]
    assert "KIVI outperforms FlexGen" in page.inner_text("#panel blockquote")


def test_a_click_on_an_edge_in_the_picture_opens_it(watched: Watched, tmp_path: Path) -> None:
    graph = GRAPH.subgraph([KIVI, next(n for n in GRAPH.nodes if "flexgen" in n)])
    page = watched.show(graph, tmp_path / "a.html", title="KIVI")
    (one, other) = page.evaluate("Object.values(network.getPositions()).map(p => network.canvasToDOM(p))")
    page.locator("#net").click(position={"x": (one["x"] + other["x"]) / 2, "y": (one["y"] + other["y"]) / 2})
    page.wait_for_selector("#panel blockquote")
    assert "OUTPERFORMS" in page.inner_text("#panel h2")


def test_the_legend_hides_and_shows_a_kind(watched: Watched, tmp_path: Path) -> None:
    page = watched.show(GRAPH, tmp_path / "a.html", title="KIVI")
    shown = "NODES.filter(n => !nodes.get(n.id).hidden).length"
    page.click("#legend button[data-kind=Method]")
    methods = sum(n.label == "Method" for n in GRAPH.nodes.values())
    assert page.evaluate(shown) == len(GRAPH.nodes) - methods
    page.click("#legend button[data-kind=Method]")
    assert page.evaluate(shown) == len(GRAPH.nodes)


def test_hostile_text_is_shown_and_never_run(watched: Watched, tmp_path: Path) -> None:
    graph = Graph()
    piece = Evidence("p", "title", 0, len(HOSTILE), HOSTILE, NO_SPAN, (0, 9), HOSTILE, 0.5)
    graph.add_node(Node("p", "Paper", {"title": HOSTILE, "abstract": HOSTILE * 60}))
    graph.add_node(Node("e", "Method", {"name": HOSTILE, "aliases": [HOSTILE]}))
    graph.add_edge(Edge("p", "PROPOSES", "e", (piece,)))
    page = watched.show(graph, tmp_path / "a.html", centre=["e"], title=HOSTILE)
    page.evaluate("goTo('e')")
    page.click("#panel li button")
    assert page.evaluate("window.hacked") is None
    assert page.locator("#panel blockquote mark").all_inner_texts() == ["</script>"]
    assert page.title().startswith("</script>")


def test_an_empty_graph_is_a_page_too(watched: Watched, tmp_path: Path) -> None:
    assert watched.show(Graph(), tmp_path / "a.html", title="Nothing").inner_text("#count") == "0 nodes, 0 edges"


def test_marks_count_letters_beyond_the_basic_plane(watched: Watched, tmp_path: Path) -> None:
    graph = Graph()
    graph.add_node(Node("p", "Paper", {"title": "T"}))
    graph.add_node(Node("e", "Method", {"name": "KIVI"}))
    graph.add_edge(Edge("p", "PROPOSES", "e", (Evidence("p", "title", 0, 9, "🙂🙂 KIVI x", NO_SPAN, (3, 7), "hand", 0.5),)))
    page = watched.show(graph, tmp_path / "a.html", title="T")
    page.evaluate("showEdge('p PROPOSES e')")
    assert page.locator("#panel mark").all_inner_texts() == ["KIVI"]


def test_no_file_of_another_place_is_named() -> None:
    page = to_html(GRAPH, title="T")
    assert "<link" not in page and " src=" not in page.replace('src="data:', "") and "@import" not in page


@given(st.text(max_size=30))
def test_script_json_never_ends_a_script(text: str) -> None:
    out = script_json([text])
    assert not set("<>&\u2028\u2029") & set(out)


def test_the_same_graph_gives_the_same_page() -> None:
    other = Graph()
    for node in reversed(list(GRAPH.nodes.values())):
        other.add_node(replace(node))
    for edge in reversed(list(GRAPH.edges.values())):
        other.add_edge(edge)
    assert to_html(other, title="T") == to_html(GRAPH, title="T")
