"""What a reader finds changed between two states of a report, control by control."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digit_xl.word.controls import Kind as Kinds
from digit_xl.word.refresh.told import Change, Kind, called

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from digit_xl.word.ledger.entries import Around, Key
    from digit_xl.word.ledger.standing import Report
    from digit_xl.word.places import Place


@dataclass(frozen=True, slots=True)
class Shown:
    """What one control shows, and where it stands."""

    text: str
    place: Place


def shown(report: Report) -> Mapping[Key, Sequence[Shown]]:
    """What the values of the report show, by what the ledger knows them by."""
    found: dict[Key, list[Shown]] = {}
    for control in report.controls:
        if control.kind is Kinds.VALUE and not control.shadow:
            found.setdefault(control.key, []).append(Shown(control.text, control.place))
    return found


def between(
    old: Mapping[Key, Sequence[Shown]], new: Mapping[Key, Sequence[Shown]]
) -> Iterator[Change]:
    """Each value that shows another text, and what is more or less than it was.

    Of a record that has come or gone the record alone is told.
    """
    had, has = _records(old), _records(new)
    told: set[Around] = set()
    for key, now in new.items():
        before = old.get(key, ())
        if not before:
            yield from _whole(Kind.ADDED, key, now[0], has - had, told)
        yield from _changed(key, before, now)
    for key, before in old.items():
        if key not in new:
            yield from _whole(Kind.REMOVED, key, before[0], had - has, told)


def _records(found: Iterable[Key]) -> set[Around]:
    """The records in which something is shown."""
    arounds = {around for around, _ in found}
    return {around[:depth] for around in arounds for depth in range(1, len(around) + 1)}


def _whole(
    kind: Kind, key: Key, one: Shown, records: set[Around], told: set[Around]
) -> Iterator[Change]:
    """The record that came or went with the control, told once, else the control itself."""
    around, tag = key
    outer = (around[:depth] for depth in range(1, len(around) + 1))
    record = next((it for it in outer if it in records), None)
    if record is None:
        texts = {"new": one.text} if kind is Kind.ADDED else {"old": one.text}
        yield Change(kind, called(tag, around), str(one.place), **texts)
    elif record not in told:
        told.add(record)
        yield Change(kind, called("", record), str(one.place))


def _changed(key: Key, before: Sequence[Shown], now: Sequence[Shown]) -> Iterator[Change]:
    """The controls with that key that show another text, each text once."""
    around, tag = key
    seen: set[tuple[str, str]] = set()
    for first, second in zip(before, now, strict=False):
        texts = first.text, second.text
        if first.text != second.text and texts not in seen:
            seen.add(texts)
            place = str(second.place)
            yield Change(Kind.CHANGED, called(tag, around), place, old=first.text, new=second.text)
