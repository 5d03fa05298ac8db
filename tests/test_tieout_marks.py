"""What a tie-out says of charts and sums, and the copy of a report with comments."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from docx_parts import PROPERTIES, facts, p, records, repeat, row, sdt, table, template
from office import validator_errors
from standing_parts import free, opened, opened_2019, row_of, show

from digit_xl import export, tieout
from digit_xl.facts import Fact
from digit_xl.findings import Place
from digit_xl.word import package, wml
from digit_xl.word.drafts.draft import MOST
from digit_xl.word.fill import fill
from digit_xl.word.ledger import part
from digit_xl.word.ledger.entries import Origin
from digit_xl.word.ledger.standing import standing

if TYPE_CHECKING:
    from pathlib import Path

    from digit_xl.facts import Node, Value
    from digit_xl.word.tieout.untied import Untied


def test_a_chart_of_other_numbers_is_told() -> None:
    held = opened_2019()
    main = package.main(held.package)
    chart = next(one.target_part for one in main.rels.values() if "dx-1" in str(one.target_ref))
    assert b"2769917.37" in chart.blob
    blob = chart.blob
    chart._blob = blob.replace(b"2769917.37", b"2769917.38")  # noqa: SLF001 - no other door
    assert [(rule, name) for rule, name, _ in held.told] == [("AFS-12", "diagram.udgifter")]
    chart._blob = blob.replace(b"2769917.37", b"2769917.3700000001")  # noqa: SLF001 - as Excel does
    assert held.told == []
    chart._blob = b"<c"  # noqa: SLF001 - as above
    assert held.rules == ["AFS-12"]


@pytest.mark.office
def test_the_copy_has_a_comment_at_each_and_is_sound(tmp_path: Path) -> None:
    held = opened_2019()
    show(held.control("regnskab.resultat|positiv kr").element, "1 kr.")
    show(held.control("i_alt", 3).element, "198.399,65")
    free(held, "Og 98,76 kr. til slut.")
    item = row_of(held.control("i_alt", 1).element)
    wml.holder_of(item).remove(item)
    report = held.report
    findings = tieout.untied(report, held.ledger, held.known)
    verdict = tieout.Verdict(findings, 1, held.known.properties.created, report)
    path = tmp_path / "kopi.docx"
    path.write_bytes(tieout.marked(verdict))
    assert validator_errors(path) == []
    again = package.opened(path.read_bytes(), "document")
    comments = wml.shown(
        next(
            one.target_part.element
            for one in package.main(again).rels.values()
            if one.reltype.endswith("/comments")
        )
    )
    assert all(" ".join(one.comment.split()) in comments for one in findings)
    assert part.read(again).entries.keys() == held.ledger.entries.keys()


ORIGIN = Origin("f0", ("Foreningen", "2019"))
FORM = template(
    table(repeat("linjer", row("dx:navn", "dx:tal|tusinde")), row("I alt", "dx:sum|tusinde")),
    p(sdt("dx:sum|kr", "?")),
)


def thousands(*values: str) -> tuple[tieout.Verdict, tuple[Untied, ...]]:
    """A table in thousands of those amounts and their sum, and what does not tie in it."""
    items: list[dict[str, Value | Node]] = [
        {"navn": value, "tal": Fact(Decimal(value), (Place("Ark", at, 2),))}
        for at, value in enumerate(values, start=2)
    ]
    whole = Fact(sum(map(Decimal, values)), (Place("Ark", 2, 2, 1 + len(values)),))
    given = facts(linjer=records(*items), sum=whole)
    opened_ = package.opened(fill(FORM, given, PROPERTIES, ORIGIN), "document")
    known = tieout.Register(given, ORIGIN, export.Outcome(()), PROPERTIES)
    report = standing(opened_)
    found = tieout.untied(report, part.read(opened_), known)
    return tieout.Verdict(found, 1, None, report), found


def test_a_sum_of_rounded_lines_is_a_warning_where_it_does_not_add_up() -> None:
    assert thousands("1400", "2600")[1] == ()
    [one] = thousands("1400", "1400")[1]
    assert (one.rule, one.text, one.cells) == ("AFS-20", "3\u00a0tkr.", ("Ark!B2:B3",))
    assert "med sine 2 linjer: De giver 2.000, en forskel på 1.000. Hver af dem" in one.message


def test_a_line_that_stands_twice_is_missed_by_its_sum() -> None:
    held = opened()
    line = row_of(held.control("i_alt", 3).element)
    line.addnext(deepcopy(line))
    sums = [one.message for one in held.untied if one.rule == "AFS-07"]
    assert sums
    assert all("1 af linjerne står mere end én gang." in one for one in sums)


def test_a_chart_is_not_judged_by_a_register_with_errors() -> None:
    held = opened(later={"Konti!G3": "150,25"})
    charts = {one.rule for one in held.untied if one.message.startswith("Diagrammet")}
    assert charts == {"AFS-26"}


def test_nothing_is_not_what_is_rounded_to_it() -> None:
    held = opened({"Konti!I4": 0.2}, {"Konti!G4": -20.0})
    free(held, "Vi fik 0 kr. for det.")
    assert held.told[-1] == ("AFS-08", "", "0 kr.")


def test_only_the_gravest_of_very_many_get_a_comment() -> None:
    verdict, _ = thousands("1400", "1400")
    [one] = verdict.findings
    many = tieout.Verdict((one,) * (MOST + 2), 1, None, verdict.report)
    root = package.opened(tieout.marked(many), "document")
    rels = package.main(root).rels.values()
    comments = next(it.target_part.element for it in rels if it.reltype.endswith("/comments"))
    assert len(comments) == MOST + 1
    assert "Kun de 500 alvorligste er vist; der er 2 mere." in wml.shown(comments)
