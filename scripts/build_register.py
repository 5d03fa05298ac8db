"""Build workbooks/digit-2019.xlsx, the register of 2019, from the facts and texts beside this."""

from __future__ import annotations

import csv
import datetime as dt
import re
import sys
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from digit_xl import create  # noqa: E402 - the project itself, found above
from digit_xl.association import sheets, terms  # noqa: E402 - as above

if TYPE_CHECKING:
    from digit_xl.create import Value
    from digit_xl.schema import Sheet

SOURCE = ROOT / "scripts" / "digit_2019"
TARGET = ROOT / "workbooks" / "digit-2019.xlsx"

_KINDS = {
    "income": terms.INCOME,
    "expense": terms.EXPENSE,
    "carried_forward": terms.CARRIED,
}
_PHASES = {"Idefase": terms.IDEA}  # the others are spelled as in the register
_FEE_ACCOUNT = "Kommunalt basistilskud"
_CLOSED = ("AULA", "2019-12")  # "project closed at the end of 2019"
_ROLE_BEFORE = {"Jesper Wulff Nielsen": ("Medlem", "2019-05")}  # until he became chair
_MANAGER = "Projektleder "  # a role in the secretariat that names its project

Row = dict[str, "Value"]


def _facts(name: str) -> list[dict[str, str]]:
    """The rows of a file of facts."""
    with (SOURCE / "facts" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _month(text: str) -> dt.date | None:
    """The first day of the month; nothing where it is not known."""
    return dt.date.fromisoformat(f"{text}-01") if text else None


def _association() -> list[Row]:
    fact = {row["key"]: row["value"] for row in _facts("association")}
    first, last = fact["portfolio_horizon"].split("-")
    return [
        {
            "name": fact["name"],
            "short_name": fact["short_name"],
            "byline": fact["byline"],
            "website": fact["website"],
            "founded": int(fact["established"]),
            "year": int(fact["fiscal_year"]),
            "profit_centre": fact["profit_centre"],
            "currency": fact["currency"],
            "income_sign": terms.NEGATIVE,
            "published": dt.date.fromisoformat(fact["published"]),
            "horizon_from": int(first),
            "horizon_to": int(last),
            "fee_account": _FEE_ACCOUNT,
            "result": Decimal(fact["result_2019"]),
        }
    ]


def _members() -> list[Row]:
    return [
        {"municipality": row["municipality"], "code": row["authority_code"]}
        for row in _facts("members")
    ]


def _offices() -> list[Row]:
    """Who sits where; whoever changed role within a body has a row for each."""
    offices: list[Row] = []
    for row in _facts("people"):
        office: Row = {
            "person": row["name"],
            "body": row["body"],
            "seat": row["role"],
            "member": row["from_member"],
            "since": row["since"],
            "until": row["until"],
        }
        if row["name"] in _ROLE_BEFORE:
            role, change = _ROLE_BEFORE[row["name"]]
            offices.append(office | {"seat": role, "until": change})
            office["since"] = change
        offices.append(office)
    return offices


def _projects(texts: dict[str, Any]) -> list[Row]:
    managers = {
        row["role"].removeprefix(_MANAGER): row["name"]
        for row in _facts("people")
        if row["role"].startswith(_MANAGER)
    }
    return [
        {
            "code": row["code"],
            "name": row["name"],
            "category": row["category"],
            "account": row["account_line"],
            "manager": managers.get(row["code"]),
            "status": _text(texts.get(row["code"], {}), "status"),
            "outlook": _text(texts.get(row["code"], {}), "fremad"),
        }
        for row in _facts("projects")
    ]


def _phases() -> list[Row]:
    phases: list[Row] = []
    for row in _facts("phases"):
        phases.append(
            {
                "project": row["code"],
                "phase": _PHASES.get(row["phase"], row["phase"]),
                "since": _month(row["from"]),
                "until": _month(row["to"]),
            }
        )
        if row["code"] == _CLOSED[0]:
            closed: Row = {"phase": terms.CLOSED, "since": _month(_CLOSED[1])}
            phases.append({"project": row["code"], **closed})
    return phases


def _accounts() -> list[Row]:
    return [
        {
            "number": int(row["line"]),
            "name": row["name"],
            "group": row["group"],
            "kind": _KINDS[row["kind"]],
            "note": int(row["note"]) if row["note"] else None,
            "income": Decimal(row["income"]) if row["income"] else None,
            "expense": Decimal(row["expense"]) if row["expense"] else None,
        }
        for row in _facts("accounts")
    ]


def _notes(texts: dict[str, Any]) -> list[Row]:
    return [
        {"note": int(number), "heading": note["overskrift"], "text": _text(note, "tekst")}
        for number, note in texts.items()
    ]


def _assemblies(texts: list[dict[str, str]]) -> list[Row]:
    """The assemblies; a planned one is told by its date, not by its type."""
    return [
        {
            "date": row["dato"],
            "kind": row["type"].split(" ")[0],
            "decisions": _text(row, "beslutninger"),
        }
        for row in texts
    ]


def _texts(texts: dict[str, Any]) -> list[Row]:
    return [
        {"key": key, "heading": text["overskrift"], "text": _text(text, "tekst")}
        for key, text in texts.items()
    ]


def _experiences(texts: list[dict[str, str]]) -> list[Row]:
    return [
        {
            "person": row["navn"],
            "position": row["stilling"],
            "member": row["medlem"],
            "topic": row["emne"],
            "text": _text(row, "tekst"),
        }
        for row in texts
    ]


def _text(row: dict[str, str], key: str) -> str | None:
    """The text without blank lines around it; nothing where there is none."""
    return re.sub(r"\n{3,}", "\n\n", row.get(key, "")).strip() or None


def rows() -> dict[type[Sheet], list[Row]]:
    """The register's rows, by sheet."""
    texts = tomllib.loads((SOURCE / "texts.toml").read_text(encoding="utf-8"))
    return {
        sheets.Association: _association(),
        sheets.Members: _members(),
        sheets.Offices: _offices(),
        sheets.Projects: _projects(texts["projekter"]),
        sheets.Phases: _phases(),
        sheets.Accounts: _accounts(),
        sheets.Notes: _notes(texts["noter"]),
        sheets.Assemblies: _assemblies(texts["generalforsamlinger"]),
        sheets.Texts: _texts(texts["tekster"]),
        sheets.Experiences: _experiences(texts["oplevelser"]),
    }


def main(target: Path = TARGET) -> None:
    """Write the register there."""
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(create.register(rows()))
    print(target)


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:]))
