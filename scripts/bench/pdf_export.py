"""Measures what a PDF adds to a cold export of the 2019 report: one conversion, once for all.

Run as `pdf_export.py [ROUNDS]` with the Python of the tests. Every run is a whole process with a
new profile of LibreOffice; the ways take turns, so all meet the same weather.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median

from cold_export import REGISTER, Measured

ROUNDS = 5
ADDED_LIMIT, THREE_LIMIT = 1.2, 0.8  # of what it is compared with


def main(rounds: int = ROUNDS) -> int:
    """Measure; 1 when one of the promises is broken."""
    program = Path(sys.executable).with_name("digit-xl")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        registers = [folder / f"{number}.xlsx" for number in range(3)]
        for register in registers:
            shutil.copyfile(REGISTER, register)
        plain = Measured("digit-xl export", [program, "export", registers[0]])
        one = Measured("digit-xl export --pdf", [program, "export", "--pdf", registers[0]])
        three = Measured("three reports --pdf", [program, "export", "--pdf", *registers])
        bare = Measured("soffice --convert-to pdf", [])
        for number in range(rounds + 1):
            profile = (folder / f"profile{number}").as_uri()
            start: list[str | Path] = ["soffice", f"-env:UserInstallation={profile}", "--headless"]
            outdir: list[str | Path] = ["--convert-to", "pdf", "--outdir", folder / "bare"]
            bare.command = [*start, *outdir, folder / "0.docx"]
            for way in (plain, one, three, bare):
                way.run()
                if not number:  # it has compiled the sources and warmed the disk's cache
                    way.seconds.clear()
    print(plain, bare, one, three, sep="\n")
    seconds = {way.name: median(way.seconds) for way in (plain, one, three, bare)}
    added = seconds[one.name] / (seconds[plain.name] + seconds[bare.name])
    shared = seconds[three.name] / (3 * seconds[one.name])
    print(f"one PDF: {added:.2f} of an export and a conversion, at most {ADDED_LIMIT}")
    print(f"three PDFs: {shared:.2f} of three exports with one each, at most {THREE_LIMIT}")
    return 0 if added <= ADDED_LIMIT and shared <= THREE_LIMIT else 1


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:])))
