"""What a cell's XML holds: a value, a formula with what it shows, or nothing (18.3.1.4)."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from lxml import etree

from digit_xl.book.places import MAIN
from digit_xl.book.plan import Formula, writable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element as Element

    from digit_xl.book.plan import Cell, Value

_T = TypeVar("_T")

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_CONTENT = tuple(f"{MAIN}{name}" for name in ("f", "v", "is"))
# `_x000D_` is how a text holds what XML cannot (22.9.2.19), so a text that has it spells the `_`.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def put(cell: Element, value: Cell) -> None:
    """Let the cell hold the value, in its own style; a text stands in the cell itself."""
    match value:
        case Formula():
            put_formula(cell, value.text, value.shown)
        case str():
            clear(cell)
            cell.set("t", "inlineStr")
            _write(etree.SubElement(etree.SubElement(cell, f"{MAIN}is"), f"{MAIN}t"), value)
        case None:
            clear(cell)
        case _:
            clear(cell)
            etree.SubElement(cell, f"{MAIN}v").text = _number(value)


def put_formula(cell: Element, formula: str, shown: Value) -> None:
    """Let the cell hold the formula and show the value."""
    clear(cell)
    written = etree.Element(f"{MAIN}f")
    cell.insert(0, written)
    written.text = formula
    show(cell, shown)


def show(cell: Element, value: Value) -> None:
    """Let the formula cell show the value; None where it waits for Excel, which then calculates."""
    for old in cell.findall(f"{MAIN}v"):
        cell.remove(old)
    cell.attrib.pop("t", "")
    if value is None:
        return
    new = etree.Element(f"{MAIN}v")
    cell.insert(1, new)  # behind the formula
    if isinstance(value, str):
        cell.set("t", "str")
        _write(new, value)
    else:
        new.text = _number(value)


def clear(cell: Element) -> None:
    """Leave nothing but the style, and what extensions keep with the cell."""
    for part in [part for part in cell if part.tag in _CONTENT]:
        cell.remove(part)
    for name in ("t", "cm", "vm"):  # the type, and what is told of an array or a rich value
        cell.attrib.pop(name, "")


def _write(element: Element, text: str) -> None:
    element.text = _ESCAPE.sub("_x005F_", writable(text))
    if text != text.strip():
        element.set(_SPACE, "preserve")


def _number(value: float | Decimal | dt.date) -> str:
    if isinstance(value, dt.date):
        raise TypeError("a date is a number only with the workbook's calendar")
    return format(value, "f") if isinstance(value, Decimal) else repr(value)


def by_sheet(shown: Mapping[tuple[str, str], _T]) -> dict[str, dict[str, _T]]:
    """The values by the titles of their sheets and then by address."""
    sheets: dict[str, dict[str, _T]] = {}
    for (title, address), value in shown.items():
        sheets.setdefault(title, {})[address] = value
    return sheets


def show_formulas(sheet: Element, values: Mapping[str, Value]) -> None:
    """Let the formula cells at those addresses show the values; others there stay as they are."""
    for cell in sheet.iter(f"{MAIN}c") if values else ():
        address = cell.get("r", "")
        if address in values and cell.find(f"{MAIN}f") is not None:
            show(cell, values[address])
