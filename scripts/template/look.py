"""What the look is made of: the palette, the measures of the page, and the paragraph style.

Colours are theme colours, so a designer who changes the theme in Word changes them all. Each pair
of text and ground has a contrast of at least 4.5:1 (WCAG 2.1, 1.4.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from template.wml import Element, mm, points, q, val, w

# Arial is in every Word on Windows and macOS, and Liberation Sans has its exact measures, so a PDF
# made on a server breaks its lines and pages where Word does.
FONT = "Arial"

PALETTE = {
    "dk1": "1C2B30",  # text
    "lt1": "FFFFFF",  # paper
    "dk2": "4A5C61",  # quiet text: headers, labels
    "lt2": "EAF1F0",  # tinted ground
    "accent1": "0B4A54",  # deep blue-green: the report's colour
    "accent2": "A8461C",  # copper: the accent
    "accent3": "2B7363",  # fjord green
    "accent4": "5A5490",  # heather
    "accent5": "7D6015",  # lichen
    "accent6": "F3CFA4",  # sand: on the deep blue-green only
    "hlink": "0A5A78",
    "folHlink": "5A5490",
}
# Where WordprocessingML points at the theme it has names of its own (ECMA-376, 17.18.97).
_THEME_NAMES = {"dk1": "text1", "lt1": "background1", "dk2": "text2", "lt2": "background2"}
_THEME_NAMES |= {"hlink": "hyperlink", "folHlink": "followedHyperlink"}

_ENGLISH_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})

RULE = "B9C9C7"  # thin lines inside tables: they divide, nothing is told by them

Side: TypeAlias = Literal["top", "left", "bottom", "right", "insideH", "insideV"]

TEXT_WIDTH = 145.0  # millimetres, portrait
WIDE_TEXT_WIDTH = 253.0  # millimetres, landscape
NUMBER_INDENT = 13.0  # millimetres from a heading's number to its words


def colour(name: str) -> Element:
    """A text colour of the theme."""
    return w("color", val=PALETTE[name], themeColor=_THEME_NAMES.get(name, name))


def ground(name: str) -> Element:
    """A fill of the theme."""
    fill, theme = PALETTE[name], _THEME_NAMES.get(name, name)
    return w("shd", val="clear", color="auto", fill=fill, themeFill=theme)


def line(side: Side, eighths: int, name: str = "", space: int = 0) -> Element:
    """A rule on one side, in eighths of a point; without a colour's name a thin grey one."""
    if not name:
        return w(side, val="single", sz=eighths, space=space, color=RULE)
    theme = _THEME_NAMES.get(name, name)
    return w(side, val="single", sz=eighths, space=space, color=PALETTE[name], themeColor=theme)


@dataclass(frozen=True, kw_only=True)
class Style:
    """A paragraph style; lengths in points unless said otherwise, colours by their theme names."""

    name: str
    based: str = "Normal"
    next: str = ""
    size: float = 0
    bold: bool | None = None
    caps: bool = False
    colour: str = ""
    ground: str = ""
    before: float | None = None
    after: float | None = None
    leading: float = 0  # line spacing as a multiple of single
    line_height: float = 0  # exactly, instead
    align: Literal["", "left", "center", "right"] = ""
    close: bool = False  # no space between paragraphs of this same style
    indent: float | None = None  # millimetres, left
    hanging: float = 0  # millimetres
    first_line: float = 0  # millimetres
    right_tab: float = 0  # millimetres
    cleared_tab: float = 0  # millimetres: a stop of the style it is based on
    left_tab: float = 0  # millimetres
    rule: tuple[Side, int, str, int] | None = None  # side, eighths of a point, colour, space
    level: int | None = None  # outline level, 0 is a chapter
    numbering: tuple[int, int] | None = None  # numbering and its level; 0 takes it away
    keep_next: bool = False
    keep_lines: bool = False
    new_page: bool = False
    heading_font: bool = False
    builtin: bool = False

    @property
    def id(self) -> str:
        """The style's id: its words run together, each with a capital, in English letters."""
        words = "".join(word[:1].upper() + word[1:] for word in self.name.split())
        return words.translate(_ENGLISH_LETTERS)

    @property
    def element(self) -> Element:
        """The style as it stands in styles.xml; children in the order of the schema."""
        made = w("style", val("name", self.name), type="paragraph", styleId=self.id)
        if self.name == "Normal":
            made.set(q("w:default"), "1")
        else:
            made.append(val("basedOn", self.based))
        if self.next:
            made.append(val("next", self.next))
        if not self.builtin:
            made.set(q("w:customStyle"), "1")
        made.extend((w("qFormat"), self._paragraph(), self._run()))
        return made

    def _paragraph(self) -> Element:
        made = w("pPr")
        flags = {
            "keepNext": self.keep_next,
            "keepLines": self.keep_lines,
            "pageBreakBefore": self.new_page,
        }
        made.extend(w(flag) for flag, wanted in flags.items() if wanted)
        if self.numbering:
            number, level = self.numbering
            made.append(w("numPr", val("ilvl", level), val("numId", number)))
        if self.rule:
            made.append(w("pBdr", line(*self.rule)))
        if self.ground:
            made.append(ground(self.ground))
        tabs = {"clear": self.cleared_tab, "left": self.left_tab, "right": self.right_tab}
        stops = [w("tab", val=kind, pos=mm(at)) for kind, at in tabs.items() if at]
        if stops:
            made.append(w("tabs", *stops))
        made.extend(self._spacing())
        if self.indent is not None:
            made.append(w("ind", left=mm(self.indent), hanging=mm(self.hanging)))
        if self.first_line:
            made.append(w("ind", firstLine=mm(self.first_line)))
        if self.close:
            made.append(w("contextualSpacing"))
        if self.align:
            made.append(val("jc", self.align))
        if self.level is not None:
            made.append(val("outlineLvl", self.level))
        return made

    def _spacing(self) -> list[Element]:
        spacing: dict[str, int | str] = {}
        if self.before is not None:
            spacing["before"] = points(self.before)
        if self.after is not None:
            spacing["after"] = points(self.after)
        if self.leading:
            spacing |= {"line": round(240 * self.leading), "lineRule": "auto"}
        if self.line_height:
            spacing |= {"line": points(self.line_height), "lineRule": "exact"}
        return [w("spacing", **spacing)] if spacing else []

    def _run(self) -> Element:
        made = w("rPr")
        if self.heading_font:
            made.append(fonts("major"))
        if self.bold is not None:
            made.append(val("b", int(self.bold)))
        if self.caps:
            made.append(w("caps"))
        if self.colour:
            made.append(colour(self.colour))
        if self.caps:
            made.append(val("spacing", 12))
        if self.size:
            made.extend((val("sz", round(2 * self.size)), val("szCs", round(2 * self.size))))
        return made


def fonts(theme: Literal["major", "minor"]) -> Element:
    """The theme's font for headings (`major`) or text (`minor`)."""
    return w(
        "rFonts",
        asciiTheme=f"{theme}HAnsi",
        hAnsiTheme=f"{theme}HAnsi",
        eastAsiaTheme=f"{theme}EastAsia",
        cstheme=f"{theme}Bidi",
    )
