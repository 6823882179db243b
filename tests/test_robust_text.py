# ruff: noqa: RUF001 - other writing systems are the point
"""Whatever text a paper holds, its extraction is lawful: the contract of `kg.extract.extract` and `kg extract`, whatever is inside."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract import extract
from kg.extract.record import from_record, to_record
from kg.model import Extraction, Mention, Paper, Section
from kg.readers import read
from laws import assert_lawful
from making import KV, KV_SAYS
from running import kg

PLAIN = (
    "We present Finch, a sparse routing layer (SRL) for machine translation. Unlike Wren, Finch keeps a key-value cache of"
    " fixed size. On WMT14 it reaches 34.1 BLEU, 2.5x faster than Wren, and large language models (LLMs) gain 20% accuracy."
)
LATEX = {
    "greek": r"We bound the $\alpha$-divergence and the $\beta$-VAE loss by $\epsilon$; Finch reaches $\alpha=0.05$ on MNIST.",
    "bold": r"We propose \textbf{Finch}, a \textbf{} layer for \textit{machine translation}, and \emph{Wren}Net on \texttt{WMT14}.",
    "times": r"Finch is 3.19times faster and 2.4$\times$ smaller than Wren, with $3\times3$ convolutions and 1.5\times memory.",
    "quotes": "We ask ``what is attention?'' and call it ``Finch'', not `Wren''; it beats ``chain-of-thought'' prompting by 3 points.",
    "percent": r"Accuracy rises by 20\% on WMT14 and from 70.1\% to 75.3\% on MNIST, 5\,\% more than Wren.",
    "cite": r"Following \cite{x} and~\citep[see][]{a,b}, Finch \cite{finch2020}~extends BERT~\cite{devlin} on SQuAD~1.1 \footnote{a}.",
    "emph": r"\emph{Foo}Net and Sparse{\sc Net} extend {\bf Wren} and \mbox{GPT-4}; \emph{Foo}Net (\emph{FN}) wins on GLUE.",
    "order": r"Attention costs $\mathcal{O}(n^2)$; Finch needs $\mathcal{O}(n \log n)$ time and $\tilde{O}(\sqrt{T})$ regret.",
    "unbalanced": r"Finch costs $5 per run, $x_{i is {open} and \begin{equation a }} $ and $$ of Wren on $WMT14.",
    "escapes": r"Finch\&Wren uses a\_b \# of ${\rm F}_1$ at \~{n} \"{o}zt\"urk \o \ss{} \LaTeX{} -- and --- on WMT14.",
    "command alone": "\\",
}
UNICODE = {
    "NFD": "We train a Poincare\u0301 embedding and the Schro\u0308dinger bridge (SB\u0301) with Fre\u0301chet distance on WMT14.",
    "zero width": "We pre\u200bsent Fi\u200bnch, a rout\u200cing layer (R\u2060L) for machine\ufeff translation, 2\u200b.5x faster.",
    "soft hyphen": "We present trans\u00adfor\u00admers for ma\u00adchine trans\u00adlation with 2\u00ad0% accu\u00adracy on WMT\u00ad14.",
    "CJK": "我们提出了雀模型Finch（FM），用于机器翻译。在WMT14上达到34.1 BLEU，比BERT快2.5倍。",
    "RTL": "\u202bنقدم نموذج Finch للترجمة الآلية\u202c على WMT14 ويتفوق على BERT بنسبة 20%. \u200fשלום \u202eGPT-4\u202c.",
    "emoji": "Finch 🐦 beats 👩\u200d🔬-BERT by 5%\u20e3 on 🇩🇪-WMT14; 🔥🔥 SOTA 🙂🙂🙂 accuracy of 90% (LLM🙂s).",
    "surrogates": "We present Fi\ud800nch (\udfff) for machine translation\udc80. BERT\ud83d reaches 34.1 BLEU on WMT14.",
    "controls": "We present Finch\x00, a BERT\x01\x02 model\x07 for\x1b[31m machine\x0btranslation\x0con\x7fWMT14\x85by\x9f5%.\x00",
    "no-break": "We present\u00a0Finch for machine\u00a0translation\u202fon WMT14\u2007with 34.1\u00a0BLEU, 20\u202f% fewer\u3000.",
    "ligatures": "We de\ufb01ne an e\ufb03cient classi\ufb01er with \ufb02ow matching and o\ufb04ine RL; \ufb01ne-tuned BERT wins by 5 %.",
    "case that grows": "İSTANBUL-NET (İN) and ßNet, ŉlp, ǰ and ΐ: the İ of BERT is Straße GROẞ on WMT14 by 5%.",
    "math letters": "𝐅𝐢𝐧𝐜𝐡 and 𝓑𝓔𝓡𝓣 reach 𝟗𝟎.𝟓% ＢＬＥＵ on ＷＭＴ１４, ½ of Ⅳ, x² times ٣٫٥x and १२%.",
    "line ends": "We present\r\nFinch\rfor\u2028machine\u2029translation\n\n\n on\tWMT14.\x1c It beats\x1dBERT\x1e by\x1f5%.",
    "many accents": "e" + "\u0301" * 500 + " BERT" + "\u0336" * 300 + " reaches 34.1 BLEU on WMT14.",
}
LANGUAGES = {
    "German": "Wir stellen Zaunkönig vor, ein Verfahren zur maschinellen Übersetzung mit Aufmerksamkeit (MÜA). Auf WMT14 erreicht es"
    " 34,1 BLEU und übertrifft BERT um 2,5 Prozentpunkte. Große Sprachmodelle (GSM) benötigen 20 % weniger Speicher.",
    "Chinese": "本文提出一种稀疏路由方法，称为山雀网络（简称山雀）。该方法在WMT14数据集上取得了34.1的BLEU值，"
    "比BERT提高了2.5个百分点，推理速度提升3倍。大语言模型的显存占用减少20%！代码已公开。",
    "Arabic": "تقدم هذه الورقة طريقة جديدة تسمى «العصفور» لترجمة النصوص آليا باستخدام الشبكات العصبية (ش.ع). تحقق الطريقة ٣٤٫١ نقطة"
    " BLEU على WMT14، وتتفوق على BERT بنسبة 20٪. هل تكفي البيانات؟ نعم.",
}
SHAPES = {
    "brackets": "(" * 5_000 + ")" * 5_000,
    "open brackets": "[{(" * 3_333,
    "bracket pairs": "(a) [B] {C} " * 900,
    "one long word": "a" * 100_000,
    "one long capital word": "AB" * 1_000,
    "one long hyphenated word": "multi-" * 16_000 + "task",
    "digits": "0123456789" * 300,
    "numbers": " ".join(str(n * 7919 % 1000 / 10) for n in range(1_000)),
    "one long number": "1" + ",000" * 5_000 + ".5%",
    "all caps": PLAIN.upper() * 3,
    "one sentence of 3,000 words": " ".join(PLAIN.replace(".", "").split() * 60)[: 3_000 * 7],
    "no spaces": PLAIN.replace(" ", ""),
    "spaces": " \t\n" * 1_000,
    "full stops": "." * 5_000,
    "percent signs": "5% " * 1_000,
    "acronyms": " ".join(f"alpha beta gamma delta (ABGD{n})" for n in range(200)),
    "one letter": "x",
    "the same again": PLAIN * 20,
}
ABSTRACTS = LATEX | UNICODE | LANGUAGES | SHAPES
PAPERS = {
    **{name: Paper("Finch: sparse routing for machine translation", text) for name, text in ABSTRACTS.items()},
    **{f"{name}, as title": Paper(text) for name, text in (LATEX | UNICODE | LANGUAGES).items()},
    "plain": Paper("Finch: sparse routing for machine translation", PLAIN),
    "no abstract": Paper("Finch: sparse routing for machine translation"),
    "no title": Paper("", PLAIN),
    "nothing": Paper(""),
    "white space only": Paper(" ", "\n\t\u00a0"),
    "a word": Paper("Finch", "BERT"),
    "in sections": Paper("Finch", PLAIN, body=(Section("Results", PLAIN), Section("Results", LATEX["times"]), Section("", "BERT wins."))),
}


def says(paper: Paper) -> Extraction:
    (extraction,) = extract([paper])
    return extraction


first_says = cache(says)


@pytest.mark.parametrize("name", PAPERS)
def test_every_text_gives_a_lawful_extraction(name: str) -> None:
    assert_lawful(PAPERS[name], first_says(PAPERS[name]))


@pytest.mark.parametrize("name", ["German", "Chinese", "Arabic", "plain", *LATEX])
def test_names_in_latin_letters_are_found_in_any_language_and_markup(name: str) -> None:
    wanted = {"BERT", "WMT14", "Finch", "Wren", "MNIST", "GPT-4", "GLUE", "SQuAD"}
    paper = PAPERS[name]
    if name != "command alone" and wanted & set(paper.abstract.split()):
        assert first_says(paper).mentions


def test_a_second_run_and_another_order_change_nothing() -> None:
    papers = list(PAPERS.values())
    backwards = list(extract(reversed(papers)))[::-1]
    assert backwards == [first_says(paper) for paper in papers]


NAMES = ["".join(parts) for parts in product(["Fin", "Wre", "Tit", "Lar"], ["ka", "lo", "mi", "nu"], ["Net", "Former", "LM", "GAN"])]


def long_text(length: int, *, names: int = 64) -> str:
    """A text of a length that names so many methods again and again; every sentence has a figure."""
    told = [f"{NAMES[n % 64]}-{n // 64}" if n >= 64 else NAMES[n] for n in range(names)]
    sentences = (f"{told[n % names]} beats {told[n * 7 % names]} by {n % 50}.{n % 10}% on WMT{n % 60}. " for n in range(length // 20))
    return "".join(sentences)[: length - 1].ljust(length, ".")


def test_a_text_of_100_000_characters_is_read_whole() -> None:
    paper = Paper("Finch: sparse routing", long_text(100_000))
    extraction = says(paper)
    assert_lawful(paper, extraction)
    assert max(mention.end for mention in extraction.mentions) > 99_000


def cost(text: str) -> float:
    """Processor time of this process for a text: what else runs on the machine doesn't count."""
    start = time.process_time()
    says(Paper("Finch: sparse routing", text))
    return time.process_time() - start


