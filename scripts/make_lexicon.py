"""Make kg/data/lexicon.jsonl, the packaged names, from unpacked open packages and the Artificial Intelligence Ontology.

    python scripts/make_lexicon.py OUT --aio AIO.csv FOLDER [FOLDER ...]

Each FOLDER holds one or more unpacked wheels; a package of RECIPES that is not there is told on stderr and left out. The files
are read as text, nothing is imported. kg/data/README.md says which versions were used and under which licences.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from kg.extract.gazetteer import name_key


@cache
def generic_words() -> frozenset[str]:
    """Return the words that at least 4 abstracts of the training papers write in lower case."""
    packed = Path(__file__).with_name("generic-words.txt.gz").read_bytes()
    return frozenset(gzip.decompress(packed).decode("utf-8").split("\n")[:-1])


@dataclass(frozen=True)
class Recipe:
    """Where a package lists names: files, what to find in them, the label, and what to cut off a name.

    `same` wants the file's own name, `words` says that a class name of plain words stands for these words.
    """

    source: str
    label: str
    files: str
    find: str
    cut: str = r"$^"
    same: bool = False
    words: bool = False


_CLASS = r"^class ([A-Z]\w*)\("
RECIPES = (
    Recipe("transformers", "Method", "transformers/models/*/configuration_*.py", r"^class ([A-Z]\w*)Config\(", same=True),
    Recipe("timm", "Method", "timm/models/*.py", _CLASS, same=True),
    Recipe("keras", "Method", "keras/src/applications/*.py", r"^def ([A-Z]\w*)\(", words=True),
    Recipe("keras", "Method", "keras/src/optimizers/*.py", r"^class ([A-Z]\w*)\(optimizer\.Optimizer", words=True),
    Recipe(
        "keras",
        "Method",
        "keras/src/layers/*/*.py",
        r"^class ([A-Z]\w*)\(",
        r"^(?:Base|Spectral|Random|Auto|Test|TF|Torch)\w*|(?:Cell|\dD|Base)$",
        words=True,
    ),
    Recipe(
        "scikit-learn",
        "Method",
        "sklearn/[a-z]*/_*.py",
        r"^class ([A-Z]\w*)\([^)]*(?:Classifier|Regressor|Cluster|Transformer|Estimator|Density)\w*",
        r"^Base\w*|^_\w*|(?:Classifier|Regressor|CV|Mixin|Display)$",
        words=True,
    ),
    Recipe(
        "scikit-learn",
        "Dataset",
        "sklearn/datasets/_*.py",
        r"^def (?:fetch|load)_([a-z0-9]\w*)\(",
        r"^svmlight\w*|^files$|^sample\w*",
        words=True,
    ),
    Recipe(
        "scikit-learn", "Metric", "sklearn/metrics/*.py", r"^def ([a-z]\w*?(?:_score|_error|_loss|_index|_gain))\(", r"_score$", words=True
    ),
    Recipe(
        "torchvision",
        "Dataset",
        "torchvision/datasets/*.py",
        r"^class ([A-Z]\w*)\((?:Vision|CIFAR|MNIST|Image|_|FlowD|StereoM)\w*",
        r"^Fake\w*|Folder$|Stereo$|(?:Classification|Detection|Captions|Pairs|People|Class)$",
    ),
    Recipe("torchvision", "Method", "torchvision/models/*.py", _CLASS, same=True),
    Recipe(
        "torchvision",
        "Method",
        "torchvision/models/detection/*.py",
        r"^class ([A-Z]\w*)\(nn\.Module|^class ([A-Z]\w*)\(GeneralizedRCNN",
        same=True,
    ),
    Recipe("torchaudio", "Dataset", "torchaudio/datasets/*.py", r"^class ([A-Z]\w*)\(Dataset"),
    Recipe("torchaudio", "Method", "torchaudio/models/*.py", _CLASS, same=True),
    Recipe(
        "torchmetrics",
        "Metric",
        "torchmetrics/*/*.py",
        r"^class ([A-Z]\w*)\(",
        r"^(?:Binary|Multiclass|Multilabel|Base|Running|Metric|Dummy)\w*|^_\w*|(?:Wrapper|Tracker)$",
        words=True,
    ),
    Recipe("torch-geometric", "Dataset", "torch_geometric/datasets/*.py", r"^class ([A-Z]\w*)\((?:InMemory)?Dataset", r"Dataset$"),
    Recipe(
        "torch-geometric",
        "Method",
        "torch_geometric/nn/models/*.py",
        r"^class ([A-Z]\w*)\((?:torch\.nn\.Module|BasicGNN|KGEModel)",
        r"^Basic\w*|Model$",
    ),
    Recipe("pykeen", "Method", "pykeen/models/unimodal/*.py", _CLASS),
    Recipe(
        "pykeen",
        "Dataset",
        "pykeen/datasets/*.py",
        r"^class ([A-Z]\w*)\(",
        r"^(?:Mock|Lazy|Path|Zip|Tar|Single|Unpacked|Remote|Tabbed|Eager|Pack|Dataset|Compressed|Untar|CoDEx|OGB"
        r"|Cached)\w*|(?:Dataset|Loader|Base)$",
    ),
    Recipe(
        "pykeen", "Metric", "pykeen/metrics/ranking.py", _CLASS, r"^(?:Rank|Base)\w*Metric$|^\w*(?:Adjusted|ZScore|Inverse[A-Z]\w*Rank)\w*"
    ),
    Recipe("lm-eval", "Dataset", "lm_eval/tasks/*/README.md", r"\A#+ ([^\n:()\[\]]{2,24})\n"),
    Recipe(
        "mteb",
        "Dataset",
        "mteb/tasks/*/*/*.py",
        r"^        name=\"([\w. -]+)\",",
        r"(?:Retrieval|Classification|Clustering(?:P2P|S2S)?|Reranking|BitextMining|PairClassification"
        r"|Multilingual|HardNegatives|-PL|-NL|-VN|-Fa|V\d|\.v\d|I2T|T2I|T2IT|I2I|IT2T|Summarization)+$",
    ),
    Recipe("gymnasium", "Dataset", "gymnasium/envs/__init__.py", r"id=\"(?:phys2d/|tabular/)?([A-Za-z0-9]+)-v\d"),
    Recipe("ogb", "Dataset", "ogb/*/master.csv", r"(ogb[nlg]-[a-z0-9-]+)"),
    Recipe("peft", "Method", "peft/tuners/*/config.py", r"^class (\w+)Config\(", r"^(?:Prompt|Base)\w*|Runtime$"),
    Recipe("trl", "Method", "trl/**/*_trainer.py", r"^class ([A-Z]{2,5})Trainer\("),
    Recipe(
        "diffusers",
        "Method",
        "diffusers/schedulers/*.py",
        r"^class ([A-Z]\w*)Scheduler\(",
        r"(?:Flow|Inverse|Parallel|Flax|Discrete|Ancestral|Multistep|Singlestep)\w*",
    ),
    Recipe("ir-datasets", "Dataset", "ir_datasets/docs/*.yaml", r"^  pretty_name: '?([^'\n(]{2,30}?)'?\s*$"),
    Recipe("pytorch-optimizer", "Method", "pytorch_optimizer/optimizer/*.py", r"^class ([A-Z]\w*)\(BaseOptimizer"),
    Recipe("stable-baselines3", "Method", "stable_baselines3/*/*.py", r"^class ([A-Z0-9]{2,5})\("),
    Recipe("pyod", "Method", "pyod/models/*.py", r"^class ([A-Z]\w*)\(BaseDetector"),
    Recipe("recbole", "Method", "recbole/model/*/*.py", _CLASS, same=True),
    Recipe("recbole", "Dataset", "recbole/properties/dataset/url.yaml", r"^([a-z][\w-]+):", r"-merged|-not|-filter\w*"),
)

AIO_LABELS = {
    "LayerSubset": "Method",
    "ModelSubset": "Method",
    "NetworkSubset": "Method",
    "FunctionSubset": "Method",
    "MachineLearningSubset": "Method",
    "PreprocessingSubset": "Method",
    "TrainingStrategySubset": "Method",
    "BiasSubset": "Concept",
}
LABEL_ORDER = ("Dataset", "Method", "Metric", "Task", "Concept")
_NO_NAME = re.compile(
    r"Test|Mock|Base$|Wrapper|Config|Dict$|Module$|Block$|Environment|Dummy|Numeric|Results|Params|Parameters"
    r"|Derived|SamplePaths|gzip|csv|no_closed"
)
_CAMEL = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")


@dataclass
class Entry:
    """One name of the lexicon while it is gathered."""

    name: str
    label: str
    aliases: set[str] = field(default_factory=set)
    xrefs: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)


def spelled(name: str) -> str:
    """Return the plain words that a class name or a function name stands for; any other name stays."""
    words = name.split("_") if "_" in name else _CAMEL.findall(name) if name.isidentifier() else []
    plain = [w.lower() for w in words]
    if len(plain) > 1 and all(w in generic_words() for w in plain):
        return " ".join(plain)
    return name.replace("_", " ")


def usable(name: str) -> bool:
    """Tell whether a name can be looked for: neither a plain word, nor a number, nor one letter."""
    words = re.findall(r"\w+", name)
    if not words or len(name_key(name)) < 3 or len(name) > 60 or not re.search(r"[A-Za-z]{2}", name):
        return False
    if len(words) == 1:
        marked = re.search(r"[A-Z].*[A-Z0-9]|[a-z][A-Z]|[A-Za-z]-?\d", name)
        return words[0].lower() not in generic_words() and (bool(marked) or name[0].isupper())
    return True


def package_names(folders: Iterable[Path]) -> Iterator[tuple[str, str, str]]:
    """Yield name, label and source of each name that the recipes find."""
    roots = list(folders)
    for recipe in RECIPES:
        files = sorted(f for root in roots for f in root.glob(recipe.files))
        if not files:
            sys.stderr.write(f"{recipe.source}: no file matches {recipe.files}\n")
        for file in files:
            own = name_key(file.stem.removeprefix("configuration_"))
            for match in re.finditer(recipe.find, file.read_text(encoding="utf-8", errors="replace"), re.M):
                name = re.sub(recipe.cut, "", next(g for g in match.groups() if g))
                if name and not _NO_NAME.search(name) and (not recipe.same or name_key(name) == own):
                    yield spelled(name) if recipe.words else name.strip("\"' "), recipe.label, recipe.source


def aio_entries(path: Path) -> Iterator[Entry]:
    """Yield the classes of the Artificial Intelligence Ontology that name methods and biases."""
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            label = next((label for subset, label in AIO_LABELS.items() if subset in row["Category"]), None)
            if label and row["ID"].startswith("AIO:"):
                names = [row["Name"], *row["Synomyms"].split("|")]
                cleaned = [_lowered(n.strip()) for n in names if usable(n.strip()) and not (n.isupper() and len(n) < 4)]
                if cleaned:
                    yield Entry(cleaned[0], label, set(cleaned), {row["ID"].replace("AIO:", "aio:")}, {"aio"})


def _lowered(name: str) -> str:
    """Return a title-case name of plain words in lower case."""
    return " ".join(w.lower() if w[1:].islower() or w[1:] == "" else w for w in name.split(" "))


def gathered(entries: Iterable[Entry]) -> dict[str, Entry]:
    """Merge entries of one key: the first name stays, the label that comes first in LABEL_ORDER wins."""
    found: dict[str, Entry] = {}
    for entry in entries:
        known = found.setdefault(name_key(entry.name), entry)
        known.aliases |= entry.aliases | {entry.name}
        known.xrefs |= entry.xrefs
        known.sources |= entry.sources
        known.label = min(known.label, entry.label, key=LABEL_ORDER.index)
    return found


def lines(entries: dict[str, Entry]) -> Iterator[str]:
    """Yield one JSON line an entry, sorted by key."""
    for key, entry in sorted(entries.items()):
        record = {
            "id": f"lexicon:{key}",
            "name": entry.name,
            "label": entry.label,
            "aliases": sorted(entry.aliases - {entry.name}),
            "xrefs": sorted(entry.xrefs),
            "source": "+".join(sorted(entry.sources)),
        }
        yield json.dumps(record, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the lexicon."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--aio", type=Path, required=True)
    args = parser.parse_args()
    names = sorted({n for n in package_names(args.folders) if usable(n[0])})
    packaged = [Entry(name, label, {name}, set(), {source}) for name, label, source in names]
    args.out.write_text("".join(lines(gathered([*aio_entries(args.aio), *packaged]))), encoding="utf-8")


if __name__ == "__main__":
    main()
