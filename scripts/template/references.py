"""What counts and refers: the table of contents, captions, and references to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from template.look import TEXT_WIDTH, Style
from template.wml import XML_SPACE, paragraph, run, val, w

if TYPE_CHECKING:
    from template.wml import Element

STATEMENT = "resultatopgørelse"  # the bookmark at the caption of the income statement

CONTENTS_INDENT = 9.0  # millimetres from a number in the contents to its words

REFERENCE_STYLES = (
    Style(
        name="TOC Heading",
        builtin=True,
        based="Heading1",
        next="BodyText",
        indent=0,
        level=9,
        numbering=(0, 0),
    ),
    Style(
        name="toc 1",
        builtin=True,
        next="Normal",
        size=11,
        bold=True,
        colour="accent1",
        before=13,
        after=2,
        indent=CONTENTS_INDENT,
        hanging=CONTENTS_INDENT,
        left_tab=CONTENTS_INDENT,
        right_tab=TEXT_WIDTH,
        keep_next=True,
    ),
    Style(
        name="toc 2",
        builtin=True,
        next="Normal",
        before=1.5,
        after=1.5,
        indent=2 * CONTENTS_INDENT,
        hanging=CONTENTS_INDENT,
        left_tab=2 * CONTENTS_INDENT,
        right_tab=TEXT_WIDTH,
    ),
    Style(
        name="caption",
        builtin=True,
        next="BodyText",
        size=9.5,
        bold=True,
        colour="accent1",
        before=16,
        after=5,
        keep_next=True,
    ),
    Style(name="footnote text", builtin=True, size=8.5, after=2, leading=1.15),
)


def contents() -> Element:
    """The table of contents as Word knows it; its entries are written when the report is."""
    lead = paragraph("Toc1", *_complex(r'TOC \o "1-2" \h \z \u'), "«Indhold»", _mark("end"))
    building_block = w("docPartObj", val("docPartGallery", "Table of Contents"), w("docPartUnique"))
    return w(
        "sdt",
        w("sdtPr", val("alias", "Indholdsfortegnelse"), building_block),
        w("sdtContent", paragraph("TOCHeading", "Indhold"), lead),
    )


def caption(
    what: Literal["Tabel", "Figur"], *title: Element | str, bookmark: str = "", number: int = 0
) -> Element:
    """A numbered caption; `Tabel 5` is in the bookmark, if any, which wants a number of its own."""
    label = [run(f"{what} "), *_field(f"SEQ {what} \\* ARABIC", "1")]
    if bookmark:
        start = w("bookmarkStart", id=number, name=bookmark)
        label = [start, *label, w("bookmarkEnd", id=number)]
    return paragraph("Caption", *label, ": ", *title)


def reference(bookmark: str, shows: str) -> list[Element]:
    """A reference to a bookmark, with what it shows until the report is written."""
    return _field(f"REF {bookmark} \\h", shows)


def _field(instruction: str, shows: str) -> list[Element]:
    """A field in runs: LibreOffice shows the instruction of a simple one within a control."""
    return [*_complex(instruction), run(shows), _mark("end")]


def _complex(instruction: str) -> list[Element]:
    """The beginning of a field that may go over several paragraphs."""
    code = w("instrText")
    code.text = f" {instruction} "
    code.set(XML_SPACE, "preserve")
    return [_mark("begin"), w("r", code), _mark("separate")]


def _mark(kind: str) -> Element:
    return w("r", w("fldChar", fldCharType=kind))
