"""Write docs/neighbourhood.png: the neighbourhood of BERT in the example papers, with the sentences of one edge.

python scripts/make_picture.py [CHROMIUM]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from kg import build, open_library
from kg.export.html import write_html

ROOT = Path(__file__).resolve().parent.parent


def make_picture(target: Path, chromium: str) -> None:
    """Draw the page and take its picture."""
    with tempfile.TemporaryDirectory() as work:
        page = Path(work, "page.html")
        build([ROOT / "examples" / "landmarks.jsonl"], Path(work, "library"))
        with open_library(Path(work, "library")) as library:
            centre, other = library.one("BERT"), library.one("RoBERTa")
            write_html(library.neighbourhood([centre], hops=2, limit=46), page, centre=[centre], title="BERT")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            shown = browser.new_page(viewport={"width": 1280, "height": 760})
            shown.goto(page.as_uri())
            shown.wait_for_selector("body[data-ready=yes]")
            edge = f"{other} BASED_ON {centre}"
            shown.evaluate("id => { network.selectEdges([id]); showEdge(id); }", edge)
            shown.screenshot(path=target)
            browser.close()


if __name__ == "__main__":
    make_picture(ROOT / "docs" / "neighbourhood.png", (sys.argv[1:] or ["/usr/bin/chromium"])[0])
