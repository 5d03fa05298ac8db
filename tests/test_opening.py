"""A file is handed to the system, which may have nothing for it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest
from programs import play

from digit_xl import opening
from digit_xl.findings import Refusal

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("system", "program"), [("linux", "xdg-open"), ("darwin", "open")])
def test_the_systems_opener_gets_the_path(
    programs_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    system: str,
    program: str,
) -> None:
    report = tmp_path / "År's =rapport (2).docx"
    play(programs_folder, program, f'printf "%s" "$1" >{tmp_path}/asked')
    monkeypatch.setattr(sys, "platform", system)
    opening.show(report)
    assert (tmp_path / "asked").read_text(encoding="utf-8") == str(report)


def test_windows_opens_it_as_a_double_click_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(os, "startfile", asked.append, raising=False)
    opening.show(tmp_path / "r.docx")
    assert asked == [tmp_path / "r.docx"]


@pytest.mark.filterwarnings("ignore:subprocess:ResourceWarning")  # it is left to itself
def test_a_program_that_stays_has_taken_it(
    programs_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(programs_folder, "xdg-open", "exec sleep 1")
    monkeypatch.setattr(opening, "_SECONDS", 0.1)
    opening.show(tmp_path / "r.docx")


@pytest.mark.parametrize("script", [None, "exit 3"])
def test_no_program_for_it_is_one_sentence(
    programs_folder: Path, tmp_path: Path, script: str | None
) -> None:
    if script:
        play(programs_folder, "xdg-open", script)
    with pytest.raises(Refusal) as told:
        opening.show(tmp_path / "r.docx")
    assert told.value.sentence == f"»r.docx« kunne ikke åbnes. Åbn selv mappen »{tmp_path}«."
