"""The modules of a file as olevba reads them, in a process of its own: it warns a lot."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_READ = """
import json, sys
from oletools.olevba import VBA_Parser
macros = VBA_Parser(sys.argv[1]).extract_macros()
print(json.dumps({name: code for _, _, name, code in macros}))
"""


def read_by_olevba(file: Path) -> dict[str, str]:
    """The source of each module, by its name and kind: `Ribbon.bas`, `ThisWorkbook.cls`."""
    command = [sys.executable, "-W", "ignore", "-c", _READ, str(file)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    read: dict[str, str] = json.loads(told)
    return read
