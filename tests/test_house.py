"""Laws of the whole code base that no linter checks: rows, lazy imports, pins, the wheel, the first commands."""

from __future__ import annotations

import ast
import importlib
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from conftest import require

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MODULES = sorted((ROOT / "kg").rglob("*.py"))
HEAVY = ("arcadedb_embedded", "bibtexparser", "jpype", "neo4j", "networkx", "onnxruntime", "pyvis", "rdflib", "spacy")
PINS = ("constraints.txt", "constraints-test.txt", "constraints-train.txt")
TARGET = re.compile(r"kg(\.\w+)+:\w+")


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def rows() -> dict[str, int]:
    layers = PYPROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
    return {name: number for number, layer in enumerate(layers) for name in re.findall(r"\w+", layer)}


def may_name(module: str, target: str) -> bool:
    """Tell whether a module's registry may name a target: in its own package, or in a row below."""
    own, other = (f"{name}.".split(".")[1] for name in (module, target))
    return own in ("", other) or rows()[own] < rows()[other]


def registries() -> Iterator[tuple[str, str, list[str]]]:
    """Yield module, name and targets of every dict of `name -> "module:function"` that stands at the top of a module."""
    for path in MODULES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict):
                texts = [value.value for value in node.value.values if isinstance(value, ast.Constant)]
                targets = [text for text in texts if isinstance(text, str) and TARGET.fullmatch(text)]
                if targets:
                    name = ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)
                    yield module_name(path), name, targets


