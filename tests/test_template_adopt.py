"""Names in braces become controls: wherever they stand, however their text is split."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from brace_parts import FACTS, adopted, row_of
from docx import Document
from docx_parts import (
    PROPERTIES,
    TEXT_BOX,
    document,
    grid,
    lines,
    p,
    part,
    r,
    saved,
    sdt,
    table,
    tag_of,
    template,
    with_footnote,
)
from fields import code, complex_field, mark, simple_field
from lxml import etree

from digit_xl.word import wml
from digit_xl.word.fill import fill
from digit_xl.word.templates.adopt import adopt

if TYPE_CHECKING:
    from digit_xl.word.templates.problems import Problem
    from digit_xl.word.wml import Element

ROOT = Path(__file__).parents[1]
REGISTER = ROOT / "workbooks" / "digit-2019.xlsx"


def body(content: bytes) -> Element:
    return part(fill(adopted(content), FACTS, PROPERTIES))


def shown(*blocks: Element) -> list[str]:
    """The text of each paragraph when a draft of those blocks is adopted and filled."""
    return lines(body(template(*blocks)))


def problems(*blocks: Element) -> list[tuple[str, str]]:
    """The rule and the place of each problem in a draft of those blocks."""
    return [(it.rule, it.place) for it in found(template(*blocks))]


def found(content: bytes) -> tuple[Problem, ...]:
    verdict = adopt(content, lambda _: FACTS)
    assert verdict.document is None
    return verdict.findings


def test_a_value_takes_the_look_of_its_name_and_the_text_around_it_stays() -> None:
    content = adopted(template(p("Vi er ", r("{{na", "b"), r("vn}}", "b"), r(" i {{år}}.", "i"))))
    held = [*part(content).iter(wml.SDT)]
    assert [tag_of(it) for it in held] == ["dx:navn", "dx:år"]
    looks = [[it.tag for it in next(control.iter(wml.R_PR))] for control in held]
    assert looks == [[wml.w("b")], [wml.w("i")]]
    assert lines(part(fill(content, FACTS, PROPERTIES)))[0] == "Vi er Nord i 2019."


def test_a_format_is_kept() -> None:
    assert shown(p("{{ beløb | hele  kr }}")) == ["1.200\u00a0kr."]


def test_a_text_of_paragraphs_takes_its_own_paragraph() -> None:
    made = adopted(template(p("{{tekst}}", style="Quote"), p("{{plan}}")))
    first = next(part(made).iter(wml.SDT))
    assert wml.holder_of(first).tag == wml.BODY
    assert lines(part(fill(made, FACTS, PROPERTIES)))[:2] == ["Første.", "Anden."]


@pytest.mark.parametrize("name", ["tekst", "plan"])
def test_a_text_of_paragraphs_in_a_line_is_told(name: str) -> None:
    assert problems(p(f"Se {{{{{name}}}}}.")) == [("template-level", "før den første overskrift")]


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([p("{{#poster}}"), p("{{navn}}"), p("{{/poster}}")], ["A", "B"]),
        ([p("{{#poster}}{{navn}}"), p("mere{{/poster}}")], ["A", "mere", "B", "mere"]),
        ([p("{{#poster}}{{navn}}: {{kode}}{{/poster}}")], ["A: 1", "B: 2"]),
        (
            [p("{{#poster}}{{#dele}}{{navn}} {{del}}{{/dele}}{{/poster}}")],
            ["A a1", "A a2", "B b1"],
        ),
        (
            [p("{{#poster}}"), p("{{#dele}}"), p("{{del}}"), p("{{/dele}}"), p("{{/poster}}")],
            ["a1", "a2", "b1"],
        ),
        ([p("{{#poster}}{{#dele}}"), p("{{del}}"), p("{{/dele}}{{/poster}}")], ["a1", "a2", "b1"]),
        ([p("{{?tom}}væk{{/tom}}"), p("{{?navn}}er {{navn}}{{/navn}}")], ["er Nord"]),
        ([p("før{{?tom}} væk{{/tom}}{{?navn}} og{{/navn}} efter")], ["før og efter"]),
        ([p("{{?tom}}"), p("væk"), table(row_of("x"), columns=1), p("{{/tom}}"), p("z")], ["z"]),
        ([p("{{#poster}}"), p("{{?note}}har {{note}}{{/note}}"), p("{{/poster}}")], ["har n"]),
        ([p("{{?navn}}{{navn}}{{/navn}}{{?tom}}{{tom}}{{/tom}}")], ["Nord"]),
    ],
)
def test_paragraphs_and_text_in_a_line(blocks: list[Element], expected: list[str]) -> None:
    assert shown(*blocks) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("{{#poster}}{{navn}}", "{{kode}}{{/poster}}")], [["A", "1"], ["B", "2"]]),
        (
            [("{{#poster}}", ""), ("{{navn}}", "{{kode}}"), ("", "{{/poster}}")],
            [["A", "1"], ["B", "2"]],
        ),
        (
            [("{{#poster}}", ""), ("{{#dele}}{{navn}}", "{{del}}{{/dele}}"), ("{{/poster}}", "")],
            [["A", "a1"], ["A", "a2"], ["B", "b1"]],
        ),
        (
            [("{{#poster}}{{navn}}", ""), ("i alt", "{{kode}}{{/poster}}")],
            [["A", ""], ["i alt", "1"], ["B", ""], ["i alt", "2"]],
        ),
        ([("{{?tom}}x", "y{{/tom}}"), ("{{?navn}}z", "{{navn}}{{/navn}}")], [["z", "Nord"]]),
        ([("{{#poster}}{{?note}}{{note}}", "{{kode}}{{/note}}{{/poster}}")], [["n", "2"]]),
        ([("a", "{{?tom}}x{{/tom}}")], [["a", ""]]),
    ],
)
def test_rows_of_a_table(rows: list[tuple[str, str]], expected: list[list[str]]) -> None:
    made = body(template(table(*(row_of(*texts) for texts in rows)), p("efter")))
    assert grid(made) == expected


def test_a_condition_around_some_cells_of_a_header_takes_their_columns() -> None:
    head = row_of("a", "{{?tom}}b", "c{{/tom}}", header=True)
    made = body(template(table(head, row_of("1", "2", "3"), columns=3), p("efter")))
    assert grid(made) == [["a"], ["1"]]


@pytest.mark.parametrize(("header", "expected"), [(True, [["a"], ["1"]]), (False, None)])
def test_a_condition_in_a_cell_of_a_header_takes_its_column(
    header: bool,  # noqa: FBT001 - a parameter of the test
    expected: list[list[str]] | None,
) -> None:
    head = row_of("a", "{{?tom}}b{{/tom}}", header=header)
    made = body(template(table(head, row_of("1", "2")), p("efter")))
    assert grid(made) == (expected or [["a", ""], ["1", "2"]])


def test_the_paragraph_of_a_name_goes_when_it_has_emptied_it() -> None:
    cell = wml.element("tc", p("{{#poster}}"), p("{{navn}}"), p("{{/poster}}"))
    wide = wml.element("tc", p("{{#poster}}"), p("{{navn}}"))
    made = body(
        template(
            table(wml.element("tr", cell), columns=1),
            p("x"),
            table(wml.element("tr", wide, wml.element("tc", p("{{kode}}{{/poster}}")))),
            p("efter"),
        )
    )
    assert lines(made)[:-1] == ["A", "B", "x", "A", "1", "B", "2"]


def test_a_cell_still_ends_in_a_paragraph() -> None:
    inner = table(row_of("{{navn}}"), columns=1)
    cell = wml.element("tc", p("{{#poster}}"), inner, p("{{/poster}}"))
    made = adopted(template(table(wml.element("tr", cell), columns=1), p("efter")))
    outer = next(part(made).iter(wml.TC))
    assert outer[-1].tag == wml.P


def test_a_section_break_stays_in_what_it_was_in() -> None:
    begin = p("{{?navn}}")
    begin.insert(0, wml.element("pPr", wml.element("sectPr")))
    made = part(adopted(template(begin, p("x"), p("{{/navn}}"))))
    held = next(made.iter(wml.SDT))
    assert held.find(f".//{wml.w('sectPr')}") is not None


def test_a_picture_beside_its_name_is_its_frame(tmp_path: Path) -> None:
    from digit_xl.association.example import pictures
    from digit_xl.facts import Picture

    logo = pictures()["logo"]
    assert isinstance(logo, Picture)
    (tmp_path / "logo.png").write_bytes(logo.content)
    made = Document()
    paragraph = made.add_paragraph("{{logo}}")
    paragraph.add_run().add_picture(str(tmp_path / "logo.png"))
    verdict = adopt(saved(made), lambda _: {"logo": logo})
    assert verdict.document is not None
    held = next(part(verdict.document).iter(wml.SDT))
    assert wml.holder_of(held).tag == wml.BODY
    assert wml.shown(held) == ""
    fill(verdict.document, {"logo": logo}, PROPERTIES)
    alone = adopt(template(p("{{logo}}")), lambda _: {"logo": logo})
    assert [it.rule for it in alone.findings] == ["template-frame"]


def boxed(text: str) -> Element:
    """A run with a text box that says so, in Word's form and its older one."""
    run = etree.fromstring(
        TEXT_BOX.format(w=wml.W, wp=wml.WP), etree.XMLParser(remove_blank_text=True)
    )
    for holder in run.iter(wml.TEXT_BOX):
        holder.append(p(text))
    return run


