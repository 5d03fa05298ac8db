"""A program that is missing, hangs, fails or makes rubbish."""

from __future__ import annotations

import errno
import itertools
import tempfile
import time
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result
from docx_parts import p, template
from fields import page_of
from programs import DOCUMENT, LIMIT, blank, has_stopped, play, refused, ticking
from pypdf.errors import PdfReadError
from test_cli import REGISTER

from digit_xl import cli
from digit_xl.findings import Refusal
from digit_xl.word.printing import libreoffice, pdf, programs

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.usefixtures("programs_folder")
def test_without_libreoffice_it_is_told_how_to_install_it() -> None:
    told = refused()
    assert told.code == "pdf-no-program"
    for system in ("apt install", "winget install", "brew install"):
        assert system in told.sentence


def test_a_program_that_hangs_is_ended_with_all_that_it_started(
    programs_folder: Path, tmp_path: Path
) -> None:
    ticks = tmp_path / "ticks"
    play(programs_folder, "soffice", f"{ticking(ticks)} &", "wait")
    before = time.monotonic()
    told = refused(limit=1)
    assert time.monotonic() - before < 10
    assert told.code == "pdf-slow"
    assert "1 sekunder" in told.sentence
    assert has_stopped(ticks)


def test_what_a_program_that_is_done_leaves_running_is_ended(
    programs_folder: Path, tmp_path: Path
) -> None:
    ticks = tmp_path / "ticks"
    play(programs_folder, "soffice", f"({ticking(ticks)}) &", "sleep 0.5")
    assert refused().code == "pdf-failed"
    assert has_stopped(ticks)


def test_of_a_talkative_program_the_end_alone_is_read(tmp_path: Path) -> None:
    with (tmp_path / programs.SAID).open("wb") as file:
        file.seek(300_000_000)
        file.write(b"\n" * 100_000 + b"Det gik ikke\n")
    tracemalloc.start()
    assert programs.said(tmp_path) == "Det gik ikke"
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("script", "code", "words"),
    [
        ("echo 'cannot open shared object' >&2; exit 127", "pdf-failed", "shared object"),
        ("exit 0", "pdf-failed", "LibreOffice"),
        ("kill -9 $$", "pdf-failed", "LibreOffice"),
        ("printf '%%PDF-1.6\\nbroken\\n%%%%EOF' >1.pdf", "pdf-broken", "ikke kan læses"),
        (": >1.pdf", "pdf-broken", "ikke kan læses"),
        ("mkfifo 1.pdf", "pdf-failed", "LibreOffice"),
        ("mkdir 1.pdf", "pdf-failed", "LibreOffice"),
        ("ln -s /etc/hostname 1.pdf", "pdf-failed", "LibreOffice"),
    ],
    ids=[
        *("fails", "writes nothing", "is killed", "writes rubbish", "writes an empty file"),
        *("leaves a pipe", "leaves a folder", "leaves a link"),
    ],
)
def test_a_program_that_does_not_do_its_work_is_told(
    script: str, code: str, words: str, programs_folder: Path
) -> None:
    play(programs_folder, "soffice", script)
    told = refused()
    assert told.code == code
    assert words in told.sentence


@pytest.mark.parametrize(
    "script",
    [
        'echo "soffice: 191: exec: $PWD/oosplash: not found" >&2; exit 127',
        "echo 'soffice: 45: sed: not found'; echo 'soffice: 90: dirname: not found'; exit 1",
        "printf 'soffice: 191: exec: oosplash: \\033[1mnot found\\n' >&2; exit 127",
    ],
    ids=["our folder", "several lines", "control characters"],
)
def test_what_a_shell_says_of_a_broken_program_is_not_repeated(
    script: str, programs_folder: Path
) -> None:
    play(programs_folder, "soffice", script)
    told = refused()
    assert told.code == "pdf-failed"
    assert told.sentence.startswith("LibreOffice kunne ikke lave PDF-filen. Prøv")


def test_progress_warnings_and_repetition_do_not_hide_what_a_program_says(
    programs_folder: Path,
) -> None:
    failed = (
        "echo 'Warning: no java'",
        "echo 'convert 1.docx -> 1.pdf'",
        "echo 'Error: could not be loaded'",
    )
    play(programs_folder, "soffice", *failed, *failed)
    assert "PDF-filen (Error: could not be loaded). Prøv" in refused().sentence


def test_a_program_that_cannot_be_started_is_told(programs_folder: Path) -> None:
    (programs_folder / "soffice").write_bytes(b"\x7fELF no program")
    (programs_folder / "soffice").chmod(0o755)
    assert refused().code == "pdf-failed"


