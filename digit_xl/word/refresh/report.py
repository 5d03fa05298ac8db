"""A report that somebody has worked in becomes one that says what the register says now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digit_xl.findings import Refusal
from digit_xl.word import package as packages
from digit_xl.word import wml
from digit_xl.word.controls import read, tag_of
from digit_xl.word.drafts import comments, stamp
from digit_xl.word.drawing import pictures
from digit_xl.word.drawing.charts import Charts
from digit_xl.word.fields import finishing
from digit_xl.word.fields.fields import fields
from digit_xl.word.fields.footnotes import Footnotes
from digit_xl.word.fields.toc import UNKNOWN
from digit_xl.word.fill import Everything, Filler, Numbers, number_apart
from digit_xl.word.ledger import part as ledgers
from digit_xl.word.ledger.standing import standing
from digit_xl.word.refresh.imports import Imports
from digit_xl.word.refresh.told import Told
from digit_xl.word.refresh.walk import Walk
from digit_xl.word.refresh.work import Half, Within, Work
from digit_xl.word.resolve import check, names_of
from digit_xl.word.trace import Trace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from docx.opc.part import Part
    from docx.package import Package

    from digit_xl.facts import Facts
    from digit_xl.word.controls import Control, Story
    from digit_xl.word.fields.fields import Field
    from digit_xl.word.ledger.entries import Ledger, Origin
    from digit_xl.word.ledger.standing import Report
    from digit_xl.word.package import Properties
    from digit_xl.word.places import Place
    from digit_xl.word.refresh.told import Change
    from digit_xl.word.wml import Element


@dataclass(frozen=True, slots=True)
class Sources:
    """What a report is refreshed from: the register's facts and origin, and the template."""

    facts: Facts
    origin: Origin
    properties: Properties
    template: bytes


