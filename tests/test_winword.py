"""Word on Windows, played by a script."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from docx_parts import p, template
from fields import page_of
from programs import DOCUMENT, LIMIT, blank, has_stopped, play, refused, ticking
from pypdf import PdfReader

from digit_xl.word.printing import pdf, programs, winword

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def windows(programs_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Windows whose programs are in that folder; `taskkill` ends the process that is named."""
    monkeypatch.setattr(programs, "WINDOWS", True)
    play(programs_folder, "taskkill", 'kill -9 "$4"')
    return programs_folder


def test_word_prints_where_it_is(windows: Path, tmp_path: Path) -> None:
    (tmp_path / "two.pdf").write_bytes(blank(2))
    play(
        windows,
        "powershell",
        f'printf "%s|" "$@" >{tmp_path / "asked"}',
        f"cp {tmp_path / 'two.pdf'} 1.pdf",
        "printf '_Toc1=7\\r\\n_Toc2=x\\r\\n' >1.pages",
        f"cp 1.docx {tmp_path / 'given.docx'}",
    )
    document = template(p(*page_of("_Toc1")))
    [made] = pdf.convert([document], LIMIT)
    assert isinstance(made, pdf.Printed)
    assert len(PdfReader(BytesIO(made.pdf)).pages) == 2
    assert made.pages == {"_Toc1": 7}
    assert (tmp_path / "given.docx").read_bytes() == document
    asked = (tmp_path / "asked").read_text().split("|", 4)
    assert asked[:4] == ["-NoLogo", "-NoProfile", "-NonInteractive", "-Command"]
    assert asked[4] == f"{winword.SCRIPT}|"


def test_the_script_for_word_needs_no_quoting_and_asks_for_what_a_reader_needs() -> None:
    script = winword.SCRIPT
    assert '"' not in script
    for opening, closing in ("{}", "()", "[]"):
        assert script.count(opening) == script.count(closing)
    # The arguments of Word's Document.ExportAsFixedFormat, in order.
    arguments = script.split("'pdf'), ")[1].split(")")[0].replace("\n", " ").split(",")
    names = [
        *("format", "open", "optimize", "range", "from", "to", "item"),
        *("properties", "irm", "headings", "tags", "bitmaps", "pdfa"),
    ]
    given = dict(zip(names, (it.strip() for it in arguments), strict=True))
    assert {name for name, value in given.items() if value == "$true"} == {
        "properties",
        "tags",
        "bitmaps",
    }
    assert (given["format"], given["headings"]) == ("17", "1")


@pytest.mark.parametrize("script", ["exit 9", None])
def test_without_word_libreoffice_prints(script: str | None, windows: Path, tmp_path: Path) -> None:
    if script:
        play(windows, "powershell", script)
    (tmp_path / "one.pdf").write_bytes(blank())
    play(windows, "soffice", f"cp {tmp_path / 'one.pdf'} 1.pdf")
    [made] = pdf.convert([DOCUMENT], LIMIT)
    assert isinstance(made, pdf.Printed)


def test_a_word_that_fails_is_told(windows: Path) -> None:
    play(windows, "powershell", "echo 'Kommandoen mislykkedes'; exit 1")
    assert "(Kommandoen mislykkedes)" in refused().sentence
    play(windows, "powershell", "echo x >1.pdf")
    assert refused().code == "pdf-broken"


def test_a_word_that_hangs_is_ended_though_it_is_nobodys_child(
    windows: Path, tmp_path: Path
) -> None:
    ticks = tmp_path / "ticks"
    play(windows, "powershell", f"({ticking(ticks)}) & printf $! >word.pid; exec sleep 60")
    assert refused(limit=1).code == "pdf-slow"
    assert has_stopped(ticks)
