"""What tests share: the data beside the checkout, the browser, and the rule for what is not there."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

from kg.library import Library, open_library

settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile("ci")

# A shell's background job ignores Ctrl-C and hands that on; the tests of Ctrl-C need it heard.
signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parent.parent


def require(what: str, how_to_get: str) -> NoReturn:
    """Skip the test that lacks `what`, saying how to get it; fail it where KG_REQUIRE=all, as in CI."""
    reason = f"needs {what}: {how_to_get}"
    if os.environ.get("KG_REQUIRE") == "all":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of corpora and gold data beside the checkout; only read."""
    path = ROOT.parent / "shared"
    if not path.is_dir():
        require("../shared", f"put the data folder at {path}")
    return path


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium, for Playwright's `executable_path`."""
    names = [os.environ.get("KG_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    found = next(filter(None, map(shutil.which, filter(None, names))), None)
    if found is None:
        require("a browser", "sudo apt-get install chromium, or set KG_CHROMIUM to one")
    return found


@pytest.fixture(scope="session")
def pages_library(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library of the five saved pages, opened for reading; building it takes about a minute, once for all tests."""
    from kg.build import build

    folder = tmp_path_factory.mktemp("pages") / "library"
    build([shared / "corpora" / "daily-papers"], folder)
    with open_library(folder) as library:
        yield library


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[object]:
    """A Chromium that asks for nothing of its own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic", "--no-first-run"]
        yield playwright.chromium.launch(executable_path=chromium, args=quiet)
