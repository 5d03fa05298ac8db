"""The programs that judge Office files: Microsoft's Open XML validator, and LibreOffice."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

from digit_xl.findings import Refusal
from digit_xl.word.printing import pdf

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 120  # seconds; either program needs a few at most


class ProgramMissingError(Exception):
    """A program that the tests need is not on this machine, or does not work."""


def validator_errors(path: Path) -> list[str]:
    """What Microsoft's validator says is wrong with the file, each with the part and the place."""
    local = ROOT / ".tools/node_modules/.bin/ooxml-validator"
    program = Path(os.environ.get("OOXML_VALIDATOR", local))
    if not program.exists():
        raise ProgramMissingError(f"{program} is missing: run scripts/test, which installs it.")
    answer = _run([str(program), str(path)])
    try:
        said = json.loads(answer.stdout)
    except json.JSONDecodeError:
        return [answer.stdout + answer.stderr]
    errors = said.get("errors", []) if isinstance(said, dict) else said
    told = [" · ".join(str(value) for value in error.values()) for error in errors]
    return told or ([answer.stdout] if answer.returncode else [])


def to_pdf(path: Path, folder: Path) -> Path:
    """The Word document as digit_xl prints it, in that folder."""
    [made] = pdf.convert([path.read_bytes()], LIMIT)
    if isinstance(made, Refusal):
        raise ProgramMissingError(made.sentence)
    printed = folder / f"{path.stem}.pdf"
    printed.write_bytes(made.pdf)
    return printed


def recalculated(content: bytes, folder: Path) -> bytes:
    """The workbook after LibreOffice has calculated all of it anew."""
    program = shutil.which("soffice")
    if program is None:
        raise ProgramMissingError("soffice is missing: install LibreOffice (scripts/test does).")
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        '<item oor:path="/org.openoffice.Office.Calc/Formula/Load">'
        '<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>',
        encoding="utf-8",
    )
    source, target = folder / "register.xlsx", folder / "recalculated"
    source.write_bytes(content)
    command = [
        *(program, f"-env:UserInstallation={profile.parent.as_uri()}", "--headless"),
        *("--convert-to", "xlsx", "--outdir", str(target), str(source)),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (target / source.name).read_bytes()


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, check=False)
