"""The copy that is printed, and the page numbers that come back from it."""

from __future__ import annotations

import time
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx_parts import (
    document,
    lines,
    p,
    part,
    r,
    repeat,
    row,
    saved,
    sdt,
    table,
    template,
    text_box,
)
from fields import code, mark, page_of
from pypdf import PdfWriter

from digit_xl.findings import Refusal
from digit_xl.word import wml
from digit_xl.word.fields.fields import fields
from digit_xl.word.fields.page_numbers import told, with_pages
from digit_xl.word.printing.pages import pages, reader_of
from digit_xl.word.printing.printable import printable
from digit_xl.word.rewrite import rewritten

if TYPE_CHECKING:
    from digit_xl.word.wml import Element


def entry(bookmark: str, title: str) -> Element:
    """A line of a table of contents."""
    tab = wml.element("r", wml.element("tab"))
    return wml.element("hyperlink", r(title), tab, *page_of(bookmark), anchor=bookmark, history=1)


def contents(*entries: Element) -> list[Element]:
    """A table of contents as Word makes it: one field around the lines' own fields."""
    first, *rest, last = entries
    begin = [mark("begin"), code(" TOC \\o "), code('"1-3" \\h '), mark("separate")]
    return [p(*begin, first), *map(p, rest), p(last, mark("end"))]


def chapter(bookmark: str, title: str, at: int, *, new_page: bool = True) -> Element:
    """A heading with a bookmark, on a page of its own."""
    begin = wml.element("bookmarkStart", id=at, name=bookmark)
    look = wml.element("pPr", wml.val("pStyle", "Heading1"))
    if new_page:
        look.append(wml.element("pageBreakBefore"))
    return wml.element("p", look, begin, r(title), wml.element("bookmarkEnd", id=at))


def section_end(start: int | None = None) -> Element:
    """The paragraph that ends a section; its pages are numbered from the start on."""
    end = wml.element("sectPr", wml.element("pgSz", w=11906, h=16838))
    if start is not None:
        end.append(wml.element("pgNumType", start=start))
    return wml.element("p", wml.element("pPr", end))


def test_controls_go_and_their_content_stays_in_its_order() -> None:
    made = template(
        p("a ", sdt("x", "b"), " c ", sdt("y", sdt("z", "d"))),
        sdt("block", p("e"), sdt("inner", p("f"))),
        repeat("items", p("g")),
        table(row("h", "dx:i"), sdt("row", row("j", sdt("cell", wml.element("tc", p("k")))))),
        p(text_box("dx:box")),
    )
    before, after = part(made), part(printable(made))
    assert not [*after.iter(wml.SDT, wml.SDT_PR, wml.SDT_CONTENT)]
    assert lines(after) == lines(before)
    assert [len(it.findall(wml.TC)) for it in after.iter(wml.TR)] == [2, 2]


def test_headers_are_printed_without_controls_too() -> None:
    made = document(p("text"))
    made.sections[0].header.paragraphs[0]._p.append(sdt("dx:x", "head"))  # noqa: SLF001 - no door
    after = part(printable(saved(made)), "word/header1.xml")
    assert lines(after) == ["head"]
    assert not [*after.iter(wml.SDT)]


def test_a_document_with_nothing_to_change_is_the_same_bytes() -> None:
    made = template(p("text"))
    assert printable(made) is made
    assert with_pages(made, {"_Toc1": 3}) is made


def test_unwrapping_is_linear() -> None:
    def seconds(rows: int) -> float:
        made = template(table(*(sdt("#k", row("a", "dx:b")) for _ in range(rows))))
        before = time.perf_counter()
        printable(made)
        return time.perf_counter() - before

    seconds(100)
    # Eight times the rows: squared would be 64 times the time, and a busy machine is no proof.
    assert seconds(16_000) < 32 * max(seconds(2_000), 0.05)


def test_the_contents_become_plain_entries_with_live_page_numbers() -> None:
    made = template(
        *contents(entry("_Toc1", "One"), entry("_Toc2", "Two"), entry("_Toc3", "Three"))
    )
    after = part(printable(made))
    assert lines(after)[:3] == ["One\t99", "Two\t99", "Three\t99"]
    found = [field.words for field in fields(after)]
    assert found == [["PAGEREF", f"_Toc{number}", "\\h"] for number in (1, 2, 3)]


