from __future__ import annotations

import inspect
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from export_graphs import ABSTRACT, EDGES, NODES, QUOTE
from kg.errors import KgError
from kg.export import EXPORTERS

every_exporter = pytest.mark.parametrize("name", sorted(EXPORTERS))


def _writer(name: str) -> Callable[..., None]:
    module, _, function = EXPORTERS[name].partition(":")
    return getattr(import_module(module), function)


def _bytes(path: Path) -> list[bytes]:
    return [p.read_bytes() for p in sorted(path.iterdir())] if path.is_dir() else [path.read_bytes()]


@every_exporter
def test_all_share_one_signature(name: str):
    parameters = inspect.signature(_writer(name)).parameters
    assert list(parameters)[:4] == ["nodes", "edges", "path", "text"]
    assert all(p.kind is p.KEYWORD_ONLY and p.default is not p.empty for p in list(parameters.values())[3:])


@every_exporter
def test_each_reads_nodes_then_edges_once(tmp_path: Path, name: str):
    order: list[str] = []
    nodes = (order.append("node") or n for n in NODES)
    edges = (order.append("edge") or e for e in EDGES)
    _writer(name)(nodes, edges, tmp_path / "x")
    assert order == ["node"] * len(NODES) + ["edge"] * len(EDGES)


@every_exporter
def test_the_same_graph_is_the_same_bytes(tmp_path: Path, name: str):
    _writer(name)(NODES, EDGES, tmp_path / "x")
    _writer(name)(iter(NODES), iter(EDGES), tmp_path / "y")
    assert _bytes(tmp_path / "x") == _bytes(tmp_path / "y")


@every_exporter
def test_without_text_titles_stay_and_quotes_go(tmp_path: Path, name: str):
    _writer(name)(NODES, EDGES, tmp_path / "x")
    _writer(name)(NODES, EDGES, tmp_path / "y", text=False)
    whole, bare = (b"".join(_bytes(tmp_path / p)).decode() for p in "xy")
    assert QUOTE in whole and ABSTRACT in whole
    assert QUOTE not in bare and ABSTRACT not in bare
    assert "Foo" in bare and "Ada B." in bare


@every_exporter
def test_a_failure_leaves_nothing(tmp_path: Path, name: str):
    unknown = [*EDGES, EDGES[1].__class__("entity:foo-00000001", "LIKES", "author:a-1")]
    with pytest.raises(KgError, match="unknown predicate 'LIKES'"):
        _writer(name)(NODES, unknown, tmp_path / "x")
    assert not list(tmp_path.iterdir())


@every_exporter
def test_the_parent_folder_must_exist(tmp_path: Path, name: str):
    with pytest.raises(KgError, match="there is no folder"):
        _writer(name)(NODES, EDGES, tmp_path / "no" / "x")
