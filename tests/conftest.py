"""Texts that a test expects stand in `expected/`, and are written anew only on request."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

EXPECTED = Path(__file__).with_name("expected")
REFRESH = "--refresh-expected"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the one way to write expected texts anew."""
    parser.addoption(REFRESH, action="store_true", help="write tests/expected/ anew")


@pytest.fixture
def as_expected(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Fails, with what differs, unless the text is the one kept under that name."""

    def compare(name: str, text: str) -> None:
        kept = EXPECTED / name
        if request.config.getoption(REFRESH):
            EXPECTED.mkdir(exist_ok=True)
            kept.write_text(text, encoding="utf-8", newline="\n")
        before = kept.read_text(encoding="utf-8") if kept.exists() else ""
        if text != before:
            pair = (before.splitlines(), text.splitlines())
            differs = "\n".join(difflib.unified_diff(*pair, f"expected/{name}", "now", lineterm=""))
            pytest.fail(
                f"If this is how it should be, run pytest {REFRESH}:\n{differs}", pytrace=False
            )

    return compare
