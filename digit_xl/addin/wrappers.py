"""The VBA of the worksheet functions: a public function for each, made when the add-in is built.

xlwings would write these into an open workbook, for which Excel must trust whoever changes VBA.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from digit_xl.addin.bridge import expression
from digit_xl.functions import CATEGORY, FUNCTIONS

if TYPE_CHECKING:
    from digit_xl.functions import Argument, Function

_SOURCE = Path(__file__).with_name("vba") / "Functions.bas"
_WINDOWS_ONLY = "Fejl: Funktionen virker kun i Excel på Windows."
_FAILED = (
    "Fejl: Python svarer ikke. Bed den, der passer digit-xl, om at køre »digit-xl addin status«."
)


def module() -> str:
    """The source of the module `Functions`, in ASCII."""
    source = _SOURCE.read_text(encoding="ascii")
    for name, text in {
        "CATEGORY": expression(CATEGORY),
        "WINDOWS_ONLY": expression(_WINDOWS_ONLY),
        "FAILED": expression(_FAILED),
        "DESCRIBED": "\n".join(map(_description, FUNCTIONS)),
        "FUNCTIONS": "\n".join(map(_wrapper, FUNCTIONS)),
    }.items():
        source = source.replace(f"@{name}@", text)
    return source


def _wrapper(function: Function) -> str:
    """The function that a cell calls."""
    declared = ", ".join(map(_declared, function.arguments))
    asked = ["Book()", "Calculations"] if function.reads_register else []
    given = ", ".join([*asked, *map(_passed, function.passed)])
    return (
        f"\nPublic Function {function.name}({declared}) As Variant\n"
        f'    {function.name} = Answer("{function.name}", Array({given}))\n'
        "End Function"
    )


def _declared(argument: Argument) -> str:
    optional = "Optional " if argument.optional else ""
    return f"{optional}ByVal {argument.name} As Variant"


def _passed(argument: Argument) -> str:
    """The argument as it is passed on; one that was left out can only be so as it is."""
    return argument.name if argument.optional else f"Used({argument.name})"


def _description(function: Function) -> str:
    """The call that describes the function to Excel's function wizard."""
    told = [function.about, *(argument.about for argument in function.arguments)]
    about, *arguments = map(expression, told)
    lines = ", _\n        ".join(arguments)
    return f'    Describe "{function.name}", {about}, _\n        Array({lines})'
