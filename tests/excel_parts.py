"""An Excel with one workbook open, in memory: what `book/live` gives a button, and what it asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digit_xl import opening
from digit_xl.book import live

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    import pytest

    from digit_xl.book.changes import Changes
    from digit_xl.book.grid import Grid

FUNCTIONS = ("activate", "ask", "caller", "folder", "sheets", "status", "tell", "write")


@dataclass
class Workbook:
    """The open workbook, as far as a button looks at it itself."""

    name: str = "regnskab 2019.xlsx"


@dataclass
class Excel:
    """The functions of `book/live`, and all that came of them; `fails` are those that do not work.

    `asked` are the questions, each answered with `says_yes`; `shown` are the dialogs; `bar` is
    what the status bar has shown, None for what is Excel's own.
    """

    grids: Mapping[str, Grid]
    place: Path | None = None
    workbook: Workbook = field(default_factory=Workbook)
    says_yes: bool = True
    fails: dict[str, Exception] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    bar: list[str | None] = field(default_factory=list)
    written: list[Changes] = field(default_factory=list)
    activated: list[str] = field(default_factory=list)
    opened: list[Path] = field(default_factory=list)

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """Be the Excel that the buttons meet."""
        for name in FUNCTIONS:
            patch.setattr(live, name, getattr(self, name))
        patch.setattr(opening, "show", self.show)

    def caller(self) -> Workbook:
        """The one workbook."""
        self._do("caller")
        return self.workbook

    def sheets(self, book: Workbook, titles: Collection[str]) -> dict[str, Grid]:
        """Those of its sheets."""
        self._do("sheets", book)
        return {title: grid for title, grid in self.grids.items() if title in titles}

    def write(self, book: Workbook, changes: Changes) -> None:
        """Keep what was to be written."""
        self._do("write", book)
        self.written.append(changes)

    def folder(self, book: Workbook) -> Path | None:
        """Where it is saved."""
        self._do("folder", book)
        return self.place

    def tell(self, book: Workbook, text: str) -> None:
        """Keep what was said."""
        self._do("tell", book)
        self.shown.append(text)

    def ask(self, book: Workbook, question: str) -> bool:
        """Keep the question, and answer it."""
        self._do("ask", book)
        self.asked.append(question)
        return self.says_yes

    def status(self, book: Workbook, text: str | None) -> None:
        """Keep what the bar shows."""
        self._do("status", book)
        self.bar.append(text)

    def activate(self, book: Workbook, name: str) -> None:
        """Keep which sheet came to the front."""
        self._do("activate", book)
        self.activated.append(name)

    def show(self, path: Path) -> None:
        """Keep what was opened, in the place of `opening.show`."""
        self._do("show")
        self.opened.append(path)

    def _do(self, name: str, book: Workbook | None = None) -> None:
        assert book in (None, self.workbook)
        if name in self.fails:
            raise self.fails[name]
