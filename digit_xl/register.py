"""Register: every typed sheet of one workbook, keyed by its Sheet class."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from digit_xl import reading
from digit_xl.book import images
from digit_xl.facts import Fact
from digit_xl.schema import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import polars as pl

    from digit_xl.book.grid import Grid
    from digit_xl.book.images import Pictures
    from digit_xl.findings import Finding, Place
    from digit_xl.schema import Column, Reading, Sheet


@dataclass(frozen=True, eq=False)
class Register:
    """The sheets as typed frames (column `row` is the Excel row) with the places of their cells.

    `pictures` are those that its cells may name.
    """

    readings: Mapping[type[Sheet], Reading]
    pictures: Pictures = field(default_factory=images.none)

    def __getitem__(self, sheet: type[Sheet]) -> pl.DataFrame:
        """The sheet's frame."""
        return self.readings[sheet].frame

    @property
    def digest(self) -> str:
        """What tells the register's content from any other, whether it is saved or open in Excel.

        Two workbooks with the same cells have the same one, however they look and are stored.
        """
        content = hashlib.sha256()
        for sheet, read_sheet in self.readings.items():
            content.update(sheet.title.encode())
            content.update(read_sheet.frame.write_csv().encode())
        return content.hexdigest()

    def place(self, column: Column, row: int = 0) -> Place:
        """The cell of that column in that Excel row; a vertical sheet's field needs no row."""
        return self.readings[column.sheet].layout.place(column, row)

    def value(self, column: Column) -> Any:  # noqa: ANN401 - as typed as the field is
        """A vertical sheet's field; None when blank or unreadable."""
        frame = self[column.sheet]
        return None if frame.is_empty() else frame[column.name][0]

    def known(self, column: Column) -> Any:  # noqa: ANN401 - as typed as the field is
        """A vertical sheet's field; None also when it is there and cannot be right."""
        return None if self.unclear(column) else self.value(column)

    def places(self, column: Column, row: int = 0) -> tuple[Place, ...]:
        """The cell of that column in that Excel row; none when the workbook has no such column."""
        layout = self.readings[column.sheet].layout
        there = layout.fields if column.sheet.role is Role.FIELDS else layout.columns
        return (layout.place(column, row),) if column.name in there else ()

    def fact(self, column: Column) -> Fact:
        """A vertical sheet's field with its cell."""
        return Fact(self.value(column), self.places(column))

    def unclear(self, column: Column) -> frozenset[int]:
        """The Excel rows whose cell there is unreadable or wrong; 0 stands for the whole column."""
        return self.readings[column.sheet].unclear.get(column.name, frozenset())

    def without_unclear(self, columns: Iterable[Column]) -> Register:
        """The same register without the rows in which one of those columns is unclear."""
        import polars as pl

        rows: dict[type[Sheet], set[int]] = {}
        for column in columns:
            if unclear := self.unclear(column):
                rows.setdefault(column.sheet, set()).update(unclear)
        frames = {
            sheet: self[sheet].filter(~pl.col("row").is_in(gone)) for sheet, gone in rows.items()
        }
        return self.replace(frames) if frames else self

    def cleared(self, column: Column) -> Register:
        """The same register with no unclear cell in that column; a missing column is still so."""
        reading = self.readings[column.sheet]
        unclear = {**reading.unclear, column.name: self.unclear(column) & {0}}
        return replace(
            self, readings={**self.readings, column.sheet: replace(reading, unclear=unclear)}
        )

    def replace(self, frames: Mapping[type[Sheet], pl.DataFrame]) -> Register:
        """The same register with other frames for those sheets."""
        changed = {
            sheet: replace(self.readings[sheet], frame=frame) for sheet, frame in frames.items()
        }
        return replace(self, readings={**self.readings, **changed})


def read(
    sheets: Iterable[type[Sheet]], grids: Mapping[str, Grid], pictures: Pictures | None = None
) -> tuple[Register, list[Finding]]:
    """The register that the grids hold, and what is wrong in its single cells and columns."""
    readings = {
        sheet: reading.read(sheet, grids.get(sheet.title))
        for sheet in sheets
        if sheet.role in (Role.ROWS, Role.FIELDS)
    }
    findings = [finding for found in readings.values() for finding in found.findings]
    return Register(readings, pictures or images.none()), findings
