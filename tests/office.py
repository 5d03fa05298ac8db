"""The programs that judge Office files: Microsoft's Open XML validator, and LibreOffice."""

from __future__ import annotations

import json
import os
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


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, check=False)
