"""Why a workbook cannot get its changes: the conditions and the sentences of both its doors.

`patch` holds a saved workbook against them, `rewriting` the open one, before the first change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from digit_xl import danish
from digit_xl.book.places import Area
from digit_xl.findings import Refusal, column_letters

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from digit_xl.book.changes import Listed


def protected(titles: Collection[str]) -> Refusal:
    """The refusal of an open workbook some of whose sheets are protected."""
    subject = "Arket" if len(titles) == 1 else "Arkene"
    return Refusal(
        "sheet-protected",
        f"{subject} {danish.names(titles)} er beskyttet og kan ikke ændres. Vælg Gennemse › Fjern "
        "arkbeskyttelse, og prøv igen.",
    )


def check_headings(listed: Listed, headings: Sequence[object]) -> None:
    """Nothing, when the table of the list's name is such a list.

    A table whose headings are not shown has none; columns to the right of the list's are the
    user's.

    Raises:
        Refusal: the table is the user's own.
    """
    if [*headings[: len(listed.headings)]] != [*listed.headings]:
        raise _own(listed.title)


def check_addition(
    listed: Listed, titles: Collection[str], names: Collection[str], *, locked: bool
) -> None:
    """Nothing, when a workbook of those sheets and names can get the list's sheet and table.

    `titles` are those of all its sheets, charts included; `names` are without the sheets on which
    they hold; `locked` is the workbook's structure.

    Raises:
        Refusal: it cannot.
    """
    title = listed.title.casefold()
    if title in {one.casefold() for one in titles}:
        raise _own(listed.title)
    if title in {name.casefold() for name in names}:
        raise Refusal(
            "name-own",
            f"Projektmappen har et navn »{listed.title}«, som kontrollen ikke har lavet, og så kan "
            "ingen tabel hedde det. Vælg Formler › Navnestyring, giv det et andet navn, og prøv "
            "igen.",
        )
    if locked:
        raise Refusal(
            "structure-protected",
            f"Projektmappen er beskyttet, så arket {listed.title} ikke kan tilføjes. Vælg Gennemse "
            "› Beskyt projektmappe for at fjerne beskyttelsen, og prøv igen.",
        )


def way(listed: Listed, table: Area, totals: int) -> Area | None:
    """The cells below the table that the list and its rows of totals need, if they need any."""
    last = table.top + len(listed.rows) + totals
    grows = last > table.bottom
    return Area(table.bottom + 1, table.left, last, table.right) if grows else None


def check_way(title: str, taken: Collection[tuple[int, int]]) -> None:
    """Nothing, when no cell on the list's way is taken: by content, by merging, by another table.

    What stands there is not moved, for nothing that points there could follow.

    Raises:
        Refusal: one is; the uppermost is named.
    """
    if taken:
        row, column = min(taken)
        raise Refusal(
            "list-blocked",
            f"Listen på arket {title} kan ikke blive lang nok, for under dens tabel står noget i "
            f"{column_letters(column)}{row}. Flyt det ud til højre for tabellen, og prøv igen.",
        )


def check_merged(title: str, wanted: Area, merges: Iterable[Area]) -> None:
    """Nothing, unless some of those cells of the sheet of that title are merged.

    Raises:
        Refusal: they are; what is written into all of them but the first is never seen.
    """
    for merge in merges:
        if merge.meets(wanted):
            first = f"{column_letters(merge.left)}{merge.top}"
            last = f"{column_letters(merge.right)}{merge.bottom}"
            raise Refusal(
                "cells-merged",
                f"Cellerne {first}:{last} på arket {title} er flettet, så de kan ikke udfyldes "
                "hver for sig. Markér dem, vælg Hjem › Flet og centrer for at ophæve det, gem "
                "registret, og prøv igen.",
            )


def _own(title: str) -> Refusal:
    return Refusal(
        "sheet-own",
        f"Projektmappen har et ark eller en tabel »{title}«, som kontrollen ikke har lavet. Giv "
        "arket og dets tabel et andet navn, og prøv igen.",
    )
