"""The table of contents: its entries are there when Word opens, and it asks nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docx import Document
from docx_parts import (
    PROPERTIES,
    cell,
    document,
    facts,
    lines,
    p,
    part,
    records,
    repeat,
    row,
    saved,
    sdt,
    table,
    template,
)
from fields import anchors, bookmarks, code, contents, mark, shown
from lxml import etree
from office import validator_errors

from digit_xl.findings import Refusal
from digit_xl.word import wml
from digit_xl.word.fields.numbering import Outline, numeral
from digit_xl.word.fill import fill

if TYPE_CHECKING:
    from pathlib import Path

    from digit_xl.word.wml import Element

BLANK = "\u00a0"
NAME = sdt("dx:navn", "?")


def made(*blocks: Element) -> bytes:
    """A template of those blocks, filled."""
    given = facts(navn="Nord & Syd", tom=None, ting=records({"a": "x"}, {"a": "y"}, {"a": "z"}))
    return fill(template(*blocks, p(sdt("dx:navn", "?"))), given, PROPERTIES)


def entries(content: bytes) -> list[str]:
    """The links of the contents, in order."""
    return [text for text, anchor in anchors(part(content)) if anchor.startswith("_Toc")]


def heading(level: int, *content: Element | str) -> Element:
    return p(*content, style=f"Heading{level}")


def test_entries_are_the_headings_of_the_levels_asked_for() -> None:
    content = made(
        *contents(),
        heading(1, "Et"),
        heading(2, sdt("dx:navn", "?")),
        heading(3, "For dyb"),
        heading(1),
        p("Tekst"),
        sdt("dx:?navn", heading(1, "Betinget")),
        sdt("dx:?tom", heading(1, "Udeladt")),
        repeat("ting", heading(2, "Ting ", sdt("dx:a", "?"))),
        table(row(cell(heading(2, "I en tabel")), "b")),
    )
    wanted = ["Et", "Nord & Syd", "Betinget", "Ting x", "Ting y", "Ting z", "I en tabel"]
    assert entries(content) == [f"{it} {BLANK}".strip() for it in wanted]
    assert lines(part(content))[: len(wanted)] == [f"{it}\t{BLANK}" for it in wanted]


def test_each_entry_leads_to_a_bookmark_that_holds_its_heading_once() -> None:
    root = part(made(*contents(), heading(1, "Et"), repeat("ting", heading(2, sdt("dx:a", "?")))))
    held = bookmarks(root)
    assert [(text, held[anchor]) for text, anchor in anchors(root)] == [
        ("Et", "Et"),
        ("x", "x"),
        ("y", "y"),
        ("z", "z"),
    ]
    assert [told for told in shown(root) if told[0].startswith("PAGEREF")] == [
        (f"PAGEREF _Toc00000000{number} \\h", BLANK) for number in (1, 2, 3, 4)
    ]


def test_an_entry_has_the_style_of_its_level_and_the_field_its_ends() -> None:
    opened = document(*contents(), heading(1, "Et"), heading(2, "To"), p(sdt("dx:navn", "?")))
    for level in (1, 2):
        opened.styles.add_style(f"toc {level}", 1, builtin=True)
    root = part(fill(saved(opened), facts(navn="n"), PROPERTIES))
    first, second, last = [*root.iter(wml.P)][:3]
    assert [wml.style_of(it) for it in (first, second, last)] == ["toc1", "toc2", None]
    assert first.findall(f"{wml.RUN}/{wml.w('fldChar')}")[0].get(wml.w("fldCharType")) == "begin"
    assert last.find(f"{wml.RUN}/{wml.w('fldChar')}").get(wml.w("fldCharType")) == "end"  # type: ignore[union-attr] # the test's own
    assert "gammel" not in "".join(lines(root))


def test_a_bookmark_of_words_own_is_used_again_also_when_a_filled_document_is_filled() -> None:
    marked = heading(1, wml.element("bookmarkStart", id=7, name="_Toc42"), "Et")
    marked.append(wml.element("bookmarkEnd", id=7))
    once = made(*contents(), marked, heading(1, "To"))
    again = fill(once, facts(navn="n"), PROPERTIES)
    for content in (once, again):
        assert [anchor for _, anchor in anchors(part(content))] == ["_Toc42", "_Toc000000001"]
        assert entries(content) == ["Et", "To"]


def test_word_is_not_told_to_ask_the_reader() -> None:
    content = made(*contents(), heading(1, "Et"))
    for name in ("word/document.xml", "word/settings.xml"):
        root = part(content, name)
        assert [*root.iter(wml.w("updateFields"))] == []
        assert [it for it in root.iter() if it.get(wml.w("dirty"))] == []


def test_contents_in_one_paragraph_and_without_a_heading_are_well_formed() -> None:
    single = p(mark("begin"), code(" TOC "), mark("separate"), "gammel", mark("end"))
    root = part(made(single, p("Tekst")))
    assert lines(root)[:2] == ["", ""]
    assert [kind.get(wml.w("fldCharType")) for kind in root.iter(wml.w("fldChar"))] == [
        "begin",
        "separate",
        "end",
    ]


def test_a_list_of_tables_and_contents_that_are_not_words_stay() -> None:
    loose = p(mark("begin"), code(" TOC "), mark("end"))
    root = part(made(*contents('\\h \\c "Tabel"'), loose, heading(1, "Et")))
    assert lines(root)[:4] == ["gammel", "ældre", "", ""]


def test_contents_ask_for_styles_or_for_levels() -> None:
    own = document(p(sdt("dx:navn", "?")))
    style = own.styles.add_style("Eget afsnit", 1)
    style.element.get_or_add_pPr().append(wml.val("outlineLvl", 1))
    blocks = [heading(1, "Et"), p("To", style=style.style_id), heading(2, "Tre")]
    for switches, wanted in {
        r'\o "1-1"': ["Et"],
        r'\o "2-3"': ["Tre"],
        r"\u": ["Et", "To", "Tre"],
        r'\o "1-1" \u': ["Et"],
        r'\o "1-2" \u': ["Et", "To", "Tre"],
        r"\h": ["Et", "Tre"],
    }.items():
        opened = Document()
        opened.styles.element.append(etree.fromstring(etree.tostring(style.element)))
        copies = [etree.fromstring(etree.tostring(block)) for block in blocks]
        for at, block in enumerate([*contents(switches), *copies, p(sdt("dx:navn", "?"))]):
            opened.element.body.insert(at, block)
        content = fill(saved(opened), facts(navn="n"), PROPERTIES)
        assert entries(content) == wanted, switches


STYLES = f"""<w:styles xmlns:w="{wml.W}">
<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:pPr>
<w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/><w:pPr>
<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Sub"><w:name w:val="Sub"/><w:basedOn w:val="H2"/></w:style>
<w:style w:type="paragraph" w:styleId="Free"><w:name w:val="Free"/><w:basedOn w:val="H1"/><w:pPr>
<w:numPr><w:numId w:val="0"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="A"><w:name w:val="A"/><w:basedOn w:val="B"/></w:style>
<w:style w:type="paragraph" w:styleId="B"><w:name w:val="B"/><w:basedOn w:val="A"/></w:style>
<w:style w:type="paragraph" w:styleId="Toc"><w:name w:val="T"/><w:basedOn w:val="H1"/><w:pPr>
<w:numPr><w:numId w:val="0"/></w:numPr><w:outlineLvl w:val="9"/></w:pPr></w:style>
</w:styles>"""
NUMBERING = f"""<w:numbering xmlns:w="{wml.W}"><w:abstractNum w:abstractNumId="5">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/>
<w:lvlText w:val="%1.%2"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="3"/><w:numFmt w:val="lowerLetter"/><w:lvlRestart w:val="0"/>
<w:lvlText w:val="%3)"/></w:lvl>
<w:lvl w:ilvl="3"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="5"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num></w:numbering>"""


def numbered(style: str, **own: int) -> Element:
    made = p("x", style=style or "Normal")
    if own:
        marks = [wml.val(name, value) for name, value in own.items()]
        made[0].append(wml.element("numPr", *marks))
    return made


def test_numbers_are_those_that_word_counts() -> None:
    outline = Outline(etree.fromstring(STYLES), etree.fromstring(NUMBERING))
    body = wml.element(
        "body",
        numbered("Sub"),
        numbered("H1"),
        numbered("H2"),
        numbered("Sub"),
        numbered("Free"),
        numbered("H1"),
        numbered("H2"),
        numbered("", ilvl=2, numId=1),
        numbered("H1", numId=2),
        numbered("H1"),
        numbered("", ilvl=2, numId=1),
        numbered("", ilvl=3, numId=1),
        numbered("H1", numId=99),
        numbered("A"),
        numbered("Toc"),
    )
    read = outline.read(body)
    assert [it.number for it in read] == [
        *("0.1", "I", "1.1", "1.2", "", "II", "2.1", "c)", "VII", "VIII", "d)", "", "")
    ]
    assert [it.outline for it in read] == [2, 1, 2, 2, 1, 1, 2, 0, 1, 1, 0, 0, 1]
    assert [it.heading for it in read] == [0, 1, 2, 0, 0, 1, 2, 0, 1, 1, 0, 0, 1]


def test_numerals_are_written_in_each_form() -> None:
    wanted = {
        "decimal": "28",
        "upperRoman": "XXVIII",
        "lowerLetter": "bb",
        "decimalZero": "28",
        "none": "",
    }
    assert {form: numeral(28, form) for form in wanted} == wanted
    assert numeral(9_999_999, "lowerLetter") == "9999999"
    assert numeral(0, "upperRoman") == "0"


def test_a_document_without_numbering_has_headings_without_numbers() -> None:
    outline = Outline(etree.fromstring(STYLES), None)
    assert [it.number for it in outline.read(wml.element("body", numbered("H1")))] == [""]
    assert Outline(None, None).read(wml.element("body", numbered("H1"))) == []


@pytest.mark.office
def test_the_validator_has_nothing_to_say(tmp_path: Path) -> None:
    file = tmp_path / "contents.docx"
    file.write_bytes(made(*contents(), heading(1, "Et"), heading(2, "To")))
    assert validator_errors(file) == []


def test_many_headings_take_time_in_proportion() -> None:
    from time import process_time

    def seconds(count: int) -> float:
        content = template(
            *contents(), p(sdt("dx:navn", "?")), repeat("ting", heading(1, sdt("dx:a", "?")))
        )
        given = facts(navn="n", ting=records(*({"a": str(at)} for at in range(count))))
        started = process_time()
        fill(content, given, PROPERTIES)
        return process_time() - started

    seconds(10)
    assert seconds(4000) < 8 * seconds(1000) + 0.5


def marks(root: Element) -> list[str | None]:
    return [kind.get(wml.w("fldCharType")) for kind in root.iter(wml.w("fldChar"))]


def opening() -> list[Element]:
    return [mark("begin"), code(r' TOC \o "1-3" '), mark("separate")]


def test_what_shares_a_paragraph_with_the_marks_of_contents_stays() -> None:
    root = part(
        made(
            p("Før: ", *opening(), "gammel"),
            p("ældre", mark("end"), "Efter ", sdt("dx:navn", "?"), *contents(r"\c Tabel")[0]),
            p("LISTE", mark("end")),
            p("Alene: ", *opening(), "gammel", mark("end"), " slut", style="Quote"),
            heading(1, "Et"),
            heading(1, "To"),
        )
    )
    wanted = ["Et\t" + BLANK, "To\t" + BLANK]
    assert lines(root)[:9] == [
        *("Før: ", *wanted, "Efter Nord & Syd" + "gammel", "LISTE"),
        *("Alene: ", *wanted, " slut"),
    ]
    quoted = [wml.shown(it) for it in root.iter(wml.P) if wml.style_of(it) == "Quote"]
    assert quoted[0] == "Alene:"
    assert quoted[-1] == "slut"
    assert {kind: marks(root).count(kind) for kind in marks(root)} == dict.fromkeys(
        ("begin", "separate", "end"), 3 + 2 * 2
    )


def test_marks_of_contents_may_share_a_run_with_each_other_and_with_text() -> None:
    run = wml.run("Før")
    for other in (*opening(), wml.run("gammel"), mark("end"), wml.run("Efter")):
        run.extend([*other])
    root = part(made(p(run), heading(1, "Et")))
    assert lines(root)[:3] == ["Før", f"Et\t{BLANK}", "Efter"]


def test_the_breaks_of_sections_and_bookmarks_about_contents_stay() -> None:
    def broken(*content: Element | str) -> Element:
        return wml.element("p", wml.element("pPr", wml.element("sectPr")), *p(*content))

    half = [wml.element("bookmarkStart", id=31, name="om"), wml.element("bookmarkEnd", id=31)]
    blocks = [
        broken(*opening(), "gammel"),
        broken(half[0], "ældre"),
        broken(mark("end"), half[1]),
        broken(*opening(), mark("end"), "slut"),
    ]
    root = part(made(*blocks, heading(1, "Et"), heading(2, "To")))
    assert len([*root.iter(wml.w("sectPr"))]) == len(blocks) + 1
    assert bookmarks(root)["om"] == ""
    assert entries(made(*contents(), heading(1, "Et"))) == ["Et"]


@pytest.mark.parametrize(
    "blocks",
    [
        [p(*opening(), "gammel")],
        [sdt("dx:?navn", p(*opening())), p(mark("end"))],
        [p(*opening()), sdt("dx:t", p(mark("end")))],
        [p(*opening(), mark("begin"), code("PAGE")), p(mark("end"))],
    ],
)
def test_contents_without_an_end_or_across_a_control_are_refused(blocks: list[Element]) -> None:
    content = template(p("Økonomi", style="Heading1"), *blocks, p(sdt("dx:navn", "?")))
    with pytest.raises(Refusal, match="under overskriften »Økonomi«") as refused:
        fill(content, facts(navn="n", t="x"), PROPERTIES)
    assert refused.value.code == "template-field"


def test_fields_too_deep_in_each_other_are_refused() -> None:
    nested = [it for _ in range(3000) for it in (mark("begin"), code(" IF "))]
    with pytest.raises(Refusal, match="felter inden i hinanden"):
        fill(template(p(*nested), p(sdt("dx:navn", "?"))), facts(navn="n"), PROPERTIES)


def test_a_chain_of_styles_is_read_to_its_end() -> None:
    chain = "".join(
        f'<w:style w:type="paragraph" w:styleId="q{at}"><w:name w:val="q{at}"/>'
        f'<w:basedOn w:val="q{at + 1}"/></w:style>'
        for at in range(3000)
    ).replace('"q3000"', '"H2"')
    styles = etree.fromstring(STYLES.replace("</w:styles>", f"{chain}</w:styles>"))
    outline = Outline(styles, etree.fromstring(NUMBERING))
    assert [it.outline for it in outline.read(wml.element("body", numbered("q0")))] == [2]