def test_nothing_is_left_in_the_temporary_folder(
    programs_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    play(programs_folder, "soffice", "sleep 60")
    refused(limit=0.5)
    play(programs_folder, "soffice", "exit 1")
    refused()
    assert [*(tmp_path / "temporary").iterdir()] == []


def test_what_was_done_within_the_limit_is_kept(programs_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "one.pdf").write_bytes(blank())
    (tmp_path / "cut.pdf").write_bytes(blank(9)[:-50])
    copies = (f"cp {tmp_path / 'one.pdf'} 1.pdf", f"cp {tmp_path / 'cut.pdf'} 2.pdf")
    play(programs_folder, "soffice", *copies, "sleep 60")
    made = pdf.convert([DOCUMENT] * 3, 1)
    assert isinstance(made[0], pdf.Printed)
    assert [it.code for it in made[1:] if isinstance(it, Refusal)] == ["pdf-slow", "pdf-slow"]


def test_where_no_network_can_be_shut_off_it_is_printed_all_the_same(
    programs_folder: Path,
) -> None:
    (programs_folder / "unshare").unlink()
    play(programs_folder, "unshare", "exit 1")
    libreoffice.shut_off.cache_clear()
    assert libreoffice.shut_off() == ()
    (programs_folder / "unshare").unlink()
    libreoffice.shut_off.cache_clear()
    assert libreoffice.shut_off() == ()
    libreoffice.shut_off.cache_clear()


@pytest.mark.parametrize("windows", [False, True])
def test_it_is_looked_for_where_it_is_usually_installed(
    windows: bool,  # noqa: FBT001 - a parameter of the test
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PROGRAMFILES", str(tmp_path))
    monkeypatch.setattr(programs, "WINDOWS", windows)
    inner = "LibreOffice/program/soffice.exe"
    place = tmp_path / (inner if windows else "Applications/LibreOffice.app/Contents/MacOS/soffice")
    assert place in [*libreoffice.places()]
    monkeypatch.setattr(libreoffice, "places", lambda: iter([tmp_path / "none", place]))
    assert libreoffice.find() is None
    place.parent.mkdir(parents=True)
    place.write_bytes(b"")
    assert libreoffice.find() == str(place)


def export(*words: str | Path) -> Result:
    return CliRunner().invoke(cli.main, ["export", *map(str, words)])


def test_the_word_document_is_kept_when_there_is_no_pdf(
    programs_folder: Path, tmp_path: Path
) -> None:
    older = tmp_path / "digit-2019.pdf"
    older.write_bytes(b"older")
    play(programs_folder, "soffice", "exit 1")
    result = export(REGISTER, "--pdf", "-o", tmp_path)
    assert result.exit_code == 3
    assert result.stdout.splitlines() == [str(tmp_path / "digit-2019.docx")]
    assert result.stderr.splitlines()[-1].startswith("digit-2019.xlsx: LibreOffice kunne ikke")
    assert older.read_bytes() == b"older"


def test_the_word_document_is_kept_when_temporary_files_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> Refusal:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(libreoffice, "make_pdfs", full)
    other = tmp_path / "other.xlsx"
    other.write_bytes(REGISTER.read_bytes())
    result = export(REGISTER, other, "--pdf", "-o", tmp_path)
    assert result.exit_code == 3
    assert result.stdout.splitlines() == [
        str(tmp_path / name) for name in ("digit-2019.docx", "other.docx")
    ]
    told = [line for line in result.stderr.splitlines() if "midlertidige" in line]
    assert len(told) == 1
    assert told[0].startswith("digit-2019.xlsx, other.xlsx: Der kan ikke laves PDF")
    assert "(No space left on device)" in told[0]


def test_without_a_temporary_folder_there_is_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    assert refused().code == "pdf-system"


@pytest.mark.parametrize("reads", ["pages", "described"])
def test_a_pdf_that_pypdf_stumbles_over_is_refused_alone(
    reads: str, programs_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = itertools.count()
    real: Any = getattr(pdf, reads)

    def stumble(*given: object) -> object:
        if next(turns) == 1:
            raise PdfReadError
        return real(*given)

    monkeypatch.setattr(pdf, reads, stumble)
    (tmp_path / "one.pdf").write_bytes(blank())
    copies = (f"cp {tmp_path / 'one.pdf'} {number}.pdf" for number in (1, 2, 3))
    play(programs_folder, "soffice", *copies)
    made = pdf.convert([template(p(*page_of("_Toc1")))] * 3, LIMIT)
    assert [it.code if isinstance(it, Refusal) else "" for it in made] == ["", "pdf-broken", ""]


def test_a_limit_can_be_set(programs_folder: Path, tmp_path: Path) -> None:
    play(programs_folder, "soffice", "sleep 60")
    result = export(REGISTER, "--pdf", "--pdf-limit", "1", "-o", tmp_path)
    assert result.exit_code == 3
    assert "inden for 1 sekunder" in result.stderr
    assert result.stderr.endswith("længere tid. Det gøres med --pdf-limit.\n")
    assert (tmp_path / "digit-2019.docx").exists()


def test_the_same_reason_is_told_once(programs_folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.xlsx"
    other.write_bytes(REGISTER.read_bytes())
    assert programs_folder.exists()
    result = export(REGISTER, other, "--pdf", "-o", tmp_path)
    told = [line for line in result.stderr.splitlines() if "LibreOffice" in line]
    assert len(told) == 1
    assert told[0].startswith("digit-2019.xlsx, other.xlsx: ")
    assert {path.suffix for path in tmp_path.iterdir()} == {"", ".xlsx", ".docx"}


def test_a_pdf_alone_is_written_to_the_named_file(programs_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "one.pdf").write_bytes(blank())
    play(programs_folder, "soffice", f"cp {tmp_path / 'one.pdf'} 1.pdf")
    target = tmp_path / "rapport.pdf"
    result = export(REGISTER, "-o", target)
    assert (result.exit_code, result.stdout.strip()) == (0, str(target))
    assert target.read_bytes() == blank()
    assert not [*tmp_path.glob("*.docx")]
