"""Measures a refresh: of the 2019 report against its export, and of tables up to 50,000 rows.

Run as `refresh.py [ROUNDS]`. Whole processes take turns with those of the export. The report has
been saved since by somebody who wrote in it, so that nothing of it can be written anew; of the
table each tenth row has a new amount, a hundred rows are new and a hundred have gone.
"""

from __future__ import annotations

import gc
import sys
import tempfile
import time
import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from cold_export import REGISTER, ROOT, Measured, compare, installed
from fill_growth import COLUMNS, PROPERTIES, template

sys.path.insert(0, str(ROOT))

from digit_xl.facts import Fact, Record, Records
from digit_xl.word.fill import fill
from digit_xl.word.ledger.entries import Origin
from digit_xl.word.refresh.report import Sources, opened, refreshed

if TYPE_CHECKING:
    from digit_xl.facts import Value

SIZES = (5_000, 50_000)
BOUND, LIMIT = 12.0, 1.5  # of ten times the rows; of a refresh, in exports
ORIGIN = Origin("prøve", ("Prøve", "2019"))


def main(rounds: int = 9) -> int:
    """Print how the refresh compares; 1 when it takes too long or grows beyond the bound."""
    taken = [_seconds(rows) for rows in SIZES]
    growth = taken[1] / taken[0]
    print(f"growth {growth:.1f}× for 10× the rows (bound {BOUND:.0f}×)\n")
    program = installed() / "digit-xl"
    with tempfile.TemporaryDirectory() as name:
        report, target = Path(name) / "report.docx", Path(name) / "export.docx"
        export = Measured("digit-xl export", [program, "export", REGISTER, "-o", target])
        export.run()
        export.seconds.clear()
        report.write_bytes(worked(target.read_bytes(), b"<w:body>"))
        command: list[str | Path] = [program, "refresh", report, REGISTER, "--dry-run"]
        refresh = Measured("digit-xl refresh", command)
        fits = compare(refresh, export, rounds, LIMIT)
    return int(growth > BOUND or not fits)


def worked(report: bytes, at: bytes) -> bytes:
    """The report with a paragraph typed at the beginning of its body."""
    typed = b"<w:p><w:r><w:t>Skrevet i Word.</w:t></w:r></w:p>"
    content = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(report)) as source,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.namelist():
            blob = source.read(entry)
            mine = entry == "word/document.xml"
            target.writestr(entry, blob.replace(at, at + typed, 1) if mine else blob)
    return content.getvalue()


def _seconds(rows: int) -> float:
    """How long a refresh of a table of so many rows takes."""
    form = template()
    report = fill(form, {"post": _records(range(rows))}, PROPERTIES, ORIGIN)
    later = _records(range(100, rows + 100), changed=10)
    older = opened(worked(report, b"<w:body>"))
    gc.collect()
    start = time.process_time()
    refreshed(older, Sources({"post": later}, ORIGIN, PROPERTIES, form))
    seconds = time.process_time() - start
    print(f"{rows:>7,} rows  refreshed in {seconds:6.2f} s")
    return seconds


def _records(rows: range, changed: int = 0) -> Records:
    def item(row: int) -> Record:
        more = bool(changed and row % changed == 0)
        values: tuple[Value, ...] = (row, f"Navn & <{row}>", "Køge", Decimal(row + more) / 100)
        return Record(str(row), {name: Fact(it) for name, it in zip(COLUMNS, values, strict=True)})

    return Records(tuple(map(item, rows)), dict.fromkeys(COLUMNS))


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:])))
