"""What a template can name, and how it is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Field:
    """A name that a template can use: its kind in Danish, an example, and what it is.

    `formats` are the words that may follow it in a tag, `format` those that its ready-made control
    has; a repeat has the fields of its records `inside`.
    """

    name: str
    kind: str
    about: str
    example: str
    formats: tuple[str, ...] = ()
    format: str = ""
    inside: tuple[Field, ...] = ()

    @property
    def told(self) -> dict[str, object]:
        """The field as JSON tells it; `fields` are null but for a repeat."""
        return {
            "name": self.name,
            "kind": self.kind,
            "about": self.about,
            "example": self.example,
            "formats": list(self.formats),
            "fields": [field.told for field in self.inside] if self.inside else None,
        }

    def lines(self, depth: int = 1) -> Iterator[str]:
        """A line for the field and for each inside it: `navn (tekst): … Fx …`."""
        example = f" Fx {self.example}" if self.example else ""
        yield f"{'  ' * depth}{self.name} ({self.kind}): {self.about}{example}"
        for field in self.inside:
            yield from field.lines(depth + 1)


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that stand under one heading."""

    title: str
    fields: tuple[Field, ...]


Catalogue: TypeAlias = tuple[Group, ...]


def text(catalogue: Catalogue) -> str:
    """The catalogue for people: each group's title and its fields below it."""
    blocks = (
        "\n".join([group.title, *(line for field in group.fields for line in field.lines())])
        for group in catalogue
    )
    return "\n\n".join(blocks)


def data(catalogue: Catalogue) -> list[dict[str, object]]:
    """The fields in their order, each with the title of its group, as JSON tells them."""
    return [{"group": group.title, **field.told} for group in catalogue for field in group.fields]
