"""The ribbon: the tab Årsrapport, and the callbacks that its buttons ask VBA for.

A button `onAction="DigitXl_fill"` presses `fill` of `digit_xl/excel.py`; a button whose function
is not there yet is left out, with its callback.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterable

_BUTTON = "{http://schemas.microsoft.com/office/2009/07/customui}button"
_CALLBACK = "DigitXl_"


def actions(source: str) -> frozenset[str]:
    """The names of the public functions that a Python source has on top."""
    names = (node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
    return frozenset(name for name in names if not name.startswith("_"))


def shown(ribbon: bytes, functions: Iterable[str]) -> bytes:
    """The ribbon with the buttons of these functions alone."""
    root = etree.fromstring(ribbon)
    for button in list(root.iter(_BUTTON)):
        group = button.getparent()
        if group is not None and _action(button) not in functions:
            group.remove(button)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def callbacks(ribbon: bytes) -> str:
    """The VBA of the buttons' callbacks: each presses its function."""
    pressed = (_action(button) for button in etree.fromstring(ribbon).iter(_BUTTON))
    return "".join(
        f"\nPublic Sub {_CALLBACK}{action}(control As IRibbonControl)\n"
        f'    Press "{action}"\nEnd Sub\n'
        for action in pressed
    )


def _action(button: etree._Element) -> str:
    return button.get("onAction", "").removeprefix(_CALLBACK)
