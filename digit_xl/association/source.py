"""The register's rows as facts; what the sections of the report are written with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from digit_xl.cells import Kind
from digit_xl.facts import Fact, Period, Picture, Record, Records, RichText

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from digit_xl.facts import Names, Node
    from digit_xl.register import Register
    from digit_xl.schema import Column

Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Source:
    """The register that the facts are taken from, and the figures that its texts may name."""

    register: Register
    figures: Mapping[str, Fact]

    def rows(self, key: Column) -> list[Row]:
        """The rows of the column's sheet, in their order."""
        return list(self.register[key.sheet].iter_rows(named=True))

    def records(self, columns: Mapping[str, Column], rows: Iterable[Row], key: str = "") -> Records:
        """A record for each row; its key is the first column's (or `key`'s) value, made unique."""
        first = key or next(iter(columns.values())).name
        kept = list(rows)
        items = (
            Record(name, {title: self.node(column, row) for title, column in columns.items()})
            for name, row in zip(keys(row[first] for row in kept), kept, strict=True)
        )
        return Records(tuple(items), leaves(columns))

    def node(self, column: Column, row: Row | None) -> Node:
        """The row's cell as the fact that the column's kind makes of it; without a row, unknown."""
        if column.kind is Kind.MARKDOWN:
            return self.rich(column, row)
        if column.kind is Kind.PICTURE:
            return self.picture(column, row)
        return self.fact(column, row)

    def fact(self, column: Column, row: Row | None) -> Fact:
        """The row's cell as a value."""
        if row is None:
            return Fact(None)
        value = row[column.name]
        if column.kind is Kind.PERIOD and value is not None:
            value = Period.from_iso(value)
        if column.kind is Kind.NUMBER and value is not None:
            value = value.normalize()
        return Fact(value, self.register.places(column, row["row"]))

    def picture(self, column: Column, row: Row | None) -> Picture | Fact:
        """The picture that the row's cell names, told as the register tells it; else unknown."""
        name = row[column.name] if row else None
        found = self.register.pictures[name] if name else None
        if row is None or not isinstance(found, Picture):
            return Fact(None)
        told = next(told for told in column.sheet.columns if told.describes is column)
        places = (self.register.place(column, row["row"]),)
        return replace(found, description=row[told.name] or "", places=places)

    def rich(self, column: Column, row: Row | None) -> RichText:
        """The row's cell as a text."""
        if row is None:
            return RichText("", self.figures)
        places = self.register.places(column, row["row"])
        return RichText(row[column.name] or "", self.figures, places)


def keys(values: Iterable[object]) -> list[str]:
    """The values as keys of records, each once; one that is unknown is `?`."""
    seen: dict[str, int] = {}
    unique = []
    for value in values:
        name = "?" if value is None else str(value)
        seen[name] = seen.get(name, 0) + 1
        unique.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return unique


def leaves(names: Iterable[str]) -> Names:
    """The names of records that hold no records."""
    return dict.fromkeys(names)