def everywhere() -> bytes:
    """A draft with names in a header, a footer, a footnote, a text box and a link."""
    link = wml.element("hyperlink", r("{{navn}}"), anchor="_top")
    made = document(
        p("{{?navn}}", boxed("{{#poster}}{{kode}}{{/poster}}"), "{{/navn}} og "), p(link)
    )
    made.sections[0].header.paragraphs[0].text = "{{navn}}"
    made.sections[0].footer.paragraphs[0].text = "{{?tom}}{{tom}}{{/tom}}{{år}}"
    with_footnote(made, p("se {{navn}}"))
    return saved(made)


def test_names_are_found_wherever_text_stands() -> None:
    content = fill(adopted(everywhere()), FACTS, PROPERTIES)
    said = [wml.shown(box) for box in part(content).iter(wml.TEXT_BOX)]
    assert said == ["1 2", "1 2"]
    assert wml.shown(part(content, "word/header1.xml")) == "Nord"
    assert wml.shown(part(content, "word/footer1.xml")) == "2019"
    assert wml.shown(part(content, "word/footnotes.xml")) == "se Nord"
    assert lines(part(content))[-1] == "Nord"


def test_names_in_contents_and_references_are_left_to_be_written_anew() -> None:
    contents = [mark("begin"), code(" TOC \\o "), mark("separate")]
    draft = template(p(*contents, "{{navn}} {{"), p(mark("end")), p("{{navn}}"))
    assert [tag_of(it) for it in part(adopted(draft)).iter(wml.SDT)] == ["dx:navn"]


