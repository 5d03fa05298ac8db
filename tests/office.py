"""The programs that judge Office files: Microsoft's Open XML validator, and LibreOffice."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 120  # seconds; either program needs a few at most


class ProgramMissingError(Exception):
    """A program that the tests need is not on this machine."""


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
    """The file as LibreOffice prints it, in that folder."""
    program = shutil.which("soffice")
    if program is None:
        raise ProgramMissingError("soffice is missing: install LibreOffice (scripts/test does).")
    with tempfile.TemporaryDirectory() as profile:
        answer = _run(
            [
                program,
                f"-env:UserInstallation={Path(profile).as_uri()}",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                str(folder),
                str(path),
            ]
        )
    made = folder / f"{path.stem}.pdf"
    if not made.exists():
        raise RuntimeError(
            f"LibreOffice made no PDF of {path.name}: {answer.stdout}{answer.stderr}"
        )
    return made


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, check=False)
