"""Sheet: what one sheet must be; declared once, read, checked, written and documented from there.

A sheet is a class of `Column`s (`association/sheets.py`). `reading` judges a workbook by it,
`book/author` writes a new one from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, ClassVar

from digit_xl.findings import Finding, Place, Rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandera.polars as pa
    import polars as pl

    from digit_xl.cells import Kind


@dataclass(frozen=True)
class ColumnRule:
    """A rule on one column alone, judged by pandera; `message` may name the `{value}`."""

    rule: Rule
    check: pa.Check
    message: str


@dataclass(eq=False)
class Column:
    """One column of a sheet (or one field of a vertical one), declared as a class attribute.

    Registers made before a `later` column came do not have it, and are whole without it.
    """

    title: str
    kind: Kind
    about: str
    required: bool = True
    unique: bool = False
    choices: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    reference: Column | None = None
    describes: Column | None = None  # the column of pictures that this one tells of
    rules: tuple[ColumnRule, ...] = ()
    computed: bool = False
    total: bool = False
    later: bool = False
    width: int = 14
    name: str = field(default="", init=False)
    sheet: type[Sheet] = field(init=False, repr=False)

    def __set_name__(self, owner: type[Sheet], name: str) -> None:
        """Learn the sheet and the name under which the column was declared."""
        self.sheet, self.name = owner, name


class Role(Enum):
    """What a sheet is for."""

    ROWS = "rows"  # a table of records
    FIELDS = "fields"  # a table of field and value: one record
    OVERVIEW = "overview"  # formulas only: written, never read
    CONTROL = "control"  # the findings of the latest check: written, never read
    GUIDE = "guide"  # text for the reader: written, never read


class Sheet:
    """What one sheet must be: its title, what it is for, and its columns in their order."""

    title: ClassVar[str]
    about: ClassVar[str]
    role: ClassVar[Role]
    may_be_empty: ClassVar[bool]
    columns: ClassVar[tuple[Column, ...]]

    def __init_subclass__(
        cls, title: str, about: str, role: Role = Role.ROWS, *, may_be_empty: bool = True
    ) -> None:
        """Collect the declared columns."""
        cls.columns = tuple(value for value in vars(cls).values() if isinstance(value, Column))
        if taken := Sheet.__annotations__.keys() & {column.name for column in cls.columns}:
            raise TypeError(f"{cls.__name__}: a column cannot be named {', '.join(taken)}")
        cls.title, cls.about, cls.role, cls.may_be_empty = title, about, role, may_be_empty


FIELD_HEADINGS = ("Felt", "Værdi")


@dataclass(frozen=True)
class Layout:
    """Where a sheet's columns stand in this workbook, and its fields' rows when it is vertical."""

    sheet: type[Sheet]
    header_row: int
    columns: Mapping[str, int]
    fields: Mapping[str, int] = field(default_factory=dict)

    def place(self, column: Column, row: int) -> Place:
        """The cell of that column in that Excel row; of a vertical sheet its field's only cell."""
        row = self.fields.get(column.name, row)
        return Place(self.sheet.title, row, self.columns.get(column.name, 1), heading=column.title)


@dataclass(frozen=True)
class Reading:
    """One sheet read: a typed frame whose column `row` is the Excel row, and what is unclear.

    `unclear` has, for each column, the Excel rows whose cell could not be read, was judged wrong,
    or (in a computed column) was never calculated; 0 stands for the whole column.
    """

    frame: pl.DataFrame
    layout: Layout
    findings: tuple[Finding, ...]
    unclear: Mapping[str, frozenset[int]]


def by_name(sheet: type[Sheet]) -> dict[str, Column]:
    """The sheet's columns by the names under which they were declared."""
    return {column.name: column for column in sheet.columns}