TRACKED = wml.element("ins", r("{{navn}}"), id=1, author="A")
PART_TRACKED = [r("{{na"), wml.element("ins", r("vn"), id=1, author="A"), r("}}")]
PART_LINKED = [r("{{na"), wml.element("hyperlink", r("vn}}"), anchor="_top")]


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([p("{{navn")], ["draft-brace"]),
        ([p("navn}}")], ["draft-brace"]),
        ([p("{{na"), p("vn}}")], ["draft-brace", "draft-brace"]),
        ([p("{{}}")], ["draft-brace"]),
        ([p("{{#}}")], ["draft-brace"]),
        ([p("{{a\nb}}")], ["draft-brace"]),
        ([p("{{#poster}}"), p("x")], ["draft-pair"]),
        ([p("{{/poster}}")], ["draft-pair"]),
        ([p("{{#poster}}x{{/postr}}")], ["draft-pair", "draft-pair"]),
        (
            [p("{{#poster}}"), p("{{?navn}}"), p("x"), p("{{/poster}}"), p("{{/navn}}")],
            ["draft-pair", "draft-pair"],
        ),
        ([p("{{#poster}}"), table(row_of("x{{/poster}}"), columns=1), p("y")], ["draft-pair"]),
        ([p("x {{#poster}}{{navn}}{{/poster}}")], ["draft-place"]),
        ([p("x {{?navn}}"), p("y"), p("{{/navn}}")], ["draft-place"]),
        ([p("{{?navn}}"), p("y"), p("{{/navn}} x")], ["draft-place"]),
        ([table(row_of("a", "{{#poster}}b", "c{{/poster}}"), columns=3)], ["draft-place"]),
        ([table(row_of("a", "x{{?navn}}b", "c{{/navn}}"), columns=3)], ["draft-place"]),
        ([table(row_of("a{{#poster}}", "b"), row_of("c", "{{/poster}}"))], ["draft-place"]),
        ([p("{{?navn}}" * 40, "x", "{{/navn}}" * 40)], ["draft-pair"]),
        ([p("{{#poster}}{{/poster}}")], ["draft-empty"]),
        ([p("{{#poster}}"), p("{{/poster}}")], ["draft-empty"]),
        ([table(row_of("{{#poster}}", ""), row_of("", "{{/poster}}"))], ["draft-empty"]),
        ([table(row_of("{{#poster}}", "{{/poster}}"))], ["draft-empty"]),
        ([p(TRACKED)], ["draft-boundary"]),
        ([p(*PART_TRACKED)], ["draft-boundary"]),
        ([p(*PART_LINKED)], ["draft-boundary"]),
        ([p(sdt("andet", "{{navn}}"))], ["draft-boundary"]),
        ([p(simple_field(" DATE ", "{{navn}}"))], ["draft-boundary"]),
        ([p(*complex_field(" DATE ", "{{navn}}"))], ["draft-boundary"]),
        ([p("{{na", mark("begin"), code(" DATE "), mark("end"), "vn}}")], ["draft-boundary"]),
        (
            [p("a {{?navn}}", wml.element("hyperlink", r("x{{/navn}}"), anchor="_top"))],
            ["draft-boundary"],
        ),
        ([p("{{konti." + "x" * 60 + ".udgifter}}")], ["draft-long"]),
        ([p("ingen")], ["draft-nothing"]),
        ([p("{{navm}}")], ["template-name"]),
        ([p("{{navn|kr}}")], ["template-format"]),
        ([p("{{#navn}}x{{/navn}}")], ["template-records"]),
        ([p("{{poster}}")], ["template-records"]),
        ([p("{{?navn|kr}}x{{/navn|kr}}")], ["template-tag"]),
    ],
)
def test_what_cannot_be_understood_is_told(blocks: list[Element], expected: list[str]) -> None:
    assert [rule for rule, _ in problems(*blocks)] == expected


