"""The register of 2019 is what the facts say, and every spreadsheet calculates it alike."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import tomllib
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from calculated import CROWDED, MADE_UP, TITLES, WIDE, cells, computed, plain, read
from office import recalculated, validator_errors

from digit_xl import create, danish, export, register
from digit_xl.association import figures
from digit_xl.association.sheets import (
    Accounts,
    Assemblies,
    Association,
    Experiences,
    Members,
    Notes,
    Offices,
    Phases,
    Projects,
    Texts,
)
from digit_xl.book import disk, patch
from digit_xl.book.changes import Changes
from digit_xl.facts import Period
from digit_xl.findings import Severity

if TYPE_CHECKING:
    import datetime as dt

    from digit_xl.create import Given

ROOT = Path(__file__).resolve().parents[1]
REGISTER = ROOT / "workbooks" / "digit-2019.xlsx"
FACTS = ROOT / "scripts" / "digit_2019"


def facts(name: str) -> list[dict[str, str]]:
    """The rows of a file of facts."""
    with (FACTS / "facts" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module", params=["2019", "made up", "crowded", "wide", "empty"])
def workbook(request: pytest.FixtureRequest) -> bytes:
    """Each register in turn."""
    if request.param == "2019":
        return REGISTER.read_bytes()
    given: dict[str, Given] = {"made up": MADE_UP, "crowded": CROWDED, "wide": WIDE, "empty": {}}
    return create.register(given[request.param])


def test_computed_cells_show_what_polars_finds(workbook: bytes) -> None:
    expected = computed(read(workbook))
    assert len(expected) > 800
    assert cells(workbook, expected) == plain(expected)


@pytest.mark.office
def test_libreoffice_calculates_what_polars_finds(workbook: bytes, tmp_path: Path) -> None:
    expected = computed(read(workbook))
    wrong = patch.changed(workbook, Changes(shown=dict.fromkeys(expected, Decimal("-987.65"))))
    found = cells(recalculated(wrong, tmp_path), expected)
    rounded = {
        place: round(value, 6) if isinstance(value, float) else value
        for place, value in found.items()
    }
    assert rounded == plain(expected)


@pytest.mark.office
def test_the_validator_finds_no_error(workbook: bytes, tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    path.write_bytes(workbook)
    assert validator_errors(path) == []


def test_the_made_up_register_is_as_crooked_as_it_should_be() -> None:
    known = read(create.register(MADE_UP))
    totals = known[Accounts]["total"].to_list()
    assert totals[1] == Decimal("-249999.85")
    assert known[Accounts]["deviation"].to_list()[:2] == [None, Decimal("-9999.85")]
    assert known[Projects]["phase"].to_list() == [
        *("Ikke startet", "Ikke startet", "Idéfase", "Analysefase", "Anskaffelsesfase", "Lukket")
    ]


def test_the_register_is_what_its_script_builds(tmp_path: Path) -> None:
    """Part by part: how small a part is packed may differ from one zlib to the next."""
    target = tmp_path / "built.xlsx"
    script = ROOT / "scripts" / "build_register.py"
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, str(script), str(target)], check=True, env=environment)
    assert parts(target.read_bytes()) == parts(REGISTER.read_bytes())


def parts(package: bytes) -> list[tuple[str, tuple[int, ...], bytes]]:
    """The parts of a package in their order, with their times."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return [
            (entry.filename, entry.date_time, archive.read(entry)) for entry in archive.infolist()
        ]


def test_the_register_has_no_error() -> None:
    _, outcome = export.check(export.grids(REGISTER))
    assert [str(found) for found in outcome.findings if found.severity is Severity.ERROR] == []


@pytest.fixture(scope="module")
def known() -> register.Register:
    """The register of 2019."""
    return read(REGISTER.read_bytes())


def test_every_account_line_is_the_facts(known: register.Register) -> None:
    def amount(text: str) -> Decimal | None:
        return Decimal(text) if text else None

    expected = [
        (
            int(row["line"]),
            row["name"],
            row["group"] or None,
            int(row["note"]) if row["note"] else None,
            amount(row["income"]),
            amount(row["expense"]),
            amount(row["total"]),
        )
        for row in facts("accounts")
    ]
    columns = ["number", "name", "group", "note", "income", "expense", "total"]
    assert known[Accounts].select(columns).rows() == expected
    assert figures.amount(known, Accounts.total) == Decimal("-322748.08")


