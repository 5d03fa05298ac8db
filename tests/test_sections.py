"""The facts of the report, section by section, and the 2019 report's whole text."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from registers import grids

from digit_xl import danish, export
from digit_xl.association import sections
from digit_xl.facts import Fact, Records, Timeline

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from digit_xl.book.grid import Cell
    from digit_xl.facts import Facts

ROOT = Path(__file__).parents[1]


def facts(changes: Mapping[str, Cell] | None = None) -> Facts:
    register, _ = export.check(grids(changes, tables=False))
    return sections.facts(register)


def told(records: object, *names: str) -> list[tuple[str, ...]]:
    """The records' facts of those names, as Danish text."""
    assert isinstance(records, Records)
    return [tuple(shown(record.facts[name]) for name in names) for record in records.items]


def shown(node: object) -> str:
    assert isinstance(node, Fact)
    return danish.text(node.value)


def people(named: Facts, name: str) -> list[tuple[str, str]]:
    bodies = named[name]
    assert isinstance(bodies, Records)
    return [
        (body.key, person)
        for body in bodies.items
        for (person,) in told(body.facts["personer"], "navn")
    ]


def test_those_who_sit_on_the_date_of_publication_are_named_and_two_bodies_sign() -> None:
    sitting = [("Bestyrelse", "Anna"), ("Bestyrelse", "Bo"), ("Direktion", "Carl")]
    named = facts()
    group = [("Projektgruppe AA", "Dora"), ("Projektgruppe AA", "Finn")]
    assert people(named, "organer") == [*sitting, ("Sekretariat", "Dora"), *group]
    assert people(named, "underskrivere") == sitting
    assert people(facts({"Hverv!F3": "april 2020"}), "underskrivere") == [sitting[0], sitting[2]]


def test_who_leads_comes_first_and_can_be_told_apart() -> None:
    changes: dict[str, Cell] = {"Hverv!C2": "Medlem", "Hverv!C3": "formand", "Hverv!D6": "Nordby"}
    bodies = facts(changes)["organer"]
    assert isinstance(bodies, Records)
    board, group = bodies.items[0], bodies.items[-1]
    columns = ("leder", "øvrig", "rolle", "medlem")
    assert told(board.facts["personer"], *columns) == [
        ("Bo", "", "formand", "Sønderby"),
        ("", "Anna", "Medlem", "Nordby"),
    ]
    assert shown(group.facts["navn"]) == "Projektgruppe: Alfa"
    assert told(group.facts["personer"], *columns) == [
        ("Dora", "", "Projektleder", "Nordby"),  # the manager that the project names
        ("", "Finn", "Medlem", "Sønderby"),
    ]


def test_a_manager_leads_only_where_there_is_no_chairman() -> None:
    chaired = facts({"Hverv!C7": "Formand"})["organer"]
    assert isinstance(chaired, Records)
    columns = ("leder", "øvrig", "rolle")
    assert told(chaired.items[-1].facts["personer"], *columns) == [
        ("Finn", "", "Formand"),
        ("", "Dora", "Projektleder"),
    ]
    board = facts({"Hverv!C3": "Projektleder"})["organer"]
    assert isinstance(board, Records)
    assert told(board.items[0].facts["personer"], *columns)[1] == ("", "Bo", "Projektleder")


def test_managers_without_a_group_stand_in_one_body_with_their_projects() -> None:
    more: dict[str, Cell] = {"Projekter!E3": "Dora", "Faser!B5": None, "Faser!A5": None}
    more |= {"Faser!C5": None, "Hverv!D6": "Nordby"}
    more |= {
        f"Projekter!{letter}4": it
        for letter, it in zip("ABCE", ("CC", "Gamma", "Egne projekter", "Eva"), strict=True)
    }
    more |= {
        f"Projekter!{letter}5": it
        for letter, it in zip("ABCE", ("DD", None, "Egne projekter", "Dora"), strict=True)
    }
    bodies = facts(more)["organer"]
    assert isinstance(bodies, Records)
    assert [shown(body.facts["navn"]) for body in bodies.items][-2:] == [
        "Projektgruppe: Alfa",
        "Projektledere",
    ]
    found = bodies.items[-1].facts["personer"]
    assert told(found, "leder", "øvrig", "rolle", "medlem") == [
        ("", "Dora", "Projektleder, Beta", "Nordby"),
        ("", "Eva", "Projektleder, Gamma", ""),
        ("", "Dora", "Projektleder, DD", "Nordby"),
    ]
    assert isinstance(found, Records)
    assert [record.key for record in found.items] == ["Dora", "Eva", "Dora (2)"]


