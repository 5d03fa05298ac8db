"""A report held against its register: what was typed over, what is stale, what has no source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docx_parts import p, r
from lxml import etree
from registers import grids
from standing_parts import (
    REGISTER,
    free,
    held_against,
    opened,
    opened_2019,
    register,
    report_of_2019,
    row_of,
    show,
    shown,
    written,
)

from digit_xl import export, tieout
from digit_xl.findings import Refusal
from digit_xl.word import package, wml
from digit_xl.word.ledger.entries import FIGURES

if TYPE_CHECKING:
    from pathlib import Path

    from standing_parts import Opened

    from digit_xl.word.wml import Element


def test_an_untouched_report_ties() -> None:
    assert opened_2019().told == []
    assert opened().told == []


@pytest.mark.parametrize(
    "changes",
    [
        {"Forening!B17": "tkr.", "Forening!B18": "Alfakonto"},  # rounded, and the sums still add up
        {"Forening!B17": "tkr.", "Konti!I3": 99999.5, "Konti!J2": -12345.67},
        {"Konti!J2": -205.5, "Konti!I3": 120.0, "Konti!J4": 1.0},
        {"Projekter!H2": "Kostede 12.345 kr. og 7 mio. kr.", "Noter!C2": None},
        {"Tekster!C4": "Se noten.[^1]\n\n[^1]: Den kostede 5.000 kr. og {regnskab.resultat|kr}"},
        {"Oplevelser!E2": "Hun fik -5.000,25 kr. for 12 pct. af tiden."},
        {"Projekter!C3": None, "Generalforsamlinger!A3": None, "Medlemmer!D3": "december 2018"},
    ],
)
def test_so_does_that_of_any_register(changes: dict[str, str | float | None]) -> None:
    sheets = grids(changes)
    outcome = export.export(sheets, export.template(None), draft=True)
    assert outcome.document is not None
    found = held_against(outcome.document, register(changes))
    assert [one for one in found.told if one[0] not in {"AFS-10", "AFS-26"}] == []


def tampered(text: str) -> str:
    """The text with its last digit, or else its last letter, changed."""
    at = max((at for at, sign in enumerate(text) if sign.isdigit()), default=len(text) - 1)
    other = str((int(text[at]) + 1) % 10) if text[at].isdigit() else "x"
    return text[:at] + other + text[at + 1 :]


def test_tampering_with_any_one_figure_is_found() -> None:
    held = opened_2019()
    report, tried = held.report, 0
    for control in report.controls:
        entry = held.ledger.entries[control.key]
        if entry.kind in FIGURES:
            tried += 1
            with shown(control.element, tampered(entry.text)):
                told = tieout.untied(report, held.ledger, held.known)
                at = [one for one in told if one.element is control.element]
                assert "AFS-02" in {one.rule for one in at}, control
                assert at[0].register == entry.text
    assert tried == held.ledger.figures > 140
    assert held.told == []


def test_a_figure_where_none_was_is_found() -> None:
    held = opened()
    empty = next(one for one in held.report.controls if one.tag == "budget" and not one.text)
    show(empty.element, "5,00")
    assert held.told == [("AFS-02", "budget", "5,00")]


# The account costs more, and the year's result follows.
LATER = {"Posteringer!F3": 210.25, "Konti!G3": 260.25, "Forening!B15": 39.75}
CHANGED = {
    "AFS-02": ["150,52 kr.", "", "150,25 mio. kr."],
    "AFS-03": ["−150,25 kr.", "-150,25 kr."],
    "AFS-04": ["150 kr.", "150,3 kr.", "151 kr."],
    "AFS-05": ["mange penge", "150,25 kr. eller 5"],
    "": ["150,25 kr.", "150,25", "kr. 150,25", "  150,25\u00a0kr. "],
}


@pytest.mark.parametrize(
    ("rule", "text"), [(rule, text) for rule, texts in CHANGED.items() for text in texts]
)
def test_how_a_figure_was_changed_is_told(rule: str, text: str) -> None:
    held = opened()
    control = held.control("konti.2.udgifter|kr")
    show(control.element, text)
    assert held.told == ([(rule, "konti.2.udgifter", text.strip())] if rule else [])


def test_what_the_register_has_changed_since_is_stale() -> None:
    held = opened(later=LATER)
    stale = {one.name: one for one in held.untied if one.rule == "AFS-01"}
    figure = stale["konti.2.udgifter"]
    assert (figure.text, figure.register) == ("150,25\u00a0kr.", "260,25\u00a0kr.")
    assert figure.message == (
        "»150,25 kr.« er forældet: registret giver nu »260,25 kr.« (Konti!G3). Opdatér rapporten."
    )
    assert {"regnskab.resultat", "opgørelse.resultat.i_alt", "i_alt"} <= stale.keys()
    assert {one.rule for one in held.untied} == {"AFS-01", "AFS-12"}  # the sums add up as printed


def test_typed_over_and_changed_since_tells_all_three() -> None:
    held = opened(later=LATER)
    show(held.control("konti.2.udgifter|kr").element, "7 kr.")
    [one] = [one for one in held.untied if one.text == "7 kr."]
    assert (one.rule, one.register, one.written) == ("AFS-02", "260,25\u00a0kr.", "150,25\u00a0kr.")
    assert "Da rapporten blev skrevet, stod der »150,25 kr.«." in one.message


def test_a_text_that_was_edited_is_a_remark_and_its_amounts_are_judged() -> None:
    held = opened()
    words = next(held.control("tekst.økonomi").element.iter(wml.T))
    words.text = f"Vi fik 200,50 kr. og gav 98,76 kr. {words.text}"
    assert held.told == [
        ("AFS-31", "tekst.økonomi", held.control("tekst.økonomi").text),
        ("AFS-30", "regnskab.indtægter", "200,50 kr."),
        ("AFS-08", "", "98,76 kr."),
    ]


def test_a_text_of_the_registers_that_is_another_now_is_stale() -> None:
    held = opened(
        later={"Tekster!C4": "Ny tekst.", "Medlemmer!A2": "Vesterby", "Hverv!D2": "Vesterby"}
    )
    rules = {(rule, name) for rule, name, _ in held.told}
    assert ("AFS-24", "tekst.økonomi") in rules
    assert ("AFS-01", "medlemmer.navne") in rules
    assert ("AFS-24", "medlem") in rules


def test_amounts_in_free_text_are_matched_or_without_source() -> None:
    held = opened(later=LATER)
    before = len(held.told)
    free(held, "Vi brugte 260,25 kr., før 150,25 kr., i 2019 -200,50 kr., altså 201 kr. og 5 tkr.")
    free(held, "Der kom 12.345 gæster den 10.05.2020, 5 pct. flere, se side 12.")
    found = {one.text: one for one in held.untied[-7:]}
    assert len(held.untied) == before + 7
    assert {text: one.rule for text, one in found.items()} == {
        "260,25 kr.": "AFS-30",
        "150,25 kr.": "AFS-09",
        "-200,50 kr.": "AFS-30",
        "201 kr.": "AFS-30",
        "5 tkr.": "AFS-08",
        "12.345": "AFS-25",
        "5 pct.": "AFS-25",
    }
    assert found["260,25 kr."].cells == ("Konti!G3",)
    assert "afrundet til hele kroner" in found["201 kr."].message
    assert str(found["5 tkr."].place).endswith("ved »-200,50 kr., altså 201 kr. og 5 tkr.«")


def test_amounts_in_generated_text_are_not_loose() -> None:
    held = opened()
    made = p("Afsnit om 98,76 kr.")
    made.insert(0, wml.element("pPr", wml.val("pStyle", contents_style(held))))
    held.body.insert(0, made)
    held.body.insert(0, p(wml.element("del", r("98,76 kr."), id=1, author="A")))
    assert held.told == []


def contents_style(held: Opened) -> str:
    styles = next(story.styles for _, story in package.stories(held.package))
    return styles.find("paragraph", "toc 1") or ""


def test_a_sum_that_does_not_add_up_as_printed_is_told() -> None:
    held = opened()
    total = held.control("opgørelse.udgifter.i_alt")
    show(total.element, "130,26")
    sums = [one for one in held.untied if one.rule == "AFS-07"]
    assert [(one.name, one.text) for one in sums] == [("opgørelse.udgifter.i_alt", "130,26")]
    assert "De giver 130,25, en forskel på 0,01" in sums[0].message


def test_a_record_that_was_deleted_is_told_once_and_missed_by_its_sum() -> None:
    held = opened()
    item = row_of(held.control("i_alt", 3).element)
    wml.holder_of(item).remove(item)
    rules = [rule for rule, _, _ in held.told]
    assert rules.count("AFS-21") == 1
    assert "AFS-07" in rules
    assert any("1 af linjerne er slettet" in one.message for one in held.untied)


def test_a_figure_that_was_deleted_is_told() -> None:
    held = opened()
    control = held.control("regnskab.resultat|kr")
    wml.holder_of(control.element).remove(control.element)
    assert [one for one in held.told if one[0] != "AFS-31"] == [
        ("AFS-21", "regnskab.resultat", None)
    ]


def test_a_list_that_was_deleted_is_told() -> None:
    held = opened()
    section = held.control("regnskab").element
    wml.holder_of(section).remove(section)
    messages = [one.message for one in held.untied if one.rule == "AFS-21"]
    assert len(messages) == 1
    assert messages[0].startswith("Listen »regnskab« er slettet fra rapporten.")


def test_records_of_the_register_and_the_report_are_compared() -> None:
    later = {
        "Medlemmer!A3": "Østerby",
        "Projekter!A3": "CC",
        "Faser!A4": "CC",
        "Faser!A5": "CC",
    }
    held = opened(later=later)
    said = [one.message.split(".")[0] for one in held.untied if one.rule == "AFS-06"]
    assert (
        "Posten »Østerby« i listen »medlemmer« er ny i registret og står ikke i rapporten" in said
    )
    gone = [one for one in said if "»BB«" in one]
    assert gone
    assert all("findes ikke i registret længere" in one for one in gone)


def test_a_figure_that_stands_twice_ties_where_it_belongs() -> None:
    held = opened()
    control = held.control("regnskab.resultat|kr").element
    copied = etree.fromstring(etree.tostring(control))
    held.body.insert(0, p(copied))
    assert held.told == []
    line = row_of(held.control("i_alt", 3).element)
    other = row_of(held.control("i_alt", 1).element)
    figure = next(one for one in line.iter(wml.SDT) if tag(one) == "dx:i_alt")
    next(other.iter(wml.P)).append(etree.fromstring(etree.tostring(figure)))
    assert "AFS-02" in held.rules


def tag(control: Element) -> str:
    found = control.find(f"{wml.SDT_PR}/{wml.TAG}")
    return "" if found is None else found.get(wml.VAL, "")


def retag(control: Element, name: str) -> None:
    found = control.find(f"{wml.SDT_PR}/{wml.TAG}")
    assert found is not None
    found.set(wml.VAL, name)


def test_a_tag_that_was_edited_is_told() -> None:
    held = opened()
    retag(held.control("regnskab.resultat|kr").element, "dx:regnskab.overskud|kr")
    assert {("AFS-22", "regnskab.overskud"), ("AFS-21", "regnskab.resultat")} <= {
        (rule, name) for rule, name, _ in held.told
    }
    other = opened()
    retag(other.control("regnskab.resultat|kr").element, "dx:regnskab.udgifter|kr")
    assert "AFS-02" in other.rules
    third = opened()
    retag(third.control("medlemmer").element, "dx:lemmer")
    assert "AFS-22" in third.rules


def test_pending_changes_count_as_accepted_and_are_told() -> None:
    held = opened()
    control = held.control("konti.2.udgifter|kr").element
    run = next(control.iter(wml.RUN))
    content = wml.holder_of(run)
    content.append(wml.element("ins", r("7 kr."), id=1, author="A"))
    content.append(wml.element("del", run, id=2, author="A"))
    assert held.told == [
        ("AFS-02", "konti.2.udgifter", "7 kr."),
        ("AFS-23", "konti.2.udgifter", "7 kr."),
    ]


def test_a_register_with_errors_is_told_and_the_rest_is_held_up() -> None:
    held = opened(later={"Konti!G3": "150,25", "Projekter!B2": "Alfa to"})
    rules = held.rules
    assert rules[0] == "AFS-10"
    assert held.untied[0].message.startswith("Registret har ")
    assert "AFS-26" in rules
    assert ("AFS-24", "navn", "Alfa") in held.told
    assert "AFS-02" not in rules


def test_another_associations_or_years_register_is_refused_unless_forced(tmp_path: Path) -> None:
    report = tmp_path / "rapport.docx"
    report.write_bytes(written(grids()))
    with pytest.raises(Refusal) as refused:
        tieout.check(report, REGISTER)
    assert refused.value.code == "register-other"
    assert "»Foreningen Nord, 2019«" in refused.value.sentence
    assert tieout.check(report, REGISTER, forced=True).failed


def test_a_report_whose_tags_are_gone_is_refused(tmp_path: Path) -> None:
    held = opened_2019()
    for found in [*held.body.iter(wml.TAG)]:
        wml.holder_of(found).remove(found)
    for _, story in package.stories(held.package):
        for found in [*story.root.iter(wml.TAG)]:
            wml.holder_of(found).remove(found)
    report = tmp_path / "rapport.docx"
    report.write_bytes(package.written(held.package))
    with pytest.raises(Refusal, match="fx LibreOffice") as refused:
        tieout.check(report, REGISTER)
    assert refused.value.code == "report-untagged"


def test_the_report_of_2019_ties_as_a_file(tmp_path: Path) -> None:
    report = tmp_path / "rapport.docx"
    report.write_bytes(report_of_2019())
    verdict = tieout.check(report, REGISTER)
    assert (verdict.findings, verdict.failed, verdict.figures) == ((), False, 143)


def test_every_rule_has_an_id_of_its_own() -> None:
    ids = [rule.id for rule in tieout.rules()]
    assert ids == sorted(set(ids))
