"""Writes the parts of README.md that the code itself tells: commands, ribbon, functions, sheets."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.testing import CliRunner
from lxml import etree

from digit_xl import cli
from digit_xl.addin import build
from digit_xl.association.sheets import SHEETS
from digit_xl.functions import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

_UI = "{http://schemas.microsoft.com/office/2009/07/customui}"
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


def functions() -> str:
    """A table of the worksheet functions as Danish Excel writes them, with an example of each."""
    lines = ["| Function | What it answers | Example |", "| --- | --- | --- |"]
    for function in FUNCTIONS:
        names = [f"[{one.name}]" if one.optional else one.name for one in function.arguments]
        example = function.example.replace("|", "\\|")
        lines.append(f"| `{function.name}({'; '.join(names)})` | {function.about} | `{example}` |")
    return "\n".join(lines)


def ribbon() -> str:
    """The ribbon as it looks, drawn in letters, and what each button does."""
    with zipfile.ZipFile(io.BytesIO(build.xlam())) as package:
        root = etree.fromstring(package.read("customUI/customUI14.xml"))
    groups = [
        (group.get("label", ""), [dict(button.attrib) for button in group])
        for group in root.iter(f"{_UI}group")
    ]
    boxes = [_box(name, [button["label"] for button in buttons]) for name, buttons in groups]
    drawn = "\n".join("".join(line) for line in zip(*boxes, strict=True))
    rows = ["| Button | What it does, as its tip says |", "| --- | --- |"]
    rows += [
        f"| {button['label']} | {button['supertip']} |" for _, group in groups for button in group
    ]
    return f"```text\n{drawn}\n```\n\n" + "\n".join(rows)


def _box(name: str, labels: list[str]) -> list[str]:
    """A group of the ribbon in six lines: its buttons' labels in two, and its name below."""
    lines = [label.replace("/", "/ ").split(" ", 1) for label in labels]
    widths = [max(len(word) for word in words) for words in lines]
    across = sum(widths) + 3 * len(widths) + 1
    rows = [
        "".join(
            f"  {[*words, ''][at].strip():^{width}} "
            for words, width in zip(lines, widths, strict=True)
        )
        for at in (0, 1)
    ]
    ruled = "─" * across
    body = ["", *rows, name.center(across)]
    return [f"┌{ruled}┐", *(f"│{line:<{across}}│" for line in body), f"└{ruled}┘"]


def built(text: str) -> str:
    """The README with its generated parts made anew."""
    for mark, part in (
        ("commands", commands()),
        ("ribbon", ribbon()),
        ("functions", functions()),
        ("sheets", sheets()),
    ):
        begin, end = f"<!-- {mark} -->", f"<!-- /{mark} -->"
        before, found, rest = text.partition(begin)
        _, ended, after = rest.partition(end)
        if not (found and ended):
            raise SystemExit(f"README.md must have {begin} … {end}")
        text = f"{before}{begin}\n\n{part}\n\n{end}{after}"
    return text


if __name__ == "__main__":
    README.write_text(built(README.read_text(encoding="utf-8")), encoding="utf-8")
