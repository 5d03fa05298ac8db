"""The ledger in a report: what it tells of each control, and what keeps it from being believed."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from docx_parts import PROPERTIES, facts, p, records, repeat, row, sdt, table, template
from lxml import etree
from office import validator_errors
from registers import grids

from digit_xl import export
from digit_xl.facts import Fact, RichText
from digit_xl.findings import Place, Refusal
from digit_xl.word import package, wml
from digit_xl.word.fill import fill
from digit_xl.word.ledger import part
from digit_xl.word.ledger.entries import Origin, digest, source, told

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from digit_xl.book.grid import Grid
    from digit_xl.word.ledger.entries import Ledger

REGISTER = Path(__file__).parents[1] / "workbooks" / "digit-2019.xlsx"
ORIGIN = Origin("f0", ("Foreningen", "2019"))
FORM = template(
    p(sdt("dx:navn", "?"), " og ", sdt("dx:navn", "?")),
    sdt("dx:?grupper", repeat("grupper", table(repeat("linjer", row("dx:navn", "dx:tal|kr"))))),
    sdt("dx:tekst", p("?")),
    p("slut"),
)
SUM = Fact(Decimal("3.50"), (Place("Ark", 2, 2, 3),))
TEXT = RichText("I alt {sum|hele} kr.", {"sum": SUM}, (Place("Tekster", 2, 3),))
VALUES = facts(
    navn=Fact("Æ & Ø", (Place("Mit ark", 1, 1),)),
    grupper=records({"linjer": records({"navn": "a", "tal": Fact(2, (Place("Ark", 3, 2),))})}),
    tekst=TEXT,
)


def written() -> bytes:
    return fill(FORM, VALUES, PROPERTIES, ORIGIN)


def ledger(document: bytes) -> Ledger:
    return part.read(package.opened(document, "document"))


def test_it_tells_where_each_figure_comes_from() -> None:
    found = ledger(written())
    line = (("grupper", "k1"), ("linjer", "k1"))
    told_of = {
        (one.around, one.tag): (one.kind, one.value, one.places, one.text, one.count)
        for one in found.entries.values()
    }
    assert told_of == {
        ((), "navn"): ("tekst", "Æ & Ø", ("'Mit ark'!A1",), "Æ & Ø", 2),
        (line, "navn"): ("tekst", "a", (), "a", 1),
        (line, "tal|kr"): ("tal", "2", ("Ark!B3",), "2\u00a0kr.", 1),
        ((), "tekst"): ("tekst", digest(source(TEXT)), ("Tekster!C2",), "", 1),
        ((), "sum|hele"): ("tal", "3.50", ("Ark!B2:B3",), "4", 1),
        ((("grupper", "k1"),), "linjer"): ("gentagelse", "", (), "", 1),
        ((), "grupper"): ("gentagelse", "", (), "", 1),
        ((), "?grupper"): ("betingelse", "", (), "", 1),
    }
    assert found.origin == ORIGIN
    assert found.made_by == "0.1.0"


def test_a_text_is_known_by_its_words_and_not_by_its_figures() -> None:
    def text_of(document: bytes) -> tuple[str, str]:
        opened = package.opened(document, "document")
        controls = package.main(opened).element.iter(wml.SDT)
        control = next(one for one in controls if "dx:tekst" in etree.tostring(one[0]).decode())
        return told(control), ledger(document).entries[(), "tekst"].digest

    other = Fact(Decimal(90), SUM.places)
    later = {**VALUES, "tekst": RichText("I alt {sum|hele} kr.", {"sum": other})}
    first, second = text_of(written()), text_of(fill(FORM, later, PROPERTIES, ORIGIN))
    assert first == second
    assert first[0] == "I alt {sum|hele} kr."


def test_what_a_tracked_change_took_away_is_not_told() -> None:
    gone, new = (wml.element(name, wml.run("ord")) for name in ("moveFrom", "ins"))
    control = sdt("dx:a", p("før ", gone, new))
    assert told(control) == "før ord"


@pytest.mark.office
def test_the_report_of_2019_keeps_a_small_one(tmp_path: Path) -> None:
    document = report(export.grids(REGISTER))
    path = tmp_path / "rapport.docx"
    path.write_bytes(document)
    assert validator_errors(path) == []
    with zipfile.ZipFile(BytesIO(document)) as content:
        size = sum(
            entry.compress_size for entry in content.infolist() if "customXml" in entry.filename
        )
    assert size * 5 < len(document)
    assert ledger(document).entries[(), "regnskab.resultat|positiv kr"].places


def report(sheets: Mapping[str, Grid]) -> bytes:
    outcome = export.export(sheets, export.template(None))
    assert outcome.document is not None
    return outcome.document


def test_it_is_of_the_register_and_not_of_its_file() -> None:
    first, same, other = (
        ledger(report(grids(changes))) for changes in ({}, {}, {"Noter!C2": "En anden tekst."})
    )
    assert first.origin == same.origin
    assert first.origin.register != other.origin.register
    assert first.origin.identity == other.origin.identity


def test_a_report_that_is_a_template_gets_one_ledger() -> None:
    again = fill(written(), VALUES, PROPERTIES, ORIGIN)
    with zipfile.ZipFile(BytesIO(again)) as content:
        ours = [name for name in content.namelist() if b"<ledger" in content.read(name)]
    assert len(ours) == 1
    assert ledger(again).template != ledger(written()).template


def changed(change: Callable[[bytes], bytes]) -> bytes:
    """The document with that change to its ledger."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(written())) as source, zipfile.ZipFile(target, "w") as package_:
        for name in source.namelist():
            content = source.read(name)
            ours = b"<ledger" in content
            package_.writestr(name, change(content) if ours else content)
    return target.getvalue()


BAD = {
    "ledger-damaged": [
        lambda content: content[:-30],
        lambda content: content.replace(b"3.50", b"4.50"),
        lambda content: content.replace(b'version="1"', b'version="x"'),
        lambda content: content.replace(b'version="1"', b'version="0"'),
        lambda content: content.replace(b"hash=", b"hush="),
    ],
    "ledger-newer": [lambda content: content.replace(b'version="1"', b'version="2"')],
    "ledger-missing": [lambda content: content.replace(b"urn:digit-xl", b"urn:others")],
}


@pytest.mark.parametrize(
    ("code", "change"), [(code, change) for code, changes in BAD.items() for change in changes]
)
def test_a_ledger_that_cannot_be_right_is_refused(
    code: str, change: Callable[[bytes], bytes]
) -> None:
    with pytest.raises(Refusal) as refused:
        ledger(changed(change))
    assert refused.value.code == code


def test_a_document_of_others_has_none() -> None:
    with pytest.raises(Refusal, match="ikke skrevet af digit-xl"):
        ledger(template(p("a")))
