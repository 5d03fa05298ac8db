"""Every named style of the report.

Built-in styles keep their English names, which Word shows in the reader's language.
"""

from __future__ import annotations

from copy import deepcopy

from template.look import (
    NUMBER_INDENT,
    PALETTE,
    TEXT_WIDTH,
    WIDE_TEXT_WIDTH,
    Style,
    colour,
    fonts,
    ground,
    line,
)
from template.numbering import BULLETS, HEADINGS
from template.plan import PLAN_STYLES, plan_signs
from template.references import REFERENCE_STYLES
from template.wml import Element, mm, q, val, w

LANGUAGE = "da-DK"


PARAGRAPH_STYLES = (
    Style(name="Normal", builtin=True),
    Style(name="Body Text", builtin=True, after=8, leading=1.3),
    Style(
        name="heading 1",
        builtin=True,
        next="BodyText",
        heading_font=True,
        size=26,
        colour="accent1",
        after=26,
        indent=NUMBER_INDENT,
        hanging=NUMBER_INDENT,
        left_tab=NUMBER_INDENT,
        rule=("bottom", 8, "accent2", 10),
        level=0,
        numbering=(HEADINGS, 0),
        keep_next=True,
        keep_lines=True,
        new_page=True,
    ),
    Style(
        name="heading 2",
        builtin=True,
        next="BodyText",
        heading_font=True,
        size=15,
        bold=True,
        colour="accent1",
        before=24,
        after=7,
        indent=NUMBER_INDENT,
        hanging=NUMBER_INDENT,
        left_tab=NUMBER_INDENT,
        level=1,
        numbering=(HEADINGS, 1),
        keep_next=True,
        keep_lines=True,
    ),
    Style(
        name="heading 3",
        builtin=True,
        next="BodyText",
        heading_font=True,
        size=11.5,
        bold=True,
        before=18,
        after=5,
        level=2,
        keep_next=True,
        keep_lines=True,
    ),
    Style(
        name="Kapitel uden nummer",
        based="Heading1",
        next="BodyText",
        indent=0,
        level=0,
        numbering=(0, 0),
    ),
    Style(name="Kapitel bred", based="Heading1", next="BodyText", after=14, level=0),
    Style(
        name="Title",
        builtin=True,
        next="Forsideår",
        heading_font=True,
        size=34,
        colour="lt1",
        ground="accent1",
        leading=0.95,
    ),
    Style(
        name="Forsideår",
        next="Subtitle",
        heading_font=True,
        size=104,
        bold=True,
        colour="accent6",
        ground="accent1",
        leading=0.9,
        after=122,
    ),
    Style(
        name="Subtitle",
        builtin=True,
        heading_font=True,
        size=20,
        bold=True,
        colour="accent1",
        after=6,
    ),
    Style(name="Forsidetekst", size=12, colour="dk2", after=4),
    Style(name="Logo", before=12),
    Style(
        name="header",
        builtin=True,
        size=8,
        colour="dk2",
        right_tab=TEXT_WIDTH,
        rule=("bottom", 4, "", 5),
    ),
    Style(name="Udkast", size=9, bold=True, caps=True, colour="accent2", ground="lt1", after=3),
    Style(name="footer", builtin=True, size=8, colour="dk2", right_tab=TEXT_WIDTH),
    Style(
        name="Sidehoved bred",
        based="Header",
        cleared_tab=TEXT_WIDTH,
        right_tab=WIDE_TEXT_WIDTH,
    ),
    Style(
        name="Sidefod bred",
        based="Footer",
        cleared_tab=TEXT_WIDTH,
        right_tab=WIDE_TEXT_WIDTH,
    ),
    Style(
        name="List Bullet",
        builtin=True,
        based="BodyText",
        close=True,
        indent=6,
        hanging=6,
        numbering=(BULLETS, 0),
    ),
    Style(
        name="List Bullet 2",
        builtin=True,
        based="BodyText",
        close=True,
        indent=12,
        hanging=6,
        numbering=(BULLETS, 1),
    ),
    Style(
        name="Faktalinje",
        size=9,
        after=0,
        leading=1.35,
        indent=38,
        hanging=34,
        left_tab=38,
        rule=("left", 24, "accent2", 8),
        keep_next=True,
        keep_lines=True,
    ),
    Style(
        name="Etiket",
        next="BodyText",
        size=8.5,
        bold=True,
        caps=True,
        colour="accent2",
        before=10,
        after=3,
        keep_next=True,
    ),
    Style(name="Person", size=9.5, colour="dk2", after=8, keep_next=True),
    Style(name="Billede", after=8, keep_next=True),
    Style(name="Dato", next="BodyText", size=9.5, colour="dk2", before=2, after=8, keep_next=True),
    Style(name="Brødtekst efter fakta", based="BodyText", before=9),
    Style(
        name="Tabeltitel",
        size=9.5,
        bold=True,
        colour="accent1",
        before=16,
        after=5,
        keep_next=True,
    ),
    Style(name="Diagram", after=10),
    Style(name="Tabel tekst", size=9, before=3, after=3),
    Style(name="Tabel tal", based="TabelTekst", align="right"),
    Style(
        name="Tabel hoved",
        based="TabelTekst",
        size=8.5,
        bold=True,
        colour="accent1",
        keep_next=True,
    ),
    Style(name="Tabel hoved tal", based="TabelHoved", align="right"),
    Style(name="Tabel sidste", based="TabelTekst", keep_next=True),  # above a sum
    Style(name="Tabel sidste tal", based="TabelSidste", align="right"),
    Style(
        name="Tabel gruppe",
        based="TabelTekst",
        bold=True,
        colour="accent1",
        before=10,
        keep_next=True,
    ),
    Style(name="Tabel total", based="TabelTekst", bold=True, keep_next=True),
    Style(name="Tabel total tal", based="TabelTotal", align="right"),
    Style(name="Tabelnote", size=8, colour="dk2", before=10, after=4, keep_next=True),
    Style(
        name="Tabel resultat", based="TabelTekst", bold=True, colour="accent1", before=6, after=6
    ),
    Style(name="Tabel resultat tal", based="TabelResultat", align="right"),
    Style(name="Underskrift", based="TabelTekst", before=26),
    *REFERENCE_STYLES,
    *PLAN_STYLES,
    Style(name="Sektion", size=1),
    Style(
        name="Kolofon",
        size=8.5,
        colour="dk2",
        before=40,
        rule=("top", 8, "accent2", 8),
        keep_lines=True,
    ),
)


