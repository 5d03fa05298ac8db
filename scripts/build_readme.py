"""Writes the parts of README.md that tell what the code itself says: commands and sheets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.testing import CliRunner

from digit_xl import cli
from digit_xl.association.sheets import SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterator

README = Path(__file__).parents[1] / "README.md"


def commands() -> str:
    """The help of each command, as a terminal of 90 columns shows it."""
    shown = []
    for words in _words(cli.main):
        result = CliRunner().invoke(
            cli.main, [*words, "--help"], prog_name="digit-xl", terminal_width=90
        )
        shown.append(f"```text\n{result.output.strip()}\n```")
    return "\n\n".join(shown)


def _words(group: click.Group, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of each command, those of a group's commands behind the group's own name."""
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from _words(command, (*before, name))
        else:
            yield (*before, name)


def sheets() -> str:
    """A table of the sheets, their columns and what they are for."""
    lines = ["| Sheet | Columns (computed in italics) | |", "| --- | --- | --- |"]
    for sheet in SHEETS:
        columns = ", ".join(
            f"*{column.title}*" if column.computed else column.title for column in sheet.columns
        )
        lines.append(f"| {sheet.title} | {columns} | {sheet.about} |")
    return "\n".join(lines)


def built(text: str) -> str:
    """The README with its generated parts made anew."""
    for mark, part in (("commands", commands()), ("sheets", sheets())):
        begin, end = f"<!-- {mark} -->", f"<!-- /{mark} -->"
        before, found, rest = text.partition(begin)
        _, ended, after = rest.partition(end)
        if not (found and ended):
            raise SystemExit(f"README.md must have {begin} … {end}")
        text = f"{before}{begin}\n\n{part}\n\n{end}{after}"
    return text


if __name__ == "__main__":
    README.write_text(built(README.read_text(encoding="utf-8")), encoding="utf-8")