def test_every_member_is_the_facts(known: register.Register) -> None:
    expected = [(row["municipality"], row["authority_code"]) for row in facts("members")]
    assert known[Members].select("municipality", "code").rows() == expected


def test_every_person_is_the_facts(known: register.Register) -> None:
    rows = known[Offices].select("person", "body", "seat", "member", "since", "until").rows()
    for row in facts("people"):
        columns = ("name", "body", "role", "from_member", "since", "until")
        if row["name"] == "Jesper Wulff Nielsen":
            row["since"] = "2019-05"  # chair since then
        assert tuple(row[column] or None for column in columns) in rows
    change = ("Jesper Wulff Nielsen", "Direktion", "Medlem", "Vordingborg", None, "2019-05")
    assert change in rows
    assert len(rows) == len(facts("people")) + 1


def test_every_project_stands_in_the_phase_of_the_facts(known: register.Register) -> None:
    phases = {
        "Idefase": "Idéfase",
        "Drift og videreudvikling": "Drifts- og videreudviklingsfase",
        "Gennemførelse": "Gennemførelsesfase",
    }
    expected = [
        (
            row["code"],
            row["name"],
            row["category"],
            row["account_line"] or None,
            phases.get(row["phase_end_2019"], row["phase_end_2019"]),
        )
        for row in facts("projects")
    ]
    columns = ["code", "name", "category", "account", "phase"]
    assert known[Projects].select(columns).rows() == expected
    managers = dict(known[Projects].select("code", "manager").drop_nulls().rows())
    assert managers == {"ESDH": "Marcel Bigum", "IDM": "Janne Jørgensen"}


def test_every_phase_is_the_facts_and_the_closed_project_is_closed(
    known: register.Register,
) -> None:
    def shown(day: dt.date | None) -> str:
        return f"{day:%Y-%m}" if day else ""

    found = [
        (row["project"], row["phase"].replace("é", "e"), shown(row["since"]), shown(row["until"]))
        for row in known[Phases].iter_rows(named=True)
    ]
    expected = [(row["code"], row["phase"], row["from"], row["to"]) for row in facts("phases")]
    assert sorted(found) == sorted([*expected, ("AULA", "Lukket", "2019-12", "")])


def test_every_assembly_is_the_facts_and_months_stay_months(known: register.Register) -> None:
    found = known[Assemblies].select("date", "kind").rows()
    expected = [(row["date"], row["kind"].split(" ")[0]) for row in facts("assemblies")]
    assert found == expected
    written = disk.read(REGISTER.read_bytes(), TITLES)["Generalforsamlinger"]
    shown = [danish.period(Period.from_iso(date)) for date, _ in expected]
    assert [row[0] for row in written.rows[1:]] == shown


def test_the_association_is_the_facts(known: register.Register) -> None:
    fact = {row["key"]: row["value"] for row in facts("association")}
    assert known.value(Association.name) == fact["name"]
    assert known.value(Association.profit_centre) == fact["profit_centre"]
    assert known.value(Association.published).isoformat() == fact["published"]
    assert known.value(Association.result) == Decimal(fact["result_2019"])
    assert known.value(Association.last_result) is None


def test_every_text_arrives_whole(known: register.Register) -> None:
    texts = tomllib.loads((FACTS / "texts.toml").read_text(encoding="utf-8"))
    found = {row["key"]: row for row in known[Texts].iter_rows(named=True)}
    assert {key: row["text"] for key, row in found.items()} == {
        key: text["tekst"].strip() for key, text in texts["tekster"].items()
    }
    projects = {row["code"]: row for row in known[Projects].iter_rows(named=True)}
    for code, project in texts["projekter"].items():
        for key, column in (("status", "status"), ("fremad", "outlook")):
            assert (projects[code][column] or "") == project.get(key, "").strip()
    assert len(known[Notes]) == len(texts["noter"])
    assert known[Experiences]["text"].to_list() == [
        experience["tekst"].strip() for experience in texts["oplevelser"]
    ]
