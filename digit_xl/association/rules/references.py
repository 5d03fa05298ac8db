"""A cell that refers to another sheet names something there."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from digit_xl.association.rules.check import CHECKS, Broken, Check
from digit_xl.association.sheets import SHEETS, Accounts, Members, Notes, Projects
from digit_xl.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from digit_xl.register import Register
    from digit_xl.schema import Column


def _references(target: Column, code: str, about: str) -> None:
    """List the rule that every cell which refers to that column names something in it."""
    told = Rule(code, Severity.ERROR, about)
    for sheet in SHEETS:
        for source in sheet.columns:
            if source.reference is target:
                CHECKS.append(Check(told, (source,), (target,), _unknown(source, target)))


def _unknown(source: Column, target: Column) -> Callable[[Register], Broken]:
    def judge(register: Register) -> Broken:
        import polars as pl

        known = set(register[target.sheet][target.name])
        used = register[source.sheet]
        unknown = set(used[source.name].unique()) - known - {None}
        if not unknown:
            return
        names = [str(name) for name in known if name is not None]
        for row, value in (
            used.filter(pl.col(source.name).is_in(unknown)).select("row", source.name).iter_rows()
        ):
            near = difflib.get_close_matches(str(value), names, n=1)
            hint = f"Mener du »{near[0]}«? " if near else ""
            yield (
                register.place(source, row),
                f"»{value}« findes ikke på arket {target.sheet.title}. {hint}"
                "Ret værdien, eller tilføj den på arket.",
            )

    return judge


_references(Members.municipality, "REF-01", "Et medlem findes på arket Medlemmer.")
_references(Projects.code, "REF-02", "Et projekt findes på arket Projekter.")
_references(Accounts.name, "REF-03", "En konto findes på arket Konti.")
_references(Accounts.number, "REF-04", "Et kontonummer findes på arket Konti.")
_references(Notes.note, "REF-05", "En note findes på arket Noter.")
