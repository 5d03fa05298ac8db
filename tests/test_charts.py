"""Charts: the designer's look, the report's numbers, in the drawing and in its workbook."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from chart_parts import (
    C,
    axes,
    bars,
    frame,
    plot,
    series,
    shown,
    space,
    template,
    workbook,
    zipped,
)
from docx_parts import PROPERTIES, facts, p, records, repeat, sdt
from docx_parts import template as plain
from office import validator_errors
from openpyxl import load_workbook

from digit_xl.facts import Chart, Series
from digit_xl.findings import Refusal
from digit_xl.word import wml
from digit_xl.word.drawing import workbooks
from digit_xl.word.fill import fill

if TYPE_CHECKING:
    from pathlib import Path

    from chart_parts import Shown

    from digit_xl.facts import Node, Value

A = f"{{{wml.A}}}"


def chart(*columns: tuple[str, ...], categories: tuple[str, ...] = ("Løn", "Leje")) -> Chart:
    """A chart of those series, each its name and its values as text; blank is unknown."""
    made = [
        Series(name, tuple(Decimal(value) if value else None for value in values))
        for name, *values in columns or [("2019", "12.50", "7")]
    ]
    return Chart(categories, tuple(made), "Løn er størst.")


def filled(drawn: bytes, **values: Value | Node) -> list[Shown]:
    """The charts of a template of one frame, filled."""
    made = template([frame("dx:d")], drawn, workbook())
    return shown(fill(made, facts(**values), PROPERTIES))


def colours(found: Shown) -> list[str | None]:
    return [colour.get("val") for colour in found.root.iter(f"{A}schemeClr")]


def codes(found: Shown) -> list[str | None]:
    return [code.text for code in found.root.iter(f"{C}formatCode")]


def test_series_categories_and_the_workbook_are_those_of_the_fact() -> None:
    (found,) = filled(bars(), d=chart(("2019", "12.50", ""), ("2018", "-1541130.23", "7")))
    assert found.series == {
        "2019": [("Løn", "12.50"), ("Leje", None)],
        "2018": [("Løn", "-1541130.23"), ("Leje", "7")],
    }
    assert found.cells == [
        ["Post", "2019", "2018"],
        ["Løn", 12.5, -1541130.23],
        ["Leje", None, 7],
    ]
    assert found.tables == [("A1:C3", ["Post", "2019", "2018"])]
    labels = "'Ark1'!$A$2:$A$3"
    assert found.formulas == [
        *("'Ark1'!$B$1", labels, "'Ark1'!$B$2:$B$3"),
        *("'Ark1'!$C$1", labels, "'Ark1'!$C$2:$C$3"),
    ]
    assert found.description == "Løn er størst."


def test_the_look_of_the_designers_cells_and_numbers_stays() -> None:
    made = template([frame("dx:d")], bars(), workbook())
    two = chart(("2019", "1", "2"), ("2018", "3", "4"))
    document = fill(made, facts(d=two), PROPERTIES)
    (found,) = shown(document)
    with zipfile.ZipFile(BytesIO(document)) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".xlsx"))
        sheet = load_workbook(BytesIO(archive.read(name))).worksheets[0]
    assert [sheet[at].style for at in ("A1", "B1", "C1")] == ["Normal", "Headline 4", "Headline 4"]
    assert [sheet[at].number_format for at in ("B2", "C3")] == ["#,##0.00", "#,##0.00"]
    assert sheet.calculate_dimension() == "A1:C3"
    assert codes(found) == ["[$-406]0.0"] * 2
    formats = [axis.get("formatCode") for axis in found.root.iter(f"{C}numFmt")]
    assert formats == ["General", "[$-406]#,##0"]
    assert [found.root[at].get("val") for at in (0, 1)] == ["0", "da-DK"]


def test_more_series_than_designed_are_copies_in_the_next_colours_and_fewer_go() -> None:
    drawn = bars(series(0), series(4))
    four = chart(*((f"S{n}", "1", "2") for n in range(4)))
    (found,) = filled(drawn, d=four)
    assert colours(found) == ["accent1", "accent5", "accent6", "accent1"]
    numbers = [one.get("val") for one in found.root.iter(f"{C}idx", f"{C}order")]
    assert numbers == [str(at) for at in range(4) for _ in "io"]
    (found,) = filled(drawn, d=chart())
    assert colours(found) == ["accent1"]


def test_series_are_taken_in_their_order_and_an_empty_plot_goes_with_its_axes() -> None:
    second = plot("line", series(0)).replace('axId val="1"', 'axId val="3"')
    drawn = space(
        plot("bar", series(1)),
        second.replace('axId val="2"', 'axId val="4"'),
        axes(),
        axes(first=3),
    )
    (found,) = filled(drawn, d=chart(("Først", "1", "2"), ("Sidst", "3", "4")))
    assert list(found.series) == ["Sidst", "Først"]
    (found,) = filled(drawn, d=chart())
    area = next(found.root.iter(f"{C}plotArea"))
    assert [child.tag for child in area] == [f"{C}lineChart", f"{C}catAx", f"{C}valAx"]


SAMPLE = """<c:dPt><c:idx val="{0}"/><c:explosion val="9"/></c:dPt><c:dPt><c:idx val="7"/></c:dPt>
<c:dLbls><c:dLbl><c:idx val="0"/><c:delete val="1"/></c:dLbl><c:showVal val="1"/></c:dLbls>"""
EXTENDED = """<c:extLst><c:ext uri="{C3380CC4-5D6E-409C-BE32-E72D297353CC}"/></c:extLst>"""


def test_what_was_said_of_single_points_goes_but_for_the_slices_of_a_pie() -> None:
    one = series(0, SAMPLE.format(1)).replace("</c:ser>", f"{EXTENDED}</c:ser>")
    legend = '<c:legend><c:legendEntry><c:idx val="2"/></c:legendEntry></c:legend>'
    for kind, points in (("bar", []), ("pie", ["1"])):
        (found,) = filled(space(plot(kind, one), after=legend), d=chart())
        kept = [point.find(f"{C}idx") for point in found.root.iter(f"{C}dPt")]
        assert [None if at is None else at.get("val") for at in kept] == points
        gone = ("dLbl", "explosion", "extLst", "legendEntry")
        assert [found.root.find(f".//{C}{name}") for name in gone] == [None] * 4
        assert found.root.find(f".//{C}showVal") is not None


def test_what_is_unknown_is_a_gap_and_never_zero() -> None:
    for designed, kept in (("", "gap"), ("zero", "gap"), ("gap", "gap"), ("span", "span")):
        blanks = f'<c:dispBlanksAs val="{designed}"/>' if designed else ""
        after = f'<c:legend/><c:plotVisOnly val="1"/>{blanks}'
        (found,) = filled(space(plot("line", series(0)), axes(), after=after), d=chart())
        last = found.root.findall(f"{C}chart/*")[-1]
        assert (last.tag, last.get("val")) == (f"{C}dispBlanksAs", kept)


def test_pivot_sources_filtered_series_and_given_error_bars_go() -> None:
    errors = "<c:errBars><c:errBarType val='both'/><c:plus/></c:errBars>"
    drawn = plot("bar", series(0, errors)).replace("</c:barChart>", f"{EXTENDED}</c:barChart>")
    whole = space(drawn, axes()).replace(b"<c:chart>", b"<c:pivotSource/><c:chart><c:pivotFmts/>")
    (found,) = filled(whole, d=chart())
    gone = ("pivotSource", "pivotFmts", "errBars", "extLst")
    assert [found.root.find(f".//{C}{name}") for name in gone] == [None] * 4


def test_each_record_of_a_repeat_has_its_own_chart_and_the_designs_parts_go() -> None:
    made = template([repeat("r", frame("dx:d"))], bars(), workbook(), style=True)
    none = Chart((), (), "")
    named = records({"d": chart(("A", "1", "2"))}, {"d": none}, {"d": chart(("B", "3", "4"))})
    document = fill(made, facts(r=named), PROPERTIES)
    first, second = shown(document)
    assert [list(first.series), list(second.series)] == [["A"], ["B"]]
    assert not first.parts & second.parts
    with zipfile.ZipFile(BytesIO(document)) as archive:
        parts = {f"/{name}" for name in archive.namelist()}
    drawn = {name for name in parts if "chart" in name or "embed" in name}
    relations = {name for name in drawn if name.endswith(".rels")}
    assert drawn - relations == first.parts | second.parts
    assert len(first.parts) == 3  # the chart, its workbook, its style


def test_an_empty_chart_goes_with_all_its_parts() -> None:
    made = template([p("Før"), frame("dx:d")], bars(), workbook(), style=True)
    document = fill(made, facts(d=Chart(("Løn",), (), "")), PROPERTIES)
    with zipfile.ZipFile(BytesIO(document)) as archive:
        names = archive.namelist()
        assert b"dx:d" not in archive.read("word/document.xml")
    assert [name for name in names if "chart" in name or "embed" in name] == []


def test_a_chart_that_no_control_asks_for_stays_as_it_is() -> None:
    made = template([frame("andet"), sdt("dx:a", p("?"))], bars(), workbook())
    document = fill(made, facts(a="1"), PROPERTIES)
    (found,) = shown(document)
    assert found.parts == {"/word/charts/chart1.xml", "/word/embeddings/Ark.xlsx"}


def test_a_filled_report_can_be_filled_again() -> None:
    made = template([frame("dx:d")], bars(), workbook(), style=True)
    once = fill(made, facts(d=chart(("2019", "1", "2"))), PROPERTIES)
    (found,) = shown(fill(once, facts(d=chart(("2020", "3", "4"))), PROPERTIES))
    assert list(found.series) == ["2020"]
    assert len(found.parts) == 3


def test_the_same_chart_gives_the_same_bytes() -> None:
    made = template([frame("dx:d")], bars(), workbook())
    assert fill(made, facts(d=chart()), PROPERTIES) == fill(made, facts(d=chart()), PROPERTIES)


def test_columns_are_named_once_and_hold_what_a_table_can_bear() -> None:
    odd = chart(("post", "1", "2"), ("a\nb\x01", "1", "2"), ("A b", "1", "2"), (" ", "1", "2"))
    (found,) = filled(bars(), d=odd)
    names = ["post (2)", "a b", "A b (2)", "Serie 4"]
    assert list(found.series) == names
    assert found.tables == [("A1:E3", ["Post", *names])]


def test_texts_that_excel_would_read_as_something_else_stay_texts() -> None:
    odd = chart(categories=("_x0041_ & <b>", "=1+1"))
    (found,) = filled(bars(), d=odd)
    assert [name for name, _ in found.series["2019"]] == ["_x0041_ & <b>", "=1+1"]
    # openpyxl shows the escape that Excel takes away
    assert [row[0] for row in found.cells[1:]] == ["_x005F_x0041_ & <b>", "=1+1"]


def test_a_sheets_title_is_quoted_and_a_workbook_needs_no_table() -> None:
    made = template([frame("dx:d")], bars(), workbook(title="Året's tal", tables=0))
    (found,) = shown(fill(made, facts(d=chart()), PROPERTIES))
    assert found.formulas[0] == "'Året''s tal'!$B$1"
    assert found.cells[0] == [None, "2019"]
    assert found.tables == []


def test_a_second_table_and_the_order_of_calculation_go() -> None:
    book = workbook(tables=2)
    main = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(BytesIO(book)) as archive:
        rels = archive.read("xl/_rels/workbook.xml.rels").decode()
    chain = f'<Relationship Id="rId99" Type="{main}/calcChain" Target="calcChain.xml"/>'
    changed = {
        "xl/calcChain.xml": b"<calcChain/>",
        "xl/_rels/workbook.xml.rels": rels.replace("</Rel", f"{chain}</Rel").encode(),
    }
    made = template([frame("dx:d")], bars(), zipped(book, changed))
    document = fill(made, facts(d=chart()), PROPERTIES)
    with zipfile.ZipFile(BytesIO(document)) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".xlsx"))
        names = zipfile.ZipFile(BytesIO(archive.read(name))).namelist()
    assert not {"xl/calcChain.xml", "xl/tables/table2.xml"} & set(names)
    (found,) = shown(document)
    assert found.tables == [("A1:B3", ["Post", "2019"])]


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
NO_SHEET = {"xl/worksheets/sheet1.xml": b"<worksheet/>"}
NO_RELATION = {
    "xl/workbook.xml": f"""<workbook xmlns="{MAIN}" xmlns:r="{wml.R}"><sheets><sheet name="Ark1"
      sheetId="1" r:id="rId999"/></sheets></workbook>""".encode()
}
ENTITY = b'<!DOCTYPE a [<!ENTITY b "c">]>'
HOSTILE = {
    "not XML": (b"\x00", workbook(), "kan ikke læses"),
    "another root": (b"<chart/>", workbook(), "kan ikke læses"),
    "DOCTYPE": (ENTITY + b"<a/>", workbook(), "kan ikke læses"),
    "no series": (space(plot("bar", " ")), workbook(), "ingen serier"),
    "no plot": (space(), workbook(), "ingen serier"),
    "scatter": (space(plot("scatter", series(0))), workbook(), "ingen serier"),
    "no data": (space(plot("bar", series(0)), data=""), workbook(), "ingen indlejret projektmappe"),
    "no workbook": (bars(), None, "ingen indlejret projektmappe"),
    "no zip": (bars(), b"PK\x03\x04 ...", "ikke kan læses"),
    "no workbook in it": (bars(), zipped(workbook(), {"_rels/.rels": b"<a/>"}), "ikke kan læses"),
    "no cells": (bars(), zipped(workbook(), NO_SHEET), "ikke kan læses"),
    "no such sheet": (bars(), zipped(workbook(), NO_RELATION), "ikke kan læses"),
    "entities": (bars(), zipped(workbook(), {"xl/workbook.xml": ENTITY + b"<a/>"}), "ikke kan"),
    "broken XML": (bars(), zipped(workbook(), {"xl/workbook.xml": b"<a"}), "ikke kan læses"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_chart_that_cannot_be_filled_refuses_before_anything_is_written(name: str) -> None:
    """Also where there is nothing to fill into it."""
    drawn, book, fault = HOSTILE[name]
    made = template([p("Økonomi", style="Heading1"), frame("dx:d")], drawn, book)
    for value in (chart(), None):
        with pytest.raises(Refusal, match=fault) as refused:
            fill(made, facts(d=value), PROPERTIES)
        assert refused.value.code == "template-chart"
        assert "»d« under overskriften »Økonomi«" in refused.value.sentence


def test_a_drawing_whose_chart_is_missing_refuses() -> None:
    made = template([frame("dx:d", key="rId999")], bars(), workbook())
    with pytest.raises(Refusal) as refused:
        fill(made, facts(d=chart()), PROPERTIES)
    assert refused.value.code == "template-chart"


@pytest.mark.parametrize(("limit", "value"), [("_BYTES", 2000), ("_ENTRIES", 5)])
def test_a_workbook_too_large_to_unpack_refuses(
    monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    monkeypatch.setattr(workbooks, limit, value)
    assert workbooks.read(workbook()) is None


@pytest.mark.parametrize("content", [p("?"), p()], ids=["text", "nothing"])
def test_a_chart_in_a_control_without_one_refuses(content: wml.Element) -> None:
    with pytest.raises(Refusal, match="rummer intet diagram: sæt et diagram ind") as refused:
        fill(plain(sdt("dx:d", content)), facts(d=chart()), PROPERTIES)
    assert refused.value.code == "template-frame"


def test_a_text_in_a_control_with_a_chart_refuses() -> None:
    made = template([frame("dx:d")], bars(), workbook())
    with pytest.raises(Refusal, match="er en tekst, men kontrolelementet rummer et diagram"):
        fill(made, facts(d="tekst"), PROPERTIES)


def test_a_chart_with_a_format_refuses_as_a_chart() -> None:
    made = template([frame("dx:d|kr")], bars(), workbook())
    with pytest.raises(Refusal, match=r"»kr« ved »d« .*passer ikke til et diagram: ret") as refused:
        fill(made, facts(d=chart()), PROPERTIES)
    assert refused.value.code == "template-format"


@pytest.mark.office
@pytest.mark.parametrize("kind", ["bar", "line", "area", "pie"])
def test_the_validator_has_nothing_to_say_of_a_filled_chart(kind: str, tmp_path: Path) -> None:
    around = "" if kind == "pie" else axes()
    made = template([frame("dx:d")], space(plot(kind, series(0)), around), workbook())
    two = chart(("2019", "1", "2"), ("2018", "3", ""))
    document = tmp_path / "chart.docx"
    document.write_bytes(fill(made, facts(d=two), PROPERTIES))
    assert validator_errors(document) == []
    book = tmp_path / "chart.xlsx"
    with zipfile.ZipFile(document) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".xlsx"))
        book.write_bytes(archive.read(name))
    # openpyxl, which made the designer's workbook, orders the children of <font> against the schema
    assert [fault for fault in validator_errors(book) if "/xl/styles.xml" not in fault] == []


def test_comments_among_the_relationships_of_a_workbook_are_passed_by() -> None:
    book = workbook(tables=2)
    with zipfile.ZipFile(BytesIO(book)) as archive:
        said = {
            name: archive.read(name).replace(b"><", b"><!-- c --><?x y?><", 1)
            for name in archive.namelist()
            if name.endswith((".rels", "[Content_Types].xml"))
        }
    read = workbooks.read(zipped(book, said))
    assert read is not None
    assert "xl/tables/table2.xml" not in read.parts