@dataclass(frozen=True, slots=True)
class _Twin:
    """A story of the template, for one of the report's."""

    part: Part
    root: Element
    controls: tuple[Control, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A report that is to be refreshed: its package, what it told last, and what stands in it."""

    package: Package
    ledger: Ledger
    standing: Report

    @property
    def places(self) -> dict[Element, Place]:
        """Where each of its controls stands."""
        return {control.element: control.place for control in self.standing.controls}


def opened(report: bytes) -> Opened:
    """The report of those bytes.

    Raises:
        Refusal: it is no report that can be refreshed.
    """
    package = packages.opened(report, "document")
    if stamp.is_pressed(package):
        raise Refusal(
            "report-draft",
            "Dokumentet er et udkast og kan ikke opdateres. Lav et nyt udkast, eller dan "
            "rapporten, når registret er uden fejl.",
        )
    return Opened(package, ledgers.read(package), standing(package))


def refreshed(older: Opened, sources: Sources) -> tuple[bytes, list[Change]]:
    """The report, brought up to date, and what the walk through it has to tell.

    Raises:
        Refusal: the template cannot be filled with the facts.
    """
    report, ledger = older.package, older.ledger
    form = packages.opened(sources.template)
    twins = _twins(report, form, sources.facts)
    work = _begun(report, form, ledger, twins, Told(older.places))
    pages, broken = _pages(report), _broken(report)
    root = Within((sources.facts,), (names_of(sources.facts),))
    for part, story in [*packages.stories(report)]:
        _walk(work, part, story, twins.get(part), root)
    work.everything.charts.let_go()
    finishing.refer(report, work.everything.ends, work.everything.numbers.bookmarks, broken)
    _tell_pages(report, pages)
    _comment(work, sources.properties)
    fresh = ledgers.shown(report, sources.template, sources.origin, work.trace)
    return ledgers.sealed(report, work.amended(fresh)), work.told.changes


def _begun(
    report: Package, form: Package, ledger: Ledger, twins: Mapping[Part, _Twin], told: Told
) -> Work:
    roots = [story.root for _, story in packages.stories(report)]
    numbers = Numbers.beyond(roots)
    number_apart(roots, numbers)
    numbers.names.learn(roots)
    trace = Trace()
    everything = Everything(
        *(numbers, pictures.Album(report), Charts(report, ())),
        *(Footnotes(report, numbers.bookmarks), trace),
    )
    imports = Imports(form, report, {twin.part: part for part, twin in twins.items()})
    work = Work(report, ledger, everything, trace, imports, told, packages.notes(report))
    work.look()
    return work


def _walk(work: Work, part: Part, story: Story, twin: _Twin | None, within: Within) -> None:
    filler = Filler(part, story.styles, work.everything)
    noted = part is work.everything.notes.main
    source, origin = (None, None) if twin is None else (twin.part, twin.root)
    half = Half(part, story, filler, source, origin, noted=noted)
    Walk(work, half).through(within, () if twin is None else twin.controls)
    pictures.forget_unseen(part, story.root)


def _twins(report: Package, form: Package, facts: Facts) -> dict[Part, _Twin]:
    """The template's story for each of the report's: of the same kind, with the same tags."""
    read_stories = [(part, story, read(story)) for part, story in packages.stories(form)]
    check(((story, controls) for _, story, controls in read_stories), facts)
    left = [(part, story.root, controls) for part, story, controls in read_stories]
    twins: dict[Part, _Twin] = {}
    for part, story in packages.stories(report):
        alike = [it for it in left if it[0].content_type == part.content_type]
        alike = alike or [it for it in left if _main(form, report, it[0], part)]
        if alike:
            best = max(alike, key=lambda it: _likeness(it[1], story.root))
            left.remove(best)
            twins[part] = _Twin(*best)
    return twins


def _main(form: Package, report: Package, theirs: Part, ours: Part) -> bool:
    """Whether both are the main part: that of a template is of another kind."""
    return theirs is packages.main(form) and ours is packages.main(report)


def _likeness(theirs: Element, ours: Element) -> tuple[int, bool]:
    tags, words = ([*map(tag_of, root.iter(wml.SDT))] for root in (theirs, ours)), wml.shown
    first, second = ({*found} - {""} for found in tags)
    return len(first & second) - len(first ^ second), words(theirs) == words(ours)


def _references(root: Element) -> Iterator[Field]:
    return (it for it in fields(root) if it.kind in {"REF", "PAGEREF", "NOTEREF"} and it.name)


def _broken(report: Package) -> frozenset[str]:
    """The bookmarks that the report refers to and does not have: somebody's own affair."""
    roots = [story.root for _, story in packages.stories(report)]
    starts = (start for root in roots for start in root.iter(wml.BOOKMARK_START))
    known = {start.get(wml.w("name"), "").casefold() for start in starts}
    names = {it.name.casefold() for root in roots for it in _references(root)}
    return frozenset(names - known)


def _pages(report: Package) -> dict[str, str]:
    """The pages that the report tells, by their bookmarks: nobody knows better before Word counts.

    Those of the contents are written anew, and without them every line would have none.
    """
    told: dict[str, str] = {}
    for field in _page_references(report):
        if text := wml.text_of(field.results).strip():
            told.setdefault(field.name, text)
    return told


def _tell_pages(report: Package, pages: Mapping[str, str]) -> None:
    for field in _page_references(report):
        page = pages.get(field.name)
        if page and field.results and wml.text_of(field.results) in {"", UNKNOWN}:
            field.results[0].text = page


def _page_references(report: Package) -> Iterator[Field]:
    body: Element = packages.main(report).element
    return (it for it in _references(body) if it.kind == "PAGEREF")


def _comment(work: Work, properties: Properties) -> None:
    """Put the register's text as a comment at each text that is in conflict with it."""
    main = packages.main(work.report)
    styles = next(story.styles for part, story in packages.stories(work.report) if part is main)
    notes = [
        (
            element,
            f"Registrets tekst er ændret, men teksten her er rettet i Word. Den står nu "
            f"sådan i registret: {text}"
            if text
            else "Registret har ikke længere nogen tekst her.",
        )
        for element, text in work.conflicts
        if _takes_comment(element, main.element)
    ]
    comments.write(main, styles, notes, properties.created)


def _takes_comment(element: Element, root: Element) -> bool:
    """Whether Word admits a comment there: in the body, and in no text box."""
    top = element.getroottree().getroot()
    boxed = next(element.iterancestors(wml.TEXT_BOX), None) is not None
    return top is root and not boxed and comments.has_room(element)
