"""README tells what the code does."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_generated_parts_are_what_the_code_says() -> None:
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        import build_readme
    finally:
        sys.path.pop(0)
    assert build_readme.built(README) == README, "run scripts/build_readme.py"


def test_every_file_that_readme_names_exists() -> None:
    import re

    for path in re.findall(r"`((?:templates|scripts|workbooks|digit_xl)/[\w./-]*)`", README):
        assert (ROOT / path).exists(), path
    for path in re.findall(r"\]\((templates/[\w./-]+)\)", README):
        assert (ROOT / path).exists(), path
