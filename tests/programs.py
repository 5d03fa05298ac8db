"""Programs that a test plays by a shell script, in the place of those that print."""

from __future__ import annotations

import time
from io import BytesIO
from typing import TYPE_CHECKING

from docx_parts import p, template
from pypdf import PdfWriter

from digit_xl.findings import Refusal
from digit_xl.word.printing import pdf

if TYPE_CHECKING:
    from pathlib import Path

LIMIT = 30
DOCUMENT = template(p("text"))


def blank(count: int = 1) -> bytes:
    """A PDF of so many empty pages."""
    writer = PdfWriter()
    for _ in range(count):
        writer.add_blank_page(595, 842)
    content = BytesIO()
    writer.write(content)
    return content.getvalue()


def play(folder: Path, name: str, *script: str) -> None:
    """Put a program there that does what the shell script says."""
    program = folder / name
    program.write_text("\n".join(("#!/bin/sh", *script)), encoding="utf-8")
    program.chmod(0o755)


def refused(limit: float = LIMIT) -> Refusal:
    """Why a small document became no PDF."""
    [made] = pdf.convert([DOCUMENT], limit)
    assert isinstance(made, Refusal)
    assert made.sentence.endswith(".")
    return made


def ticking(path: Path) -> str:
    """A part of a shell script that makes the file grow as long as it runs."""
    return f"while sleep 0.05; do echo . >>{path}; done"


def has_stopped(path: Path) -> bool:
    """Whether the file grows no more, and had begun to."""
    size = path.stat().st_size
    time.sleep(0.5)
    return path.stat().st_size == size > 0