GROWING = {
    "the same names": (8_000, long_text),
    "ever new names": (4_000, lambda length: long_text(length, names=length // 20)),
    "one word": (50_000, lambda length: "a" * length),
    "one capital word": (1_500, lambda length: "AB" * (length // 2)),
    "brackets": (20_000, lambda length: "(" * length),
    "one sentence": (8_000, lambda length: ("key-value cache, " * length)[:length]),
}


@pytest.mark.parametrize("name", GROWING)
def test_four_times_the_text_costs_about_four_times_the_work(name: str) -> None:
    length, grow = GROWING[name]
    says(KV)
    small = max(min(cost(grow(length)) for _ in range(3)), 0.02)
    assert min(cost(grow(4 * length)) for _ in range(2)) / small < 9, "squares would give 16"


TEXTS = st.text(
    st.one_of(
        st.characters(codec=None),  # type: ignore[arg-type]
        st.sampled_from("aAbBcC019 ..,,--()[]{}$\\%'`\"\n\t:;~^_/&#@+=<>\u00a0\u00ad\u0301\u200b\ufb01×–“”🙂中ש"),
    ),
    max_size=120,
)
PIECES = [*LATEX.values(), *UNICODE.values(), *LANGUAGES.values(), PLAIN]
CUTS = st.tuples(st.sampled_from(PIECES), st.integers(0, 120), st.integers(0, 200)).map(lambda cut: cut[0][cut[1] : cut[1] + cut[2]])
MIXED = st.lists(st.one_of(TEXTS, CUTS), max_size=4).map(" ".join)


@settings(max_examples=100)
@given(MIXED, MIXED, st.lists(st.builds(Section, TEXTS, MIXED), max_size=2))
def test_any_text_at_all_gives_a_lawful_extraction_twice_the_same(title: str, abstract: str, body: list[Section]) -> None:
    paper = Paper(title, abstract, body=tuple(body))
    extraction = says(paper)
    assert_lawful(paper, extraction)
    assert says(paper) == extraction


@pytest.fixture(scope="module")
def on_disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("robust") / "papers.jsonl"
    rows = ({"id": name, "title": paper.title, "abstract": paper.abstract} for name, paper in PAPERS.items())
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="ascii")
    return path


def test_the_command_gives_offsets_into_the_texts_as_its_readers_give_them(
    on_disk: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    from kg.cli import main

    papers = {paper.record_id: paper for paper in read(on_disk) if isinstance(paper, Paper)}
    with pytest.raises(SystemExit) as ended:
        main(["extract", str(on_disk)])
    lines = capfdbinary.readouterr().out.decode("utf-8").split("\n")[:-1]
    found = {record["id"]: from_record(record) for record in map(json.loads, lines)}
    assert (ended.value.code, list(found)) == (0, list(papers))
    for name, paper in papers.items():
        assert_lawful(paper, found[name])


def test_the_readers_leave_texts_as_they_are(on_disk: Path) -> None:
    papers = {paper.record_id: paper for paper in read(on_disk) if isinstance(paper, Paper)}
    assert papers["plain"].abstract == PLAIN
    assert len(papers) >= len(PAPERS) - 3


def test_the_command_writes_a_page_of_all_of_it(on_disk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert kg(capsys, "extract", on_disk, "--html", tmp_path / "a.html").code == 0
    assert (tmp_path / "a.html").read_text("utf-8").count("<article") > 50


@pytest.mark.parametrize(
    "broken",
    [
        replace(KV_SAYS, mentions=(Mention("abstract", 3, 7, "KIVI", "Method", "KIVI", "hand", 0.9), *KV_SAYS.mentions)),
        replace(KV_SAYS, mentions=KV_SAYS.mentions[1:3]),
        replace(KV_SAYS, mentions=(replace(KV_SAYS.mentions[0], confidence=0.0), *KV_SAYS.mentions[1:])),
        replace(KV_SAYS, entities=KV_SAYS.entities[1:]),
        replace(KV_SAYS, entities=(*KV_SAYS.entities, KV_SAYS.entities[0])),
        replace(KV_SAYS, relations=(replace(KV_SAYS.relations[0], predicate="OUTPERFORMS"),)),
        replace(KV_SAYS, relations=(replace(KV_SAYS.relations[0], quotes=()),)),
        replace(KV_SAYS, results=(replace(KV_SAYS.results[0], value="2.7x"),)),
        replace(KV_SAYS, results=(replace(KV_SAYS.results[0], metric="KIVI"),)),
        KV_SAYS,  # its definition has empty spans
    ],
)
def test_the_law_sees_what_is_wrong(broken: Extraction) -> None:
    assert_lawful(KV, replace(KV_SAYS, definitions=()))
    with pytest.raises((AssertionError, KeyError)):
        assert_lawful(KV, broken if broken is KV_SAYS else replace(broken, definitions=()))


def test_a_record_of_any_paper_reads_back() -> None:
    for paper in PAPERS.values():
        extraction = first_says(paper)
        assert from_record(json.loads(json.dumps(to_record(paper, extraction)))) == extraction
