"""Writes the annual report template: `python scripts/build_template.py [FILE]`."""

from __future__ import annotations

import sys
from pathlib import Path

from template.package import template

TEMPLATE = Path(__file__).resolve().parent.parent / "templates" / "aarsrapport.docx"


def main(arguments: list[str]) -> None:
    """Write the template to the file named, else to its place in the project."""
    target = Path(arguments[0]) if arguments else TEMPLATE
    target.write_bytes(template())
    print(f"wrote {target}")


if __name__ == "__main__":
    main(sys.argv[1:])
