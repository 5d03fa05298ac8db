"""The script by which Excel on macOS may start Python, as the installed xlwings brings it.

Excel's sandbox starts no program. It hands the order to a script of the user's, which lies where
Excel cannot write; the VBA module asks for it by the version of xlwings that it comes from.
"""

from __future__ import annotations

import re
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from digit_xl.findings import Refusal

_NAME: Final = re.compile(r"xlwings-[\w.+-]+\.applescript", re.ASCII)


def name() -> str:
    """The name by which the VBA module asks for it."""
    return f"xlwings-{version('xlwings')}.applescript"


def is_name(text: str) -> bool:
    """Whether a script of some version of xlwings is called so: no path, and no other file."""
    return _NAME.fullmatch(text) is not None


def content() -> bytes:
    """The script; xlwings is read as a file, never imported.

    Raises:
        Refusal: xlwings is not installed, or comes without it.
    """
    found = find_spec("xlwings")
    file = Path(found.origin).with_name(name()) if found and found.origin else None
    if file is None or not file.is_file():
        raise Refusal(
            "no-xlwings",
            "xlwings er ikke installeret, som det skal være. Installér digit-xl igen.",
        )
    return file.read_bytes()