def test_all_is_told_at_once_with_its_place() -> None:
    told = found(
        template(
            p("{{x"),
            p("Om os", style="Heading1"),
            p("{{#poster}}"),
            table(row_of("Note", "y}}")),
            p("{{/navn}}"),
        )
    )
    assert [str(it) for it in told] == [
        "fejl draft-brace før den første overskrift: »{{« mangler »}}« i samme afsnit: skriv hele "
        "navnet mellem {{ og }} i ét afsnit, eller slet klammerne.",
        "fejl draft-pair under overskriften »Om os«: »{{#poster}}« er ikke lukket: skriv "
        "{{/poster}}, hvor det ender.",
        "fejl draft-brace i tabellen »Note« under overskriften »Om os«: »}}« mangler »{{« i samme "
        "afsnit: skriv hele navnet mellem {{ og }} i ét afsnit, eller slet klammerne.",
        "fejl draft-pair under overskriften »Om os«: »{{/navn}}« lukker noget, der ikke er åbnet "
        "(mente du »{{/poster}}«?): skriv {{#navn}} eller {{?navn}}, hvor det begynder, eller slet "
        "det.",
    ]


def test_an_unknown_name_is_told_with_the_nearest() -> None:
    (told,) = found(template(p("Om os", style="Heading1"), p("{{navm}}")))
    assert str(told) == (
        "fejl template-name under overskriften »Om os«: Rapporten kender ikke »navm« (mente du "
        "»navn«?). Ret navnet mellem klammerne."
    )
