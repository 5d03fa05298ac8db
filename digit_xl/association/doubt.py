"""What cannot be told while cells are unreadable: an amount would be too small, and none saw it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from digit_xl.association.figures import COMPUTED, doubtful
from digit_xl.cells import Kind

if TYPE_CHECKING:
    from digit_xl.association.figures import Computed
    from digit_xl.register import Register


def withheld(register: Register) -> Register:
    """The register with its computed amounts unknown where a cell that they read is unclear.

    A phase is left as the readable cells tell it: without one, a project had no place to stand.
    """
    for computed in COMPUTED:
        rows = doubtful(register, computed)
        if rows and computed.column.kind is Kind.MONEY:
            register = _without(register, computed, rows)
    return register


def _without(register: Register, computed: Computed, rows: frozenset[int]) -> Register:
    import polars as pl

    name, sheet = computed.column.name, computed.column.sheet
    reading = register.readings[sheet]
    known = ~(pl.col("row").is_in(list(rows)) | pl.lit(0 in rows))
    frame = reading.frame.with_columns(pl.when(known).then(pl.col(name)).alias(name))
    unclear = {**reading.unclear, name: rows | register.unclear(computed.column)}
    changed = replace(reading, frame=frame, unclear=unclear)
    return replace(register, readings={**register.readings, sheet: changed})
