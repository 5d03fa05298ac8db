"""What the steps of a refresh have in common: the report, what it told last, and what is found."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from digit_xl.word import package as packages
from digit_xl.word import wml
from digit_xl.word.controls import Kind, is_value, tag_of
from digit_xl.word.ledger.entries import fingerprint
from digit_xl.word.ledger.scopes import record_key, scopes

if TYPE_CHECKING:
    from collections.abc import Callable

    from docx.opc.part import Part
    from docx.package import Package

    from digit_xl.facts import Names, Node, Record
    from digit_xl.word.controls import Control, Story
    from digit_xl.word.fill import Everything, Filler, Scopes
    from digit_xl.word.ledger.entries import Around, Entry, Key, Ledger
    from digit_xl.word.ledger.scopes import Scope
    from digit_xl.word.refresh.imports import Imports
    from digit_xl.word.refresh.told import Told
    from digit_xl.word.trace import Trace
    from digit_xl.word.wml import Element

_OTHERS: Final = "-"  # the digest of no words: what stands there was never written by us


@dataclass(frozen=True, slots=True)
class Within:
    """Which records the walk is in: what names mean there, the innermost first."""

    scopes: Scopes
    names: tuple[Names, ...]
    around: Around = ()

    def named(self, name: str) -> Node | None:
        """What the name means there; None when it means nothing."""
        return next((facts[name] for facts in self.scopes if name in facts), None)

    def record(self, name: str, record: Record, depth: int) -> Within:
        """Within that record of a repeat whose name means something so many repeats out."""
        return Within(
            (record.facts, *self.scopes),
            (self.names[depth][name] or {}, *self.names),
            (*self.around, (name, record_key(record.key))),
        )


@dataclass(frozen=True, slots=True)
class Half:
    """A story of the report, and the template's for it, if it has one."""

    part: Part
    story: Story
    filler: Filler
    source: Part | None
    origin: Element | None
    noted: bool  # whether Word admits footnotes there


@dataclass(slots=True)
class Work:
    """A report that is being refreshed."""

    report: Package
    ledger: Ledger
    everything: Everything
    trace: Trace
    imports: Imports
    told: Told
    notes: dict[str, Element]
    own_notes: set[str] = field(default_factory=set)  # footnotes of the register's texts
    before: dict[Element, Scope] = field(default_factory=dict)
    conflicts: list[tuple[Element, str]] = field(default_factory=list)
    _settled: dict[Key, Callable[[Entry], Entry]] = field(default_factory=dict)
    _gone: dict[Key, Entry] = field(default_factory=dict)  # of controls that somebody deleted
    _order: dict[tuple[Around, str], list[str]] = field(default_factory=dict)
    _carried: set[Around] = field(default_factory=set)  # records that somebody deleted
    _repeats: set[tuple[Around, str]] = field(default_factory=set)  # and whole repeats

    def look(self) -> None:
        """Note what stands in each item and condition, before anything is changed."""
        for _, story in packages.stories(self.report):
            self.before.update({scope.element: scope for scope in scopes(story.root)})
        for mark in packages.main(self.report).element.iter(wml.FOOTNOTE):
            if any(tag_of(it) and is_value(it) for it in mark.iterancestors(wml.SDT)):
                self.own_notes.add(mark.get(wml.ID, ""))

    def is_stirred(self, element: Element) -> bool:
        """Whether somebody wrote in that item or condition, outside its other controls."""
        scope = self.before.get(element)
        return scope is not None and self._is_stirred(scope)

    def _is_stirred(self, scope: Scope) -> bool:
        if scope.tag:
            entry = self.ledger.entries.get((scope.around, scope.tag))
            return entry is None or not entry.tells(scope.text)
        return self.ledger.records.get(scope.around) != fingerprint(scope.text)

    def entry(self, control: Element, within: Within) -> Entry | None:
        """What the ledger tells of the control."""
        return self.ledger.entries.get((within.around, tag_of(control)))

    def knows(self, control: Control, within: Within) -> bool:
        """Whether the report had the template's control when it was written last."""
        return self.entry(control.element, within) is not None

    def order(self, around: Around, repeat: str) -> list[str]:
        """The keys of the repeat's records there in the order that the register had before."""
        if not self._order and self.ledger.records:
            for record in self.ledger.records:
                *outer, (name, key) = record
                self._order.setdefault(((*outer,), name), []).append(key)
        return self._order.get((around, repeat), [])

    def settle(self, key: Key, amend: Callable[[Entry], Entry]) -> None:
        """Let the new ledger tell what that makes of its entry."""
        self._settled[key] = amend

    def carry(self, around: Around) -> None:
        """Keep what the ledger tells of that record though nothing of it is written anew."""
        self._carried.add(around)

    def forsake(self, control: Control, within: Within) -> None:
        """Keep what the ledger tells of a control that is not there, and of those within it."""
        key = within.around, tag_of(control.element)
        if (entry := self.ledger.entries.get(key)) is not None:
            self._gone[key] = entry
        if control.kind is Kind.REPEAT:
            self._repeats.add((within.around, control.name))
        for inner in control.inside:
            self.forsake(inner, within)

    def _is_carried(self, around: Around) -> bool:
        """Whether those records stand in one, or in a repeat, that is kept in mind."""
        if not (self._carried or self._repeats) or not around:
            return False
        outer = [around[:depth] for depth in range(1, len(around) + 1)]
        return any(it in self._carried or (it[:-1], it[-1][0]) in self._repeats for it in outer)

    def amended(self, fresh: Ledger) -> Ledger:
        """The new ledger, with what has to be remembered of the old one."""
        held, told = self.ledger.entries.items(), self.ledger.records.items()
        carried = {key: entry for key, entry in held if self._is_carried(key[0])}
        entries = {**carried, **self._gone, **fresh.entries}
        records = {around: words for around, words in told if self._is_carried(around)}
        records |= fresh.records
        for key, amend in self._settled.items():
            if key in entries:
                entries[key] = amend(entries[key])
        for scope in self.before.values():
            key = scope.around, scope.tag
            if not scope.tag and scope.around in records and self._is_stirred(scope):
                records[scope.around] = self.ledger.records.get(scope.around, _OTHERS)
            elif scope.tag and key in entries and self._is_stirred(scope):
                old = self.ledger.entries.get(key)
                entries[key] = replace(entries[key], digest=_OTHERS if old is None else old.digest)
        return replace(fresh, entries=entries, records=records, edited=True)
