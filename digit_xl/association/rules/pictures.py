"""A cell that names a picture names a whole one, and what it shows is told beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digit_xl.association.rules.check import CHECKS, Broken, Check
from digit_xl.association.sheets import SHEETS
from digit_xl.book.images import Unfit
from digit_xl.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from digit_xl.register import Register
    from digit_xl.schema import Column

UNFIT = Rule(
    "BIL-01", Severity.ERROR, "Et billede ligger i mappen billeder og er et helt PNG eller JPEG."
)
UNTOLD = Rule(
    "BIL-02",
    Severity.ERROR,
    "Et billede har en tekst om, hvad det viser, til dem, der får rapporten læst op.",
)


def _unfit(picture: Column) -> Callable[[Register], Broken]:
    def judge(register: Register) -> Broken:
        for row, name in register[picture.sheet].select("row", picture.name).iter_rows():
            found = register.pictures[name] if name else None
            if isinstance(found, Unfit):
                yield register.place(picture, row), found.sentence

    return judge


def _untold(picture: Column, told: Column) -> Callable[[Register], Broken]:
    def judge(register: Register) -> Broken:
        columns = ("row", picture.name, told.name)
        for row, name, text in register[picture.sheet].select(columns).iter_rows():
            if name and not text:
                yield (
                    register.place(told, row),
                    f"Billedet i »{picture.title}« har ingen tekst. Skriv med få ord, hvad det "
                    "viser, så de, der får rapporten læst op, også får det at vide.",
                )

    return judge


for _told in (column for sheet in SHEETS for column in sheet.columns):
    if _told.describes:
        CHECKS.append(Check(UNFIT, (_told.describes,), (), _unfit(_told.describes)))
        CHECKS.append(Check(UNTOLD, (_told.describes, _told), (), _untold(_told.describes, _told)))
