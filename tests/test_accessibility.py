"""What shuts readers out of a document: each rule broken and kept, and documents of odd kinds."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from accessible_parts import cells, chart, coloured, drawing, fill, heading, link, sound, span
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx_parts import p, r, saved, sdt, table, text_box, with_footnote
from hypothesis import given, settings
from hypothesis import strategies as st

from digit_xl.findings import Refusal
from digit_xl.word import wml
from digit_xl.word.accessibility import CHECKS, RULES, Barrier, barriers

if TYPE_CHECKING:
    from collections.abc import Callable

    from docx.document import Document as DocumentObject

    from digit_xl.word.wml import Element

LINE = "cantSplit"


def titles() -> Element:
    return cells("Navn", "Rolle", marks="cantSplit tblHeader")


def core(name: str, value: str) -> DocumentObject:
    made = sound()
    setattr(made.core_properties, name, value)
    return made


def language(value: str) -> DocumentObject:
    made = sound()
    for mark in made.styles.element.iter(wml.w("lang")):
        mark.set(wml.VAL, value)
    return made


def big(text: str, **style: str) -> Element:
    look = wml.element("rPr", wml.element("b"), wml.val("sz", 32))
    return p(wml.run(text, look), **style)


def two_headers(first: Element) -> Element:
    titles = cells("", "Jan", "Feb", marks="cantSplit tblHeader")
    span(titles, 0, "vMerge", "continue")
    return table(first, titles, cells("a", "1", "2", marks=LINE), columns=3)


def labels(position: str, bar: str) -> DocumentObject:
    ink = f"<c:txPr><a:p><a:pPr><a:defRPr>{fill('FFFFFF')}</a:defRPr></a:pPr></a:p></c:txPr>"
    return chart(
        f"<c:chart><c:plotArea><c:barChart><c:ser><c:spPr>{fill(bar)}</c:spPr><c:dLbls>{ink}"
        f'<c:dLblPos val="{position}"/><c:showVal val="1"/></c:dLbls></c:ser></c:barChart>'
        "</c:plotArea></c:chart>"
    )


def axis(ink: str, ground: str) -> DocumentObject:
    defaults = f'<a:p><a:pPr><a:defRPr sz="900">{fill(ink)}</a:defRPr></a:pPr></a:p>'
    return chart(
        f"<c:chart><c:plotArea><c:valAx><c:txPr>{defaults}</c:txPr></c:valAx></c:plotArea></c:chart>"
        f"<c:spPr>{fill(ground)}</c:spPr>"
    )


def title(ink: str) -> DocumentObject:
    run = f"<a:r><a:rPr>{fill(ink)}</a:rPr><a:t>Udgifter</a:t></a:r>"
    return chart(
        f"<c:chart><c:title><c:tx><c:rich><a:p>{run}</a:p></c:rich></c:tx></c:title></c:chart>"
    )


def in_style(ink: str, ground: str) -> DocumentObject:
    """A table whose style colours its first row."""
    look = wml.element("rPr", wml.element("color", val=ink))
    shading = wml.element("tcPr", wml.element("shd", val="clear", fill=ground))
    first = wml.element("tblStylePr", look, shading, type="firstRow")
    made = sound(table(titles(), cells("a", "b", marks=LINE)))
    style = wml.element("style", wml.val("name", "T"), first, type="table", styleId="T")
    made.styles.element.append(style)
    properties = next(made.element.body.iter(wml.w("tblPr")))
    properties.extend((wml.val("tblStyle", "T"), wml.val("tblLook", "0020")))
    return made


def image(text: str = "", **look: str | bool) -> DocumentObject:
    return sound(drawing(text, **look))  # type: ignore[arg-type] # its own names


def lines(*texts: str) -> DocumentObject:
    return sound(*map(p, texts))


def rows(*made: Element) -> DocumentObject:
    return sound(table(*made))


def without_headings() -> DocumentObject:
    made = sound()
    body = made.element.body
    body.remove(next(body.iter(wml.P)))
    return made


def headings_from(level: int) -> DocumentObject:
    made = without_headings()
    made.element.body.insert(0, heading("A", level))
    return made


def bullets() -> DocumentObject:
    return sound(p("- en", style="ListBullet"), p("- to", style="ListBullet"))


def hidden() -> DocumentObject:
    look = wml.element("rPr", wml.element("vanish"), wml.element("color", val="FFFFFF"))
    return sound(p(wml.run("a", look)))


# Rule, a document that breaks it, one that keeps it.
CASES: tuple[tuple[str, Callable[[], DocumentObject], Callable[[], DocumentObject]], ...] = (
    ("TIL-01", lambda: core("title", " "), sound),
    ("TIL-02", lambda: core("author", ""), sound),
    ("TIL-02", lambda: core("subject", ""), sound),
    ("TIL-03", lambda: language("en-US"), lambda: language("da")),
    ("TIL-03", lambda: language(""), sound),
    ("TIL-04", lambda: core("language", "en-GB"), sound),
    ("TIL-05", without_headings, sound),
    ("TIL-06", lambda: sound(heading("A", 3)), lambda: sound(heading("A", 2), heading("B", 3))),
    ("TIL-07", lambda: headings_from(2), lambda: headings_from(1)),
    ("TIL-08", lambda: sound(heading("")), lambda: sound(heading("A", 2))),
    ("TIL-09", lambda: sound(big("Udgifter")), lambda: sound(big("Udgifter steg i 2019."))),
    ("TIL-09", lambda: sound(big("Udgifter")), lambda: sound(big("Udgifter", style="Caption"))),
    ("TIL-10", lambda: rows(cells("a", "b"), cells("1", "2")), lambda: rows(cells("a", "b"))),
    (
        "TIL-10",
        lambda: rows(cells("", "", marks="tblHeader"), cells("1", "2")),
        lambda: rows(titles(), cells("1", "2")),
    ),
    (
        "TIL-11",
        lambda: rows(titles(), cells("1", "2")),
        lambda: rows(titles(), cells("1", "2", marks=LINE)),
    ),
    (
        "TIL-12",
        lambda: rows(wml.element("tr", wml.element("tc", table(cells("a", "b")), p()))),
        lambda: sound(table(cells("a", "b")), p("x"), table(cells("a", "b"))),
    ),
    (
        "TIL-13",
        lambda: rows(span(titles(), 0, "gridSpan", "2"), cells("a", "b", "c")),
        lambda: sound(
            two_headers(
                span(
                    span(cells("Projekt", "2019", marks="tblHeader"), 1, "gridSpan", "2"),
                    0,
                    "vMerge",
                    "restart",
                )
            )
        ),
    ),
    (
        "TIL-13",
        lambda: rows(
            span(titles(), 0, "vMerge", "restart"),
            span(cells("", "b"), 0, "vMerge", "continue"),
        ),
        lambda: rows(titles(), span(cells("Gruppe", ""), 0, "gridSpan", "2")),
    ),
    ("TIL-14", image, lambda: image(decorative=True)),
    ("TIL-14", lambda: image(held="c:chart"), lambda: image("Udgifter pr. projekt")),
    ("TIL-14", image, lambda: sound(p(text_box("")))),
    ("TIL-15", lambda: image("IMG_0042.jpg"), lambda: image("Bestyrelsen på havnen i Køge")),
    ("TIL-15", lambda: image("Billede 1"), lambda: image("Billedet af bestyrelsen fra 2019")),
    ("TIL-15", lambda: image("Et skærmbillede"), image),
    ("TIL-16", lambda: image("Kort", kind="anchor"), lambda: image("Kort")),
    ("TIL-16", lambda: image(kind="anchor"), lambda: image(kind="anchor", decorative=True)),
    ("TIL-17", lambda: sound(p(text_box(""))), lambda: image("Kort")),
    ("TIL-18", lambda: lines("- en", "- to"), lambda: lines("- en", "", "- to")),
    ("TIL-18", lambda: lines("•\ten", "•\tto"), lambda: lines("– 12,50 kr.", "– 30,00 kr.")),
    ("TIL-18", lambda: lines("1. en", "2. to"), lambda: lines("1. maj 2019", "2. juni 2019")),
    ("TIL-18", lambda: lines("a) en", "b) to"), lambda: lines("3. en", "7. to")),
    ("TIL-18", lambda: sound(p("* en\n* to")), bullets),
    ("TIL-19", lambda: sound(coloured("a", "777777")), lambda: sound(coloured("a", "767676"))),
    (
        "TIL-19",
        lambda: sound(coloured("a", "767676", "EEEEEE")),
        lambda: sound(coloured("a", "767676", "EEEEEE", size=36)),
    ),
    (
        "TIL-19",
        lambda: sound(coloured("a", "auto", "707070")),
        lambda: sound(coloured("a", "auto", "101010")),
    ),
    (
        "TIL-19",
        lambda: sound(coloured("a", "000000", themeColor="background1")),
        lambda: sound(coloured("a", "FFFFFF", themeColor="text1")),
    ),
    ("TIL-19", lambda: in_style("FFFFFF", "AAAAAA"), lambda: in_style("FFFFFF", "222222")),
    ("TIL-19", lambda: in_style("333333", "222222"), hidden),
    ("TIL-20", lambda: axis("AAAAAA", "FFFFFF"), lambda: axis("AAAAAA", "111111")),
    ("TIL-20", lambda: title("DDDDDD"), lambda: title("333333")),
    ("TIL-20", lambda: labels("ctr", "FFCC00"), lambda: labels("ctr", "003366")),
    ("TIL-20", lambda: labels("outEnd", "003366"), sound),
    ("TIL-21", lambda: sound(link("Klik her.")), lambda: sound(link("vedtægterne"))),
    (
        "TIL-21",
        lambda: sound(link("https://www.digit.dk/en/lang/adresse")),
        lambda: sound(link("www.digit.dk")),
    ),
    ("TIL-22", lambda: lines("", "", ""), lambda: lines("", "", "x", "")),
)


def found(made: DocumentObject) -> list[str]:
    return [barrier.rule for barrier in barriers(saved(made))]


def test_a_sound_document_breaks_no_rule() -> None:
    assert found(sound()) == []


@pytest.mark.parametrize(("rule", "broken", "kept"), CASES)
def test_a_rule_is_broken_and_kept(
    rule: str, broken: Callable[[], DocumentObject], kept: Callable[[], DocumentObject]
) -> None:
    assert rule in found(broken())
    assert rule not in found(kept())


def test_every_rule_has_its_cases_and_an_id_of_its_own() -> None:
    assert {rule for rule, _, _ in CASES} == {rule.id for rule in RULES}
    assert len({rule.id for rule in RULES}) == len(RULES) == len(CHECKS)


def only(made: DocumentObject, rule: str) -> list[Barrier]:
    return [barrier for barrier in barriers(saved(made)) if barrier.rule == rule]


def test_a_barrier_is_told_with_its_place() -> None:
    made = sound(table(cells("Note", "Post"), cells("1", "Løn")), coloured("Svag tekst", "CCCCCC"))
    made.sections[0].header.paragraphs[0]._p.append(wml.run("x"))  # noqa: SLF001 - python-docx has no other door
    with_footnote(made, coloured("I noten", "CCCCCC"))
    header, *_ = only(made, "TIL-10")
    assert str(header).startswith(
        "fejl TIL-10 i tabellen »Note« under overskriften »Økonomi«: Tabellens første række"
    )
    assert [str(one.place) for one in only(made, "TIL-19")] == [
        "under overskriften »Økonomi« ved »Svag tekst«",
        "i en fodnote ved »I noten«",
    ]
    assert (
        "har en kontrast på 1,60:1, og der skal være mindst 4,5:1."
        in only(made, "TIL-19")[0].message
    )


def test_what_is_told_often_is_told_thrice_and_counted() -> None:
    made = sound(*(coloured(f"Tekst {number}", "CCCCCC") for number in range(10)))
    told = only(made, "TIL-19")
    assert [one.place.words for one in told if one.place] == ["Tekst 0", "Tekst 1", "Tekst 2"]
    assert len(told) == 4
    assert told[3].message.startswith("Det samme gælder 7 steder mere: Teksten (#CCCCCC")
    many = sound(*(coloured("x", f"{200 + number:02X}" * 3) for number in range(40)))
    told = only(many, "TIL-19")
    assert len(told) == 26
    assert told[-1].message.startswith("Det samme gælder 15 steder mere i samme forstand")


def test_what_is_in_controls_and_boxes_is_seen_once() -> None:
    weak = sdt("dx:a", coloured("a", "CCCCCC"))
    assert len(only(sound(weak), "TIL-19")) == 1
    row = sdt("dx:b", cells("a", "b"))
    assert len(only(sound(table(row, cells("1", "2"))), "TIL-10")) == 1
    box = p(text_box("dx:c"))
    for content in box.iter(wml.w("txbxContent")):
        content.append(coloured("b", "CCCCCC"))
    (told,) = only(sound(box), "TIL-19")
    assert str(told.place).startswith("i et tekstfelt")


def test_a_style_gives_what_its_paragraph_does_not_say() -> None:
    made = sound(p("a", style="B"), p(r("b", "i"), style="B"))
    ink = wml.element("rPr", wml.element("color", val="EEEEEE"))
    base = wml.element("style", wml.val("name", "A"), ink, type="paragraph", styleId="A")
    own = wml.element("style", wml.val("name", "B"), wml.val("basedOn", "A"), type="paragraph")
    own.set(wml.w("styleId"), "B")
    made.styles.element.extend((base, own))
    assert len(only(made, "TIL-19")) == 2


def drop(made: DocumentObject, kind: str) -> None:
    for key in [key for key, rel in made.part.rels.items() if rel.reltype == kind]:
        del made.part.rels[key]


def circle(made: DocumentObject) -> None:
    for style in made.styles.element.iter(wml.w("style")):
        for based in style.findall(wml.w("basedOn")):
            style.remove(based)
        style.insert(1, wml.val("basedOn", "Normal"))


ODD: tuple[Callable[[DocumentObject], object], ...] = (
    lambda made: drop(made, RELATIONSHIP_TYPE.STYLES),
    lambda made: drop(made, RELATIONSHIP_TYPE.THEME),
    lambda made: drop(made, RELATIONSHIP_TYPE.SETTINGS),
    lambda made: drop(made, RELATIONSHIP_TYPE.NUMBERING),
    circle,
    lambda made: made.element.body.insert(1, coloured("a", "rød", "blå", themeColor="accent9")),
    lambda made: made.element.body.insert(1, table(cells(), cells("a"))),
    lambda made: made.element.body.insert(1, p(wml.element("hyperlink"))),
    lambda made: made.element.body.insert(1, drawing(held='c:chart r:id="nowhere"')),
    lambda made: made.element.body.insert(1, wml.element("tc", p("a"))),
    lambda made: made.element.body.insert(1, wml.element("r", wml.element("pict"))),
    lambda made: [it.clear() for it in made.element.body.iter(wml.P)],
)


@pytest.mark.parametrize("change", ODD)
def test_an_odd_document_is_judged_all_the_same(change: Callable[[DocumentObject], object]) -> None:
    made = sound(cells_in_a_table(), drawing("Kort"))
    change(made)
    barriers(saved(made))


def cells_in_a_table() -> Element:
    inner = wml.element("tr", wml.element("tc", heading("I en tabel", 2), p("a")))
    return table(cells("a", "b", marks="tblHeader"), inner)


@pytest.mark.parametrize("blob", [b"<c", b"<!DOCTYPE c><c/>"])
def test_a_damaged_chart_is_refused(blob: bytes) -> None:
    made = chart("")
    made.part.rels["diagram"].target_part._blob = blob  # noqa: SLF001 - python-docx has no door
    with pytest.raises(Refusal) as refused:
        barriers(saved(made))
    assert refused.value.code == "document-unreadable"
    with pytest.raises(Refusal, match="Dokumentet kan ikke læses"):
        barriers(b"PK")


WORDS = st.text(st.sampled_from("ab 1.-•\t\n)æ"), max_size=12)
HEX = st.sampled_from(("auto", "FFFFFF", "12", "C0C0C0", "000000", "tyrkis", ""))
PLAIN = st.builds(coloured, WORDS, HEX, HEX, st.sampled_from((0, 20, 36)))
STYLED = st.builds(
    lambda text, style: p(text, style=style),
    WORDS,
    st.sampled_from(("", "Heading1", "Heading4", "Title", "ListBullet", "nowhere")),
)
SHOWN = st.builds(drawing, WORDS.map(str.strip).filter(str.isalnum))
LEAVES = st.one_of(PLAIN, STYLED, SHOWN, st.builds(link, WORDS))
CELL = st.lists(LEAVES, max_size=2).map(lambda content: wml.element("tc", *content, p()))
ROW = st.lists(CELL, max_size=3).map(lambda content: wml.element("tr", *content))
BLOCKS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(ROW, max_size=3).map(lambda content: table(*content)),
        st.lists(inner, max_size=3).map(lambda content: sdt("dx:a", *content)),
        inner.map(lambda one: table(wml.element("tr", wml.element("tc", one, p())))),
    ),
    max_leaves=8,
)


@settings(max_examples=30, deadline=None)
@given(st.lists(BLOCKS, max_size=5))
def test_whatever_is_in_it_a_document_is_judged_and_twice_alike(blocks: list[Element]) -> None:
    made = Document()
    for at, block in enumerate(blocks):
        made.element.body.insert(at, block)
    content = saved(made)
    assert barriers(content) == barriers(content)


def test_a_table_of_four_times_the_rows_takes_no_more_than_some_four_times_as_long() -> None:
    def seconds(count: int) -> float:
        lines = (cells("a", "b", marks=LINE) for _ in range(count))
        content = saved(sound(table(titles(), *lines)))
        begun = time.process_time()
        assert barriers(content) == ()
        return time.process_time() - begun

    assert seconds(4000) < 9 * seconds(1000) + 1