def pins(name: str) -> dict[str, set[str]]:
    """Return package -> its pinned versions: one, or one for each range of Pythons."""
    found: dict[str, set[str]] = {}
    for line in re.findall(r"^\w.*?(?= \\$|$)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE):
        requirement = Requirement(line)
        found.setdefault(requirement.name, set()).add(str(requirement.specifier).removeprefix("=="))
    return found


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def distributions_imported_by(paths: list[Path]) -> dict[str, str]:
    """Return distribution -> a file that imports it, wherever in the file; the standard library and our own left out."""
    own = {"kg", *(path.stem for path in paths if path.parent.name in ("tests", "scripts"))}
    owners = packages_distributions()
    found = {}
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            for top in {module.partition(".")[0] for module in modules} - own - sys.stdlib_module_names:
                found[canonical(owners.get(top, [top])[0])] = str(path)
    return found


def loaded_by(code: str) -> set[str]:
    """Return which heavy packages a new Python has loaded after running `code`."""
    report = f"\nimport sys\nprint(*(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code + report], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stderr.split())


def test_registries_of_readers_stores_and_exporters_are_found() -> None:
    names = {name for _, name, _ in registries()}
    assert {"FORMATS", "STORES", "EXPORTERS"} <= names


def test_registry_targets_exist_and_lie_in_rows_below() -> None:
    for module, name, targets in registries():
        for target in targets:
            where, _, function = target.partition(":")
            assert callable(getattr(importlib.import_module(where), function, None)), f"{module}.{name} names {target}, which is not there"
            assert may_name(module, where), f"{module}.{name} names {target}, which is in no row below"


@pytest.mark.parametrize(
    ("module", "target", "allowed"),
    [
        ("kg.cli.show", "kg.export.html", True),
        ("kg.export", "kg.export.rdf", True),
        ("kg", "kg.build", True),
        ("kg.export", "kg.stores.arcadedb", False),
        ("kg.graph", "kg.library", False),
    ],
)
def test_rows_go_one_way(module: str, target: str, allowed: bool) -> None:
    assert may_name(module, target) is allowed


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_module_says_what_it_offers_and_stays_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "__all__" in text or path.name == "__main__.py"
    assert text.count("\n") <= 500


def test_import_is_light() -> None:
    assert loaded_by("import kg") == set()


def test_help_is_light() -> None:
    code = "import sys\nsys.argv = ['kg', '--help']\nfrom kg.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass"
    assert loaded_by(code) == set()


def test_heavy_imports_are_noticed() -> None:
    assert loaded_by("import networkx") == {"networkx"}


def test_version_is_the_packages_own() -> None:
    assert importlib.import_module("kg").__version__ == PYPROJECT["project"]["version"]


@pytest.mark.parametrize("name", PINS)
def test_pins_have_hashes_and_no_index(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"https?:|--(extra-)?index|--find-links", text)
    blocks = re.split(r"\n(?=\w)", text)
    packages = [block for block in blocks if re.match(r"\w", block)]
    assert len(packages) > 50
    assert all(re.fullmatch(r"\S+==\S+( ; .*)? \\\n(    --hash=sha256:[0-9a-f]{64}( \\)?\n?)+", block) for block in packages)


@pytest.mark.parametrize(("name", "extra"), [(PINS[0], None), (PINS[1], "test"), (PINS[2], "train")])
def test_pins_are_what_the_bounds_allow(name: str, extra: str | None) -> None:
    wanted = PYPROJECT["project"]["dependencies"] + PYPROJECT["dependency-groups"]["backend"]
    wanted = wanted + (PYPROJECT["project"]["optional-dependencies"][extra] if extra else [])
    pinned = pins(name)
    for requirement in map(Requirement, wanted):
        versions = pinned.get(requirement.name.lower())
        assert versions, f"{name} lacks {requirement.name}: run make constraints"
        assert all(version in requirement.specifier for version in versions), f"{requirement}: run make constraints"


@pytest.mark.parametrize("name", PINS[1:])
def test_running_pins_are_the_same_in_every_file(name: str) -> None:
    other = pins(name)
    assert {package: other.get(package) for package in pins(PINS[0])} == pins(PINS[0])


def test_what_runs_does_not_bring_what_trains() -> None:
    assert "torch" in pins("constraints-train.txt")
    assert not {"torch", "pytest"} & set(pins("constraints.txt"))


@pytest.mark.parametrize(
    ("paths", "extras"),
    [
        ([path for path in MODULES if "training" not in path.parts], []),
        (sorted((ROOT / "kg/training").rglob("*.py")), ["train"]),
        (sorted([*(ROOT / "tests").glob("*.py"), *(ROOT / "scripts").glob("*.py")]), ["test"]),
    ],
    ids=["kg", "training", "tests and scripts"],
)
def test_what_is_imported_is_declared(paths: list[Path], extras: list[str]) -> None:
    project = PYPROJECT["project"]
    wanted = project["dependencies"] + [line for extra in extras for line in project["optional-dependencies"][extra]]
    declared = {canonical(Requirement(line).name) for line in wanted}
    assert {name: path for name, path in distributions_imported_by(paths).items() if name not in declared} == {}


def test_imports_are_found_wherever_they_stand(tmp_path: Path) -> None:
    code = "import os\nfrom kg.model import Paper\n\ndef f():\n    import yaml.nodes\n    from spacy import blank\n"
    (tmp_path / "a.py").write_text(code, encoding="utf-8")
    assert set(distributions_imported_by([tmp_path / "a.py"])) == {"pyyaml", "spacy"}


def test_queries_go_into_the_wheel() -> None:
    assert PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"] == {"cypher": "kg/cypher"}
    assert list((ROOT / "cypher").glob("*.cypher"))
    assert not list((ROOT / "kg").rglob("*.cypher"))


def test_make_lists_every_command() -> None:
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    listed = subprocess.run(["make", "--no-print-directory"], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert phony
    assert [line.split()[1] for line in listed.splitlines()] == phony[1].split()


def find_python(folder: Path, **programs: str) -> subprocess.CompletedProcess[str]:
    """Run .ci/find-python where nothing is on PATH but these programs, each a shell script of one line."""
    for name, line in programs.items():
        (folder / name).write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    return subprocess.run(["/bin/sh", ROOT / ".ci/find-python"], capture_output=True, text=True, env=os.environ | {"PATH": str(folder)})


def test_bare_machine_is_told_what_to_install(tmp_path: Path) -> None:
    done = find_python(tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1] == "install with: sudo apt-get install python3 python3-venv git"


def test_python_without_venv_is_told_the_package(tmp_path: Path) -> None:
    done = find_python(tmp_path, python3='case "$2" in *ensurepip*) exit 1 ;; esac', git="")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1] == "install with: sudo apt-get install python3-venv"


def test_old_python_is_passed_over_for_a_newer_one(tmp_path: Path) -> None:
    done = find_python(tmp_path, **{"python3": "exit 1", "python3.12": "exit 0", "git": ""})
    assert (done.returncode, done.stdout) == (0, "python3.12\n")


@pytest.mark.parametrize(("required", "outcome"), [("", pytest.skip.Exception), ("all", pytest.fail.Exception)])
def test_what_is_missing_is_skipped_here_and_fails_in_ci(monkeypatch: pytest.MonkeyPatch, required: str, outcome: type[Exception]) -> None:
    monkeypatch.setenv("KG_REQUIRE", required)
    with pytest.raises((pytest.skip.Exception, pytest.fail.Exception), match="needs a server: start one") as caught:
        require("a server", "start one")
    assert caught.type is outcome
