"""What a report lacks, or has too much of: records of a repeat, and controls that are gone."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from digit_xl.facts import Records
from digit_xl.word.controls import Kind
from digit_xl.word.ledger.standing import keys_of
from digit_xl.word.places import cut
from digit_xl.word.tieout import untied
from digit_xl.word.tieout.untied import Untied, cells_told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from digit_xl.findings import Rule
    from digit_xl.word.ledger.entries import Around, Entry, Ledger
    from digit_xl.word.ledger.sources import Sources
    from digit_xl.word.ledger.standing import Report, Standing

_REPEAT, _CONDITION, _TEXT = "gentagelse", "betingelse", "tekst"


def records(report: Report, ledger: Ledger, sources: Sources, *, same: bool) -> Iterator[Untied]:
    """The records that only the report or only the register has; `same`: it is still the register.

    A record that had nothing to show has no item, so none can be new in a register that is the
    one that the report was written from.
    """
    known = {
        entry.around[:depth]
        for entry in ledger.entries.values()
        for depth in range(1, len(entry.around) + 1)
    }
    for control in report.controls:
        if control.kind is not Kind.REPEAT or not sources.has(control.around):
            continue
        if not isinstance(sources.named(control.around, control.name), Records):
            yield _unknown(control)
            continue
        here = dict.fromkeys(keys_of(control))
        there = sources.records(control.around, control.name)
        for key in there:
            if key not in here:
                around = (*control.around, (control.name, key))
                if around in known:
                    yield _deleted_record(control, key)
                elif not same:
                    yield _new_record(control, key)
        yield from (_old_record(control, key) for key in here if key not in there)


def deleted(report: Report, ledger: Ledger, sources: Sources) -> Iterator[Untied]:
    """The figures and lists that were written and are gone, each with the record around it there.

    Those of a record that is gone are told with it, and nothing is told of what the register no
    longer has either.
    """
    standing = Counter(control.key for control in report.controls)
    there: set[Around] = {(), *_records(report.controls)}
    near = {control.around: control for control in reversed(report.controls)}
    for key, entry in ledger.entries.items():
        gone = entry.count - standing[key]
        if gone > 0 and entry.around in there and _is_missed(entry, sources):
            yield _deleted(entry, gone, _nearest(entry.around, near))


def _nearest(around: Around, near: Mapping[Around, Standing]) -> Standing | None:
    """The first control of those records, or of the records around them."""
    within = (around[:depth] for depth in range(len(around), 0, -1))
    return next((near[one] for one in within if one in near), None)


def _records(controls: Iterable[Standing]) -> Iterator[Around]:
    for control in controls:
        if control.kind is Kind.REPEAT:
            yield from ((*control.around, (control.name, key)) for key in keys_of(control))


def _is_missed(entry: Entry, sources: Sources) -> bool:
    if entry.kind == _CONDITION or not sources.has(entry.around):
        return False
    if entry.kind == _REPEAT:
        return bool(sources.named(entry.around, entry.name))
    return bool(entry.text or entry.digest)


def _deleted(entry: Entry, gone: int, near: Standing | None) -> Untied:
    what = (
        f"»{cut(entry.text)}«"
        if entry.text
        else f"{'Listen' if entry.kind == _REPEAT else 'Teksten'} »{cut(entry.name)}«"
    )
    what += cells_told(entry.places)
    times = "fra rapporten" if gone == entry.count else f"{gone} af {entry.count} steder"
    return Untied(
        untied.EDITED if entry.kind == _TEXT else untied.DELETED,
        f"{what} er slettet {times}. Er det ikke meningen, så hent det igen fra en "
        "ældre udgave, eller dan rapporten igen.",
        None if near is None else near.place,
        None if near is None else near.element,
        entry.name,
        entry.places,
        written=entry.text or None,
    )


def _unknown(control: Standing) -> Untied:
    return Untied(
        untied.UNKNOWN,
        f"Listen »{cut(control.name)}« findes ikke i registrets rapport. Fortryd ændringen af "
        "mærket, eller slet listen.",
        *(control.place, control.element, control.name),
    )


def _deleted_record(control: Standing, key: str) -> Untied:
    return _of_record(
        control,
        key,
        untied.DELETED,
        "er slettet fra rapporten, men findes i registret. Er det ikke meningen, så dan rapporten "
        "igen.",
    )


def _new_record(control: Standing, key: str) -> Untied:
    return _of_record(
        control,
        key,
        untied.RECORDS,
        "er ny i registret og står ikke i rapporten. Opdatér rapporten.",
    )


def _old_record(control: Standing, key: str) -> Untied:
    return _of_record(
        control,
        key,
        untied.RECORDS,
        "findes ikke i registret længere, men står i rapporten. Opdatér rapporten.",
    )


def _of_record(control: Standing, key: str, rule: Rule, said: str) -> Untied:
    message = f"Posten »{cut(key)}« i listen »{cut(control.name)}« {said}"
    return Untied(rule, message, control.place, control.element, control.name)
