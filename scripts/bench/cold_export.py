"""Measures a cold export of the 2019 register against the same job done the usual way.

Run as `cold_export.py [ROUNDS]`. Each way gets an environment of its own, as a user would have it:
the tools of the tests would slow both down, and digit-xl is installed anew from the sources as
they lie here. Every run is a whole process; the two take turns, so both meet the same weather.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
REGISTER = ROOT / "workbooks" / "digit-2019.xlsx"
CONSTRAINTS = ROOT / "constraints.txt"
PACKAGES = ("pandas==3.1.1", "pandera[pandas]==0.35.0", "openpyxl==3.1.5", "docxtpl==0.20.2")
ROUNDS = 9
EXPORT_LIMIT, HELP_LIMIT = 0.5, 2.0


@dataclass
class Measured:
    """One command, and what its runs took."""

    name: str
    command: list[str | Path]
    seconds: list[float] = field(default_factory=list)
    megabytes: float = 0.0

    def run(self) -> None:
        """Run the command once, cold, and keep the time and the most memory it has held."""
        with tempfile.TemporaryFile() as said:
            before = time.perf_counter()
            process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=_environment(),
                stdout=said,
                stderr=subprocess.STDOUT,
            )
            _, status, used = os.wait4(process.pid, 0)
            self.seconds.append(time.perf_counter() - before)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                said.seek(0)
                sys.exit(f"{self.name} failed:\n{said.read().decode()}")
        self.megabytes = max(self.megabytes, used.ru_maxrss / 1024)

    def __str__(self) -> str:
        """Tell the median and the spread."""
        low, high = min(self.seconds), max(self.seconds)
        return (
            f"{self.name:32} {median(self.seconds):6.3f} s  ({low:.3f}-{high:.3f})"
            f"  {self.megabytes:6.0f} MB"
        )


def _environment() -> dict[str, str]:
    """The environment as users have it: what Python compiled it keeps, and no path of ours."""
    ours = {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH"}
    return {name: value for name, value in os.environ.items() if name not in ours}


def environment(name: str, *packages: str) -> Path:
    """The folder of programs of an environment with these packages, made when it is missing."""
    folder = ROOT / ".tools" / name
    mark, wanted = folder / "installed", "\n".join((*packages, CONSTRAINTS.read_text()))
    if not mark.exists() or mark.read_text() != wanted:
        venv.create(folder, clear=True, with_pip=True)
        pip: list[str | Path] = [folder / "bin" / "python", "-m", "pip", "install", "-qq"]
        subprocess.run([*pip, "--constraint", CONSTRAINTS, *packages], check=True)
        mark.write_text(wanted)
    return folder / "bin"


def installed() -> Path:
    """The folder of programs of an environment with digit-xl, as the sources lie here."""
    programs = environment("bench-digit-xl", str(ROOT))
    anew = ["install", "-qq", "--force-reinstall", "--no-deps", str(ROOT)]
    subprocess.run([programs / "python", "-m", "pip", *anew], check=True, env=_environment())
    return programs


def compare(ours: Measured, theirs: Measured, rounds: int, limit: float) -> bool:
    """Run both in turn and tell how they compare; true when ours is within the limit."""
    for one in (ours, theirs):
        one.run()  # compiles the sources and warms the disk's cache
        one.seconds.clear()
    for _ in range(rounds):
        ours.run()
        theirs.run()
    ratio = median(ours.seconds) / median(theirs.seconds)
    print(ours, theirs, f"ratio {ratio:.2f}, at most {limit}\n", sep="\n")
    return ratio <= limit


def main(rounds: int = ROUNDS) -> int:
    """Measure the export and the help; 1 when one of them takes too long."""
    ours, usual = installed(), environment("bench-usual", *PACKAGES)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        template = folder / "template.docx"
        subprocess.run([usual / "python", HERE / "usual_template.py", template], check=True)
        export: list[str | Path] = [
            ours / "digit-xl",
            "export",
            REGISTER,
            "-o",
            folder / "ours.docx",
        ]
        script: list[str | Path] = [usual / "python", HERE / "usual_way.py", REGISTER, template]
        fast = compare(
            Measured("digit-xl export", export),
            Measured("the usual way", [*script, folder / "usual.docx"]),
            rounds,
            EXPORT_LIMIT,
        )
    asked = Measured("digit-xl --help", [ours / "digit-xl", "--help"])
    click = Measured("import click", [ours / "python", "-c", "import click"])
    return 0 if compare(asked, click, 3 * rounds, HELP_LIMIT) and fast else 1


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:])))
