"""What a register must be, told from the Sheet classes and the rules themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from digit_xl import cells, filling, reading
from digit_xl.association import figures, overview, rules
from digit_xl.association.sheets import SHEETS
from digit_xl.schema import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digit_xl.findings import Rule
    from digit_xl.schema import Column


def every_rule() -> tuple[Rule, ...]:
    """Every rule there is: on headings and cells, on single columns, and between them."""
    columns = (rule.rule for column in _columns() for rule in column.rules)
    between = (*rules.RULES, *figures.RULES, *overview.RULES, *filling.RULES)
    return (*reading.RULES, *cells.RULES, *columns, *between)


def data() -> dict[str, Any]:
    """The sheets with their columns, and the rules, as JSON tells them."""
    return {
        "sheets": [
            {
                "title": sheet.title,
                "about": sheet.about,
                "kind": sheet.role.value,
                "may_be_empty": sheet.may_be_empty,
                "columns": [_column(column) for column in sheet.columns],
            }
            for sheet in SHEETS
        ],
        "rules": [
            {"id": rule.id, "severity": rule.severity.value, "about": rule.about}
            for rule in every_rule()
        ],
    }


def text() -> str:
    """The same for people, in Danish."""
    lines: list[str] = []
    for sheet in SHEETS:
        lines += [f"{sheet.title} – {sheet.about}"]
        if sheet.role in (Role.ROWS, Role.FIELDS):
            lines += [f"  {column.title}: {_described(column)}" for column in sheet.columns]
        lines.append("")
    lines.append("Regler")
    lines += [f"  {rule.id} {rule.severity.value}: {rule.about}" for rule in every_rule()]
    return "\n".join(lines)


def _columns() -> Iterator[Column]:
    for sheet in SHEETS:
        yield from sheet.columns


def _column(column: Column) -> dict[str, Any]:
    reference = column.reference
    return {
        "title": column.title,
        "name": column.name,
        "type": column.kind.value,
        "required": column.required,
        "unique": column.unique,
        "computed": column.computed,
        "allowed": list(column.choices) or None,
        "refers_to": f"{reference.sheet.title}[{reference.title}]" if reference else None,
        "describes": column.describes.title if column.describes else None,
        "rules": [rule.rule.id for rule in column.rules],
        "about": column.about,
    }


def _described(column: Column) -> str:
    """One line on the column: type, whether required, what is allowed, what it is for."""
    traits = [column.kind.value]
    if column.computed:
        traits.append("beregnes")
    else:
        traits.append("skal udfyldes" if column.required else "må være tom")
    if column.unique:
        traits.append("hver værdi kun én gang")
    if column.choices:
        traits.append("en af: " + ", ".join(column.choices))
    if column.reference:
        traits.append(f"fra {column.reference.sheet.title}[{column.reference.title}]")
    return f"{'; '.join(traits).removesuffix('.')}. {column.about}"
