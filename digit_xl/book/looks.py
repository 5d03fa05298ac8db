"""How the cells of a new workbook look: its named styles, its tabs, and the marks on its cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digit_xl.book.plan import SIDES, Light, Part, Use

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from digit_xl.book.plan import Entry, Mark

_WHOLE = "[$-406]#,##0"
_BUTTON = 2  # an indent as wide as the filter button that covers the end of a heading

# Colours as RGB. Contrast of text on its ground: header 11:1, computed 6:1 and more.
_INK, _FAINT_INK, _WHITE = "1F2933", "4B5563", "FFFFFF"
_HEADER, _COMPUTED_HEADER, _COMPUTED_GROUND, _LINE = "1F3A5F", "4B5563", "EEF0F2", "C9CFD6"
_LINK = "1F4E9E"
# What stands outside a table: size and colour of its text, whether it is bold, and its ground.
_PARTS = {
    Part.LINE: (11, _INK, False, ""),
    Part.TITLE: (18, _HEADER, True, ""),
    Part.NAME: (10, _FAINT_INK, False, _COMPUTED_GROUND),
    Part.FIGURE: (18, _INK, True, _COMPUTED_GROUND),
    Part.NOTE: (10, _FAINT_INK, False, _COMPUTED_GROUND),
    Part.LIGHT: (14, _INK, True, _COMPUTED_GROUND),
    Part.EXPLANATION: (10, _FAINT_INK, False, ""),
    Part.CAPTION: (12, _HEADER, True, ""),
}
TABS = {
    Use.INPUT: "1F3A5F",
    Use.COMPUTED: "9CA3AF",
    Use.GUIDE: "2E7D5B",
    Use.CONTROL: "B45309",
}
# The ground and the ink of a mark; the ink is 7:1 and more on its ground.
_LIGHTS = {
    Light.RED: ("FFD5D2", "7A0916"),
    Light.AMBER: ("FFE9B8", "5C3A00"),
    Light.BLUE: ("D9E8FB", "123B73"),
    Light.GREEN: ("D5F0DC", "0B4A22"),
    Light.NONE: (_WHITE, _INK),
}


class Styles:
    """The workbook's named cell styles, made when first asked for."""

    def __init__(self, workbook: Workbook) -> None:
        """Begin with none."""
        self._workbook = workbook
        self._looks: dict[str, tuple[str | bool, ...]] = {}

    def of(self, use: Use, entry: Entry) -> str:
        """The name of the style of such cells."""
        name = f"{use.value} {entry.name}"
        if self._is_new(name, entry.number_format, entry.align, entry.wrap):
            self._add(name, entry, computed=use is Use.COMPUTED)
        return name

    def total(self, entry: Entry) -> str:
        """The name of the style of such cells in the row of totals."""
        name = f"Sum {entry.name}"
        if self._is_new(name, entry.number_format, entry.align, entry.wrap):
            self._add(name, entry, computed=True, total=True)
        return name

    def heading(self, use: Use, entry: Entry) -> str:
        """The name of the style of headings above such cells."""
        name = f"Overskrift {use.value.lower()} {SIDES[entry.align]}"
        if self._is_new(name):
            self._add_heading(name, use, entry)
        return name

    def part(self, part: Part) -> str:
        """The name of the style of such cells outside a table."""
        if self._is_new(part.value):
            self._add_part(part)
        return part.value

    def _add_part(self, part: Part) -> None:
        from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

        size, ink, bold, ground = _PARTS[part]
        style = NamedStyle(
            part.value,
            font=Font(name="Calibri", size=size, bold=bold, color=ink),
            alignment=Alignment(
                horizontal="left",
                vertical="center",
                indent=1 if ground else 0,
                wrap_text=part is Part.LIGHT,
                shrink_to_fit=part is Part.FIGURE,
            ),
            number_format=_WHOLE,
        )
        if ground:
            style.fill = PatternFill("solid", ground)
            side = Side("medium", _WHITE)  # keeps the tiles apart
            style.border = Border(side, side)
        self._workbook.add_named_style(style)

    def _is_new(self, name: str, *look: str | bool) -> bool:
        """Whether the style is still to be made; one name never stands for two looks."""
        new = name not in self._looks
        if self._looks.setdefault(name, look) != look:
            raise ValueError(f"two looks are called {name}")
        return new

    def _add_heading(self, name: str, use: Use, entry: Entry) -> None:
        from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill

        ground = _COMPUTED_HEADER if use is Use.COMPUTED else _HEADER
        alignment = Alignment(
            horizontal=entry.align,
            vertical="center",
            wrap_text=True,
            indent=_BUTTON if entry.align == "right" else 0,
        )
        self._workbook.add_named_style(
            NamedStyle(
                name,
                font=Font(name="Calibri", size=11, bold=True, color=_WHITE),
                fill=PatternFill("solid", ground),
                alignment=alignment,
            )
        )

    def _add(self, name: str, entry: Entry, *, computed: bool, total: bool = False) -> None:
        from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

        ink = _LINK if entry.link else _FAINT_INK if computed and not total else _INK
        line = Side("thin", _LINE)
        style = NamedStyle(
            name,
            font=Font(
                name="Calibri",
                size=11,
                color=ink,
                italic=computed,
                bold=total,
                underline="single" if entry.link else None,
            ),
            border=Border(line, line, Side("medium", _HEADER) if total else line, line),
            alignment=Alignment(
                horizontal=entry.align, vertical="top", wrap_text=entry.wrap and not total
            ),
            number_format=entry.number_format,
        )
        if computed:
            style.fill = PatternFill("solid", _COMPUTED_GROUND)
        self._workbook.add_named_style(style)


def light(sheet: Worksheet, mark: Mark) -> None:
    """Give the cells the conditional format."""
    from openpyxl.formatting.rule import Rule
    from openpyxl.styles import Border, Font, PatternFill, Side
    from openpyxl.styles.differential import DifferentialStyle

    ground, ink = _LIGHTS[mark.light]
    # In a differential format Excel takes a solid fill's colour from its background.
    fill = PatternFill("solid", start_color=ground, end_color=ground)
    look = DifferentialStyle(font=Font(color=ink), fill=fill)
    if mark.light is Light.NONE:
        side = Side("thin", _WHITE)
        look.border = Border(left=side, right=side, bottom=side)
    rule = Rule("expression", dxf=look, formula=[mark.formula], stopIfTrue=True)
    sheet.conditional_formatting.add(mark.cells, rule)
