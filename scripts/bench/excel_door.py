"""Measures a press of »Dan årsrapport« against `digit-xl export` on the 2019 register.

Run as `excel_door.py [ROUNDS]` with the Python of the tests. Every run is a whole process, started
as the add-in starts it; the two take turns, so both meet the same weather. There is no Excel: the
open register is a stand-in with the values at hand (`open_register.py`), so what Excel takes to
answer, and the start of Word, come on top. The third line is what a press costs that reads and
writes nothing: Python, xlwings and the stand-in's values.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from cold_export import HERE, REGISTER, ROOT, Measured, compare, installed

ROUNDS = 15
LIMIT = 1.2


def main(rounds: int = ROUNDS) -> int:
    """Measure; 1 when a press takes too long."""
    sys.path.insert(0, str(ROOT))
    from open_register import keep

    from digit_xl import export

    programs = installed()
    with tempfile.TemporaryDirectory() as name:
        folder, exported = Path(name), Path(name) / "export"
        exported.mkdir()
        keep(export.grids(REGISTER), folder)
        press = Measured("»Dan årsrapport«", _press(programs, folder, "report"))
        command: list[str | Path] = [programs / "digit-xl", "export", REGISTER, "-o", exported]
        fast = compare(press, Measured("digit-xl export", command), rounds, LIMIT)
        reports = [(there / REGISTER.name).with_suffix(".docx") for there in (folder, exported)]
        if len({report.read_bytes() for report in reports}) != 1:
            sys.exit("The two have not written the same report; see the log of digit_xl.")
        nothing = Measured("»Om/hjælp«", _press(programs, folder, "about"))
        for _ in range(rounds):
            nothing.run()
    print(nothing)
    return 0 if fast else 1


def _press(programs: Path, folder: Path, button: str) -> list[str | Path]:
    """The command by which the add-in would press the button, with the stand-in put up before."""
    code = (
        f"import sys; sys.path.insert(0, {str(HERE)!r}); import pathlib, open_register; "
        f"open_register.open_in(pathlib.Path({str(folder)!r}), {REGISTER.name!r}); "
        f"import digit_xl, digit_xl.excel; digit_xl.excel.{button}(digit_xl.__version__)"
    )
    return [programs / "python", "-B", "-P", "-c", code, "--from_xl=1"]


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:])))
