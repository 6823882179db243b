"""A neighbourhood as one HTML file: pyvis's network in a page of ours, with its evidence, its legend and no network request.

Every string that came from a paper reaches the page as JSON data and is shown as text; the page's own policy forbids requests.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from importlib.resources import files
from math import log2
from pathlib import Path
from typing import TYPE_CHECKING

from kg.export.files import scalar_text, write_chunks
from kg.graph import Graph
from kg.model import Edge, Evidence, Node
from kg.schema import NODE_TYPES, node_type

if TYPE_CHECKING:
    from jinja2 import Environment
    from pyvis.network import Network

__all__ = ["script_json", "to_html", "write_html"]

_QUOTES = 8
_LABEL = 36
_VIS = "templates/lib/vis-9.1.2"
_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}
_OPTIONS = {
    "layout": {"improvedLayout": False, "randomSeed": 11},
    "interaction": {"hover": True, "tooltipDelay": 150, "navigationButtons": False, "keyboard": False},
    "nodes": {"font": {"strokeWidth": 4, "strokeColor": "#ffffff"}, "borderWidth": 1, "scaling": {"label": {"drawThreshold": 7}}},
    "edges": {
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.5}},
        "color": {"color": "#b9bec6", "highlight": "#20242b", "hover": "#6b7280"},
        "smooth": False,
        "font": {"size": 9, "color": "#6b7280", "strokeWidth": 3, "strokeColor": "#ffffff"},
        "scaling": {"label": {"drawThreshold": 9}},
    },
    "physics": {
        "solver": "barnesHut",
        "barnesHut": {
            "gravitationalConstant": -22000,
            "centralGravity": 0.25,
            "springLength": 150,
            "springConstant": 0.03,
            "avoidOverlap": 0.4,
        },
        "stabilization": {"iterations": 200, "fit": True},
    },
}


def script_json(data: object) -> str:
    r"""Return data as JSON that is safe inside a script element.

    >>> script_json(["</script>"])
    '["\\u003c/script\\u003e"]'
    """
    return scalar_text(json.dumps(data, ensure_ascii=False, separators=(",", ":"))).translate(_ESCAPES)


def _name(node: Node) -> str:
    properties = node.properties
    return str(properties.get("name") or properties.get("title") or properties.get("value") or node.id)


def _short(text: str) -> str:
    return text if len(text) <= _LABEL else text[: _LABEL - 1].rstrip() + "…"


def _size(node: Node) -> float:
    support = node.properties.get("support")
    return round(8 + 3.5 * log2(1 + (support if isinstance(support, int) else 1)), 2) if node_type(node.label).entity else 9


def _links(node: Node) -> list[str]:
    ids = node.properties.get("ids")
    sites = {"arxiv": "https://arxiv.org/abs/", "doi": "https://doi.org/"}
    pairs = (str(curie).partition(":")[::2] for curie in (ids if isinstance(ids, list) else []))
    return [sites[scheme] + local for scheme, local in pairs if scheme in sites]


def _add_node(network: Network, node: Node, *, centre: bool) -> None:
    kind = node_type(node.label)
    network.add_node(
        node.id,
        label=_short(_name(node)),
        title=f"{_name(node)} ({node.label})",
        shape=kind.shape,
        size=_size(node) * (1.4 if centre else 1),
        font={"size": 28} if centre else {"size": 19} if node_type(node.label).entity else {"size": 12, "color": "#5b6470"},
        color={"background": kind.colour, "border": "#20242b" if centre else kind.colour, "highlight": kind.colour, "hover": kind.colour},
        borderWidth=4 if centre else 1,
        kind=node.label,
        name=_name(node),
        aliases=node.properties.get("aliases", []),
        support=node.properties.get("support"),
        published=node.properties.get("published"),
        text=node.properties.get("abstract"),
        links=_links(node),
    )


def _quote(piece: Evidence, titles: dict[str, str]) -> dict[str, object]:
    return {
        "paper": titles.get(piece.paper, piece.paper),
        "section": piece.section,
        "sentence": piece.sentence,
        "marks": [list(span) for span in sorted((piece.subject, piece.object)) if span[0] >= 0],
        "confidence": piece.confidence,
        "extractor": piece.extractor,
    }


def _add_edge(network: Network, edge: Edge, titles: dict[str, str]) -> None:
    quotes = sorted((e for e in edge.evidence if e.sentence), key=lambda e: (-e.confidence, e))
    network.add_edge(
        edge.subject,
        edge.object,
        id=" ".join(edge.key),
        label=edge.predicate,
        title=edge.predicate + (f"\n{quotes[0].sentence}" if quotes else ""),
        predicate=edge.predicate,
        support=edge.properties.get("support"),
        confidence=edge.properties.get("confidence"),
        quotes=[_quote(piece, titles) for piece in quotes[:_QUOTES]],
        more=max(0, len(quotes) - _QUOTES),
    )


def _environment(page: dict[str, object]) -> Environment:
    from jinja2 import Environment, PackageLoader
    from markupsafe import Markup

    environment = Environment(loader=PackageLoader("kg.export", "templates"), autoescape=True)
    environment.filters["script_json"] = lambda data: Markup(script_json(data))  # noqa: S704 - escaped for a script element
    vis = files("pyvis").joinpath(_VIS)
    script, style = (
        vis.joinpath(f"vis-network.min.{end}" if end == "js" else f"vis-network.{end}").read_text("utf-8") for end in ("js", "css")
    )
    environment.globals.update(page, vis_script=Markup(script), vis_style=Markup(style))  # noqa: S704 - the library's own files
    return environment


def to_html(graph: Graph, *, centre: Iterable[str] = (), title: str = "Neighbourhood") -> str:
    """Return a page that shows a graph; `centre` are the ids of the nodes that it is about."""
    from pyvis.network import Network

    network, middle = Network(directed=True, cdn_resources="in_line"), frozenset(centre)
    titles = {n.id: _name(n) for n in graph.nodes.values() if n.label == "Paper"}
    for _, node in sorted(graph.nodes.items()):
        _add_node(network, node, centre=node.id in middle)
    for _, edge in sorted(graph.edges.items()):
        _add_edge(network, edge, titles)
    kinds = [{"label": t.label, "colour": t.colour, "shape": t.shape, "doc": t.doc} for t in NODE_TYPES]
    network.templateEnv, network.path = (
        _environment({"title": title, "kinds": kinds, "centre": sorted(middle), "vis_options": _OPTIONS}),
        "neighbourhood.html.j2",
    )
    return str(network.generate_html())


def write_html(graph: Graph, path: Path, *, centre: Sequence[str] = (), title: str = "Neighbourhood") -> None:
    """Write a page that shows a graph, all of it or nothing."""
    write_chunks([to_html(graph, centre=centre, title=title)], path)
