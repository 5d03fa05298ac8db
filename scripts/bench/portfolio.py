"""Measures a cold export of a register with 50 and with 500 projects in plan and results.

Run as `python scripts/bench/portfolio.py [ROUNDS]`. The registers are that of 2019 with its
projects and their phases repeated. A run is a whole process, as a user starts it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from build_register import rows  # noqa: E402 - found in the folder that was just named

from digit_xl import create  # noqa: E402 - as above
from digit_xl.association import sheets  # noqa: E402 - as above

if TYPE_CHECKING:
    from digit_xl.create import Value

SIZES = (50, 500)
LIMIT = 3.0  # seconds that the larger may take
ROUNDS = 5


def main(rounds: int = ROUNDS) -> int:
    """Print the seconds of each size; 1 when the larger takes longer than it may."""
    with tempfile.TemporaryDirectory() as name:
        for projects in SIZES:
            register = Path(name) / f"{projects}.xlsx"
            register.write_bytes(_register(projects))
            seconds = sorted(_export(register) for _ in range(rounds))
            print(
                f"{projects:>4} projects  {median(seconds):.2f} s  "
                f"({seconds[0]:.2f}–{seconds[-1]:.2f})"
            )
    return int(median(seconds) > LIMIT)


def _register(projects: int) -> bytes:
    """The 2019 register with so many projects, each with the phases and texts of one of its own."""
    content = rows()
    own, phases = content[sheets.Projects], content[sheets.Phases]
    many: list[dict[str, Value]] = []
    theirs: list[dict[str, Value]] = []
    for number in range(projects):
        project: dict[str, Any] = own[number % len(own)]
        code = f"P{number}"
        many.append(project | {"code": code, "name": f"{project['name']} {number}"})
        theirs += [row | {"project": code} for row in phases if row["project"] == project["code"]]
    return create.register({**content, sheets.Projects: many, sheets.Phases: theirs})


def _export(register: Path) -> float:
    command = [sys.executable, "-m", "digit_xl.cli", "export", str(register)]
    begun = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    taken = time.perf_counter() - begun
    if done.returncode:
        raise SystemExit(f"The export failed:\n{done.stdout}{done.stderr}")
    return taken


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
