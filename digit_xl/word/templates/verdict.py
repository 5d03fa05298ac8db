"""All that is wrong with a template, each in its place; on request as comments in a copy of it.

The rules are those by which `fill` refuses a template (`controls`, `resolve`, the fields, the
charts), so that a template without an error can be filled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from digit_xl.findings import Refusal, Severity
from digit_xl.word import package, resolve, wml
from digit_xl.word.controls import Kind, places, survey
from digit_xl.word.drafts import comments
from digit_xl.word.drafts.anchors import Anchors
from digit_xl.word.drafts.draft import MOST
from digit_xl.word.drawing.charts import Charts
from digit_xl.word.fields import references, toc
from digit_xl.word.templates.problems import Problem, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from docx.opc.part import Part
    from docx.package import Package

    from digit_xl.facts import Facts
    from digit_xl.word.controls import Control, Fault, Reading
    from digit_xl.word.wml import Element

Surveyed: TypeAlias = "Sequence[tuple[Part, Reading]]"
Located: TypeAlias = "tuple[Problem, Element | None]"  # None: the document as a whole
Required: TypeAlias = "Sequence[tuple[str, ...]]"


def names(template: bytes) -> frozenset[str]:
    """Every name that a control of the template asks for.

    Raises:
        Refusal: the template cannot be read.
    """
    surveyed = _surveyed(package.opened(template))
    return frozenset(it.name for _, reading in surveyed for it in every(reading.controls))


def check(template: bytes, facts: Facts, required: Required, *, comment: bool = False) -> Verdict:
    """What is wrong with the template for such facts; with `comment`, a copy that tells it.

    Of each group of `required` names it should show one; that it does not is a warning.

    Raises:
        Refusal: the template cannot be read.
    """
    opened = package.opened(template)
    surveyed = _surveyed(opened)
    found = [*_faulty(surveyed, facts), *_whole(opened, surveyed)]
    found += [(problem, None) for problem in _missing(surveyed, required)]
    findings = tuple(problem for problem, _ in found)
    if not comment:
        return Verdict(findings)
    _comment(opened, found)
    return Verdict(findings, package.written(opened))


def located(faults: Iterable[Fault]) -> Iterator[Located]:
    """The faults of one story in the order of the text, each with its place."""
    told: dict[Element, list[Fault]] = {}
    for fault in faults:
        told.setdefault(fault.element, []).append(fault)
    if told:
        story = next(iter(told.values()))[0].story
        for element, where in places(told, story).items():
            for fault in told[element]:
                yield Problem(fault.code, Severity.ERROR, fault.told(), where), element


def _surveyed(opened: Package) -> Surveyed:
    return [(part, survey(story)) for part, story in package.stories(opened)]


def every(controls: Iterable[Control]) -> Iterator[Control]:
    """The controls and those inside them."""
    for control in controls:
        yield control
        yield from every(control.inside)


def _faulty(surveyed: Surveyed, facts: Facts) -> Iterator[Located]:
    for _, reading in surveyed:
        misused = resolve.faults(reading.story, reading.controls, facts)
        yield from located([*reading.faults, *misused])


def _whole(opened: Package, surveyed: Surveyed) -> Iterator[Located]:
    """What else a filling would refuse; the sentence tells its place."""
    stories = [reading.story for _, reading in surveyed]
    sound = [
        (part, reading.story, tuple(it for it in every(reading.controls) if it.drawing is not None))
        for part, reading in surveyed
    ]
    steps: tuple[Callable[[], object], ...] = (
        lambda: _asks(surveyed),
        lambda: references.check(stories),
        lambda: toc.check(stories),
        lambda: Charts(opened, sound),
    )
    for step in steps:
        try:
            step()
        except Refusal as refusal:
            yield Problem.of(refusal), None


def _asks(surveyed: Surveyed) -> None:
    """Refuse a template that asks for nothing.

    Raises:
        Refusal: it has no control that does.
    """
    if not any(reading.controls or reading.faults for _, reading in surveyed):
        roots = (reading.story.root for _, reading in surveyed)
        found = any(next(root.iter(wml.SDT), None) is not None for root in roots)
        raise resolve.nothing_asked(has_controls=found)


def _missing(surveyed: Surveyed, required: Required) -> Iterator[Problem]:
    shown = {
        control.name
        for _, reading in surveyed
        for control in every(reading.controls)
        if control.kind is not Kind.CONDITION
    }
    for group in required:
        if shown.isdisjoint(group):
            told = " eller ".join(f"»{name}«" for name in group)
            yield Problem(
                "template-missing",
                Severity.WARNING,
                f"Skabelonen viser ikke {told}, og det hører til i en årsrapport. Indsæt feltet, "
                "eller se bort fra advarslen, hvis det skal være sådan.",
            )


def _comment(opened: Package, found: Sequence[Located]) -> None:
    """Tell each problem at its element, where Word has room for a comment, else at the title."""
    main = package.main(opened)
    styles = next(story.styles for _, story in package.stories(opened))
    title = Anchors(main.element.find(wml.BODY), (), {}).title
    notes = []
    for problem, element in found[:MOST]:
        if element is not None and _takes_comment(element, main.element):
            notes.append((element, f"{problem.severity.value} {problem.rule}: {problem.message}"))
        else:
            notes.append((title, str(problem)))
    comments.write(main, styles, notes, None)


def _takes_comment(element: Element, main: Element) -> bool:
    """Whether a comment can stand there: in the body, and in no text box."""
    above = [*element.iterancestors()]
    boxed = any(it.tag == wml.TEXT_BOX for it in above)
    return above[-1] is main and not boxed and comments.has_room(element)