def test_a_group_of_a_project_without_a_name_has_its_code() -> None:
    bodies = facts({"Projekter!B2": None})["organer"]
    assert isinstance(bodies, Records)
    assert shown(bodies.items[-1].facts["navn"]) == "Projektgruppe: AA"


def test_without_a_date_of_publication_they_sit_who_did_at_the_end_of_the_year() -> None:
    unpublished: dict[str, Cell] = {"Forening!B11": None, "Hverv!F3": "januar 2020"}
    assert ("Bestyrelse", "Bo") in people(facts(unpublished), "organer")
    left: dict[str, Cell] = {"Hverv!F3": "november 2019"}
    assert ("Bestyrelse", "Bo") not in people(facts(unpublished | left), "organer")
    unknown = unpublished | left | {"Forening!B7": None}
    assert ("Bestyrelse", "Bo") in people(facts(unknown), "organer")


def test_a_project_group_is_told_while_its_project_runs_and_has_people() -> None:
    assert people(facts({"Projekter!E2": None}), "organer")[-1] == ("Projektgruppe AA", "Finn")
    nobody: dict[str, Cell] = {"Projekter!E2": None, "Hverv!F7": "maj 2019"}
    assert people(facts(nobody), "organer")[-1] == ("Sekretariat", "Dora")
    closed = facts({"Projekter!E3": "Dora"})  # Beta has closed
    assert people(closed, "organer")[-1] == ("Projektgruppe AA", "Finn")
    named: dict[str, Cell] = {"Hverv!A7": "Dora", "Hverv!C7": "Projektleder"}
    assert people(facts(named), "organer")[-1] == ("Projektgruppe AA", "Dora")


def test_a_register_from_before_there_were_project_groups_is_whole() -> None:
    older = {f"Hverv!G{row}": None for row in range(1, 8)} | {
        f"Hverv!{letter}7": None for letter in "ABCD"
    }
    register, outcome = export.check(grids(older, tables=False))
    assert outcome.findings == ()
    assert people(sections.facts(register), "organer")[-1] == ("Projektledere", "Dora")


@pytest.mark.parametrize(
    ("until", "since"),
    [
        ("maj 2019", "maj 2019"),
        (dt.date(2019, 4, 30), dt.date(2019, 5, 1)),
        ("maj 2019", "10-05-2019"),
        ("april 2019", "maj 2019"),
    ],
)
def test_a_member_who_becomes_chair_neither_comes_nor_goes(until: Cell, since: Cell) -> None:
    named = facts({"Hverv!F4": until, "Hverv!E5": since})
    assert told(named["udskiftning"], "navn") == []
    assert told(named["rotation"], "navn", "til") == [("Bo", "maj 2020")]


def test_a_real_gap_is_a_change() -> None:
    named = facts({"Hverv!F4": "februar 2019", "Hverv!E5": "maj 2019"})
    assert told(named["udskiftning"], "navn", "ind", "ud") == [
        ("Carl", "maj 2019", ""),
        ("Carl", "", "februar 2019"),
    ]


def test_assemblies_are_of_the_year_or_planned() -> None:
    more: dict[str, Cell] = {
        "Generalforsamlinger!A4": "maj 2020",
        "Generalforsamlinger!B4": "Ordinær",
        "Generalforsamlinger!C4": "Valg.",
        "Generalforsamlinger!A5": "oktober 2018",
        "Generalforsamlinger!B5": "Ordinær",
        "Generalforsamlinger!C5": "Gammelt.",
    }
    named = facts(more)
    assert told(named["generalforsamlinger"], "dato") == [("maj 2019",), ("5. december 2019",)]
    assert told(named["planlagte"], "dato") == [("maj 2020",)]


def test_members_are_those_at_the_end_of_the_year() -> None:
    changes: dict[str, Cell] = {"Medlemmer!D2": "juni 2018", "Medlemmer!A4": "Vesterby"}
    changes["Medlemmer!C4"] = "marts 2020"
    assert told(facts(changes)["medlemmer"], "navn") == [("Sønderby",)]


def test_a_group_is_told_once_with_its_whole_sum_where_its_first_line_stands() -> None:
    late: dict[str, Cell] = {"Konti!A5": 4.0, "Konti!B5": "Sent", "Konti!C5": "Projekter"}
    late |= {"Konti!D5": "Udgift", "Konti!G5": 10.0}
    named = facts(late)
    assert told(named["regnskab"], "gruppe", "udgifter", "i_alt", "budget") == [
        ("", "", "−200,50", "−210,00"),
        ("Projekter", "160,25", "160,25", "100,00"),
        ("", "−20,00", "−20,00", ""),
    ]
    lines = [record.facts["linjer"] for record in getattr(named["regnskab"], "items", ())]
    assert [told(line, "navn") for line in lines] == [
        [("Kontingent",)],
        [("Alfakonto",), ("Sent",)],
        [("Overført",)],
    ]


