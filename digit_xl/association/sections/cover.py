"""The cover: the association's logo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digit_xl.association.sheets import Association

if TYPE_CHECKING:
    from digit_xl.association.source import Source
    from digit_xl.facts import Facts


def cover(source: Source) -> Facts:
    """The logo, unknown when the register names none."""
    fields = next(iter(source.rows(Association.logo)), None)
    return {"forening.logo": source.picture(Association.logo, fields)}