def styles() -> Element:
    """styles.xml: the defaults, then each style."""
    paragraphs = [style.element for style in PARAGRAPH_STYLES]
    return w("styles", _defaults(), *paragraphs, *_implied(), *_signs(), *_table_styles())


def _defaults() -> Element:
    text = w(
        "rPr",
        fonts("minor"),
        colour("dk1"),
        val("sz", 20),
        val("szCs", 20),
        w("lang", val=LANGUAGE, eastAsia=LANGUAGE, bidi=LANGUAGE),
    )
    space = w("spacing", before=0, after=0, line=240, lineRule="auto")
    return w(
        "docDefaults",
        w("rPrDefault", text),
        w("pPrDefault", w("pPr", w("widowControl"), space)),
    )


def _implied() -> list[Element]:
    """What Word takes when nothing else is said, and the styles of links and footnotes' marks."""
    plain = w("tblPr", w("tblInd", w=0, type="dxa"), _cell_margins(0))
    return [
        _style("character", "Default Paragraph Font", w("semiHidden"), default=1),
        _style("numbering", "No List", w("semiHidden"), default=1),
        _style("table", "Normal Table", w("semiHidden"), plain, default=1),
        _style("character", "Strong", val("basedOn", "DefaultParagraphFont"), w("rPr", w("b"))),
        _style(
            "character",
            "Hyperlink",
            val("basedOn", "DefaultParagraphFont"),
            w("rPr", colour("hlink"), val("u", "single")),
        ),
        _style(
            "character",
            "Henvisning tilbage",
            val("basedOn", "DefaultParagraphFont"),
            customStyle=1,
        ),
        _style(
            "character",
            "footnote reference",
            val("basedOn", "DefaultParagraphFont"),
            w("rPr", val("vertAlign", "superscript")),
        ),
    ]


def _signs() -> list[Element]:
    """The plan's character styles."""
    based = "DefaultParagraphFont"
    return [
        _style("character", name, val("basedOn", based), w("qFormat"), look, customStyle=1)
        for name, look in plan_signs().items()
    ]


def _style(kind: str, name: str, *children: Element, **flags: int) -> Element:
    style_id = "".join(word[:1].upper() + word[1:] for word in name.split())
    return w("style", val("name", name), *children, type=kind, styleId=style_id, **flags)


def _table_styles() -> list[Element]:
    """Calm tables: a strong rule under the header, one below the last row, thin lines between."""
    below = line("bottom", 8, "accent1")
    across, upright = line("insideH", 4), line("insideV", 4)
    sides = [line("top", 4), line("left", 4), line("bottom", 4), line("right", 4)]
    framed = [line("top", 8, "accent1"), below]
    middle = w("tcPr", val("vAlign", "center"))
    return [
        _table_style("Table Grid", [*sides, across, upright]),
        _table_style("DigitTabel", [below, across], _first_row(), customStyle=1),
        _table_style("DigitPersoner", [below, across], _low(), _first_row(), customStyle=1),
        _table_style(
            "DigitRegnskab", [below], _low(), _first_row(), _result(), room=0.7, customStyle=1
        ),
        _table_style("DigitPlan", [*framed, across, upright], middle, customStyle=1),
    ]


def _table_style(
    name: str, borders: list[Element], *parts: Element, room: float = 1, **flags: int
) -> Element:
    look = w(
        "tblPr",
        w("tblInd", w=0, type="dxa"),
        w("tblBorders", *(deepcopy(border) for border in borders)),
        _cell_margins(room),
    )
    return _style("table", name, val("basedOn", "NormalTable"), look, *parts, **flags)


def _low() -> Element:
    """Cells with the text at their foot: figures after long names, names below portraits."""
    return w("tcPr", val("vAlign", "bottom"))


def _first_row() -> Element:
    cells = w("tcPr", w("tcBorders", line("bottom", 12, "accent1")))
    return w("tblStylePr", w("rPr", w("b"), colour("accent1")), cells, type="firstRow")


def _result() -> Element:
    """The last row of the accounts: on a tinted ground, with the double line that ends them."""
    double = w("bottom", val="double", sz=6, space=0, color=PALETTE["accent1"])
    double.set(q("w:themeColor"), "accent1")
    borders = w("tcBorders", line("top", 8, "accent1"), double)
    return w("tblStylePr", w("tcPr", borders, ground("lt2")), type="lastRow")


def _cell_margins(sides: float) -> Element:
    """Room left and right of a cell's text, in millimetres."""
    room = {"top": 0.0, "left": sides, "bottom": 0.0, "right": sides}
    return w("tblCellMar", *(w(side, w=mm(size), type="dxa") for side, size in room.items()))