def test_an_account_that_projects_share_is_the_expense_of_none() -> None:
    def expenses(changes: Mapping[str, Cell]) -> list[str]:
        chapters = facts(changes)["resultater"]
        assert isinstance(chapters, Records)
        projects = [chapter.facts["projekter"] for chapter in chapters.items]
        return [text for records in projects for (text,) in told(records, "udgifter")]

    assert expenses({}) == ["150,25", ""]
    assert expenses({"Projekter!D3": "Alfakonto"}) == ["", ""]
    by_number: dict[str, Cell] = {"Konti!B3": "3", "Projekter!D2": "3", "Konti!B4": "Rest"}
    assert expenses(by_number) == ["150,25", ""]  # not that of the account with that number


def test_projects_stand_in_the_chapter_of_their_phase() -> None:
    def chapters(changes: Mapping[str, Cell]) -> list[tuple[str, str]]:
        found = facts(changes)["resultater"]
        assert isinstance(found, Records)
        return [
            (chapter.key, code)
            for chapter in found.items
            for (code,) in told(chapter.facts["projekter"], "kode")
        ]

    assert chapters({}) == [("analysefase", "AA"), ("fælleskommunale", "BB")]
    own: dict[str, Cell] = {"Projekter!C3": "Egne projekter"}
    assert chapters(own) == [("analysefase", "AA"), ("afsluttede", "BB")]


def test_only_own_projects_that_have_not_begun_are_coming() -> None:
    later: dict[str, Cell] = {f"Faser!C{row}": dt.date(2020, row, 1) for row in range(2, 6)}
    later |= {"Faser!D2": dt.date(2020, 2, 1), "Faser!D4": dt.date(2020, 4, 1)}
    assert told(facts(later)["kommende"], "kode") == [("AA",)]
    untold = facts(later | {"Projekter!H2": None})
    assert told(untold["kommende"], "kode") == []  # a heading with nothing beneath it
    assert "Alfa" in [row.label for row in getattr(untold["portefølje"], "rows", ())]


def test_the_plan_is_in_the_order_of_the_categories_and_closing_lasts_a_month() -> None:
    plan = facts({"Projekter!C2": "Drift og videreudvikling", "Projekter!C3": "Egne projekter"})
    timeline = plan["portefølje"]
    assert isinstance(timeline, Timeline)
    assert [row.label for row in timeline.rows] == ["Beta", "Alfa"]
    assert timeline.rows[0].spans[-1].end == dt.date(2019, 6, 30)
    assert timeline.rows[1].spans[-1].end is None


def test_a_section_without_a_text_has_a_heading_only_above_something() -> None:
    named = facts()
    assert shown(named["tekst.generalforsamlinger.overskrift"]) == "Generalforsamlinger"
    assert shown(named["tekst.rotation.overskrift"]) == "Rotation i foreningen"
    assert shown(named["tekst.planen.overskrift"]) == ""
    assert shown(named["tekst.påtegning.overskrift"]) == "Ledelsespåtegning"
    nobody = facts({"Hverv!F3": None})
    assert shown(nobody["tekst.rotation.overskrift"]) == ""
    assert shown(nobody["tekst.fremtid.overskrift"]) == ""


def test_the_2019_report_says_what_it_said(as_expected: Callable[[str, str], None]) -> None:
    import io

    import docx

    outcome = export.export(
        export.grids(ROOT / "workbooks" / "digit-2019.xlsx"), export.template(None)
    )
    assert outcome.document is not None
    body: Any = docx.Document(io.BytesIO(outcome.document)).element.body
    space = body.nsmap["w"]
    lines = []
    for paragraph in body.iter(f"{{{space}}}p"):
        text = "".join(node.text or "" for node in paragraph.iter(f"{{{space}}}t"))
        if text:
            lines.append(text)
    as_expected("report-2019.txt", "\n".join(lines) + "\n")


def test_the_plan_names_every_phase_and_marks_the_end_of_the_year() -> None:
    plan = facts({"Forening!B12": None, "Forening!B13": None})["portefølje"]
    assert isinstance(plan, Timeline)
    assert plan.labels == ("Idé", "Analyse", "Anskaffelse", "Gennemførelse", "Drift", "Lukket")
    assert {span.label for row in plan.rows for span in row.spans} <= set(plan.labels)
    assert (plan.marker, plan.marker_label) == (dt.date(2019, 12, 31), "udgangen af 2019")
    assert (plan.first_year, plan.last_year) == (2019, 2019)