def test_a_simple_field_of_contents_becomes_plain_too() -> None:
    simple = wml.element("fldSimple", r("One"), instr=' TOC \\c "Figur" ')
    after = part(printable(template(p(simple))))
    assert lines(after)[0] == "One"
    assert not [*after.iter(wml.w("fldSimple"))]


def test_another_field_stays() -> None:
    runs = [mark("begin"), code(" SEQ Figur "), mark("separate"), r("1"), mark("end")]
    made = template(p(*runs), p(sdt("x", "y")))
    assert [field.words for field in fields(part(printable(made)))] == [["SEQ", "Figur"]]


def test_every_reference_to_a_page_tells_it_and_only_those_that_are_known() -> None:
    simple = wml.element("fldSimple", r("9"), r("9"), instr=' PAGEREF "_Toc2" ')
    unknown = page_of("_Toc9", "7")
    made = template(
        *contents(entry("_Toc1", "One"), entry("_Toc2", "Two")), p("see ", simple), p(*unknown)
    )
    assert told(made) == {"_Toc1", "_Toc2", "_Toc9"}
    after = with_pages(made, {"_Toc1": 4, "_Toc2": 12, "_Toc3": 5})
    assert lines(part(after))[:4] == ["One\t4", "Two\t12", "see 12", "7"]
    assert with_pages(after, {"_Toc1": 4, "_Toc2": 12}) is after


def test_a_field_without_end_or_result_harms_nothing() -> None:
    broken = template(p(mark("end")), p(mark("begin"), code("PAGEREF x")), p(*page_of("y")[:2]))
    assert with_pages(broken, {"x": 3, "y": 3}) is broken
    empty = template(
        p(mark("begin"), code("PAGEREF x"), mark("end")), p(mark("begin"), mark("end"))
    )
    assert with_pages(empty, {"x": 3}) is empty


def test_where_page_numbers_start_anew_is_marked() -> None:
    made = document(p("cover"), section_end(), p("text"), section_end(7), p("more"))
    made.element.body[-1].append(wml.element("pgNumType", start=1))
    after = part(printable(saved(made)))
    marks = [
        (it.get(wml.w("name")), wml.shown(wml.holder_of(it)))
        for it in after.iter(wml.BOOKMARK_START)
    ]
    assert marks == [("dxSideFra7nr0", "text"), ("dxSideFra1nr1", "more")]


@pytest.mark.parametrize("words", ["", "toc \\o", "TOC"])
def test_a_kind_of_field_is_told_whatever_its_case(words: str) -> None:
    [found] = fields(p(mark("begin"), code(words), mark("end")))
    assert found.kind == ("TOC" if words else "")


def test_a_page_number_that_no_page_can_have_is_passed_by() -> None:
    made = document(p("text"))
    made.element.body[-1].append(wml.element("pgNumType", start="9" * 5000))
    assert [*part(printable(saved(made))).iter(wml.BOOKMARK_START)] == []


def test_a_destination_may_have_any_name() -> None:
    def printed(name: str) -> bytes:
        writer = PdfWriter()
        writer.add_blank_page(10, 10)
        writer.add_named_destination(name, 0)
        made = BytesIO()
        writer.write(made)
        return made.getvalue()

    for start in ("7", "9" * 5000):
        reader = reader_of(printed(f"dxSideFra{start}nr0"))
        assert reader is not None
        assert pages(reader, []) == {}


@pytest.mark.parametrize("blob", [b"<!DOCTYPE a><a/>", b"<a"])
def test_a_part_that_no_office_file_has_is_refused(blob: bytes) -> None:
    made = document(p("text"))
    other = Part(PackURI("/word/a.xml"), "application/xml", blob, made.part.package)
    made.part.relate_to(other, "http://example.com/a")
    with pytest.raises(Refusal) as refused:
        rewritten(saved(made), (b"<a",), lambda _: False)
    assert refused.value.code == "document-unreadable"
