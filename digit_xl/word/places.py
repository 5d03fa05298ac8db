"""Where in a document something stands, told so that a person finds it in Word."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from digit_xl.word import wml

if TYPE_CHECKING:
    from digit_xl.word.wml import Element

LONGEST: Final = 60  # characters of a title or of a text that are told
_MOST: Final = 1000  # characters of which those are the first


@dataclass(frozen=True, slots=True)
class Place:
    """A place, each part in Danish and empty when it tells nothing.

    `table` and `story` are whole (`i tabellen »Note«`, `i et sidehoved`), `heading` and `words`
    are the text itself.
    """

    story: str = ""
    heading: str = ""
    table: str = ""
    words: str = ""
    in_heading: bool = False
    boxed: bool = False

    def at(self, words: str) -> Place:
        """The same place, at the text that begins so."""
        return replace(self, words=cut(words))

    def __str__(self) -> str:
        """`i et tekstfelt i tabellen »Note« under overskriften »Økonomi« ved »I alt«`."""
        parts = [*(["i et tekstfelt"] if self.boxed else []), self.table]
        if self.story:
            parts.append(self.story)
        elif self.heading:
            parts.append(f"{'i' if self.in_heading else 'under'} overskriften »{self.heading}«")
        told = " ".join(filter(None, parts)) or "før den første overskrift"
        return f"{told} ved »{self.words}«" if self.words else told


def table_called(table: Element, number: int) -> str:
    """`i tabellen »Note«` by the text of the first cell; else by its number, counted from 1."""
    cell = next(table.iter(wml.TC), None)
    if cell is not None and (title := wml.shown(cell)):
        return f"i tabellen »{cut(title)}«"
    return f"i tabel {number}"


def cut(text: str) -> str:
    """The text in one line, no longer than is told, without signs that nobody sees.

    Such a sign may turn the words after it around, or be a command to a terminal.
    """
    line = " ".join(text[:_MOST].split())
    line = "".join(sign for sign in line if sign.isprintable())
    return line if len(line) <= LONGEST else f"{line[:LONGEST].rstrip()} …"
