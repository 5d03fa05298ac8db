"""A template made from a document with names in braces: they become controls, the rest stays.

All that cannot be understood is told at once, each with its place; then there is no template.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeAlias

from digit_xl.facts import Chart, Picture, RichText, Timeline
from digit_xl.findings import Severity
from digit_xl.word import package, resolve, wml
from digit_xl.word.controls import (
    PREFIX,
    TAG_LENGTH,
    Frame,
    Kind,
    frame_in,
    places,
    survey,
    tag_for,
)
from digit_xl.word.places import cut
from digit_xl.word.templates import braces, making, spans, verdict
from digit_xl.word.templates.braces import Sort, Trouble
from digit_xl.word.templates.problems import Problem, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from digit_xl.facts import Facts, Node
    from digit_xl.word.controls import Control, Fault, Story
    from digit_xl.word.templates.braces import Token
    from digit_xl.word.wml import Element

Pair: TypeAlias = "tuple[Token, Token]"
Answering: TypeAlias = "Callable[[Iterable[str]], Facts]"

DEEPEST: Final = 20  # controls in each other; XML of some hundred levels is read by no program
_FRAMED: Final[dict[type, Frame]] = {Picture: Frame.PICTURE, Chart: Frame.CHART}


def adopt(draft: bytes, answering: Answering) -> Verdict:
    """The template that the draft becomes, or what in it cannot be understood.

    `answering` gives the facts by which names are known, for the names that the draft has.

    Raises:
        Refusal: the draft cannot be read.
    """
    opened = package.opened(draft, "document")
    stories = [story for _, story in package.stories(opened)]
    problems: list[Problem] = []
    made: list[Element] = []
    for story in stories:
        troubles, controls = _adopted(story)
        problems += _told(troubles, story)
        made += controls
    if not problems:
        making.number(made, [story.root for story in stories])
        problems += _misunderstood(stories, frozenset(made), answering)
    if problems:
        return Verdict(tuple(problems))
    return Verdict((), package.written(opened))


def _adopted(story: Story) -> tuple[list[Trouble], list[Element]]:
    """What cannot be understood in the story, and the controls that the rest of it became."""
    tokens, troubles = _tokens(story)
    pairs, unpaired = _paired(tokens)
    troubles += unpaired
    if troubles:
        return troubles, []
    made: list[Element] = []
    for begin, end in pairs:  # the outer ones first
        wrapped = spans.wrap(begin, end)
        if isinstance(wrapped, Trouble):
            troubles.append(wrapped)
        else:
            made += [wrapped, *_items(wrapped)] if begin.sort is Sort.REPEAT else [wrapped]
    made += [_value(token) for token in tokens if token.sort is Sort.VALUE]
    return troubles, made


def _items(section: Element) -> Iterator[Element]:
    """The items of a new repeating section."""
    for content in section.iterchildren(wml.SDT_CONTENT):
        yield from content.iterchildren(wml.SDT)


def _tokens(story: Story) -> tuple[list[Token], list[Trouble]]:
    in_fields = braces.held_in_fields(story.root)
    tokens: list[Token] = []
    troubles: list[Trouble] = []
    for paragraph in [*story.root.iter(wml.P)]:
        found, wrong = braces.tokens(paragraph, in_fields)
        tokens += found
        troubles += wrong
        troubles += [_too_long(it, paragraph) for it in found if _is_too_long(it)]
    return tokens, troubles


def _is_too_long(token: Token) -> bool:
    """Whether Word has no room for it in a tag."""
    name = f"?{token.name}" if token.sort is Sort.CONDITION else token.name
    return tag_for(name) != wml.clean(f"{PREFIX}{name}")


def _too_long(token: Token, paragraph: Element) -> Trouble:
    return Trouble(
        "draft-long",
        paragraph,
        f"»{token}« er for langt: Word har plads til {TAG_LENGTH - len(PREFIX)} tegn. En konto kan "
        "også nævnes ved sit nummer.",
    )


def _paired(tokens: Iterable[Token]) -> tuple[list[Pair], list[Trouble]]:
    """What begins and ends something, in the order of the beginnings, and what lacks the other."""
    ends: dict[Token, Token] = {}
    waiting: list[Token] = []
    troubles = []
    for token in tokens:
        if token.sort in {Sort.REPEAT, Sort.CONDITION}:
            waiting.append(token)
            if len(waiting) == DEEPEST + 1:
                troubles.append(_too_deep(token))
        elif token.sort is Sort.END:
            if token.name not in {it.name for it in waiting}:
                troubles.append(_stray(token, waiting))
                continue
            while (begin := waiting.pop()).name != token.name:
                troubles.append(_open(begin, f" før »{token}«, som ligger uden om det"))
            ends[begin] = token
    troubles += [_open(begin, "") for begin in waiting]
    begins = (token for token in tokens if token in ends)
    return [(begin, ends[begin]) for begin in begins], troubles


def _too_deep(token: Token) -> Trouble:
    message = f"»{token}« står inden i mere end {DEEPEST} andre: luk nogle af dem før det."
    return Trouble("draft-pair", spans.paragraph_of(token.run), message)


def _open(begin: Token, where: str) -> Trouble:
    message = f"»{begin}« er ikke lukket{where}: skriv {{{{/{cut(begin.name)}}}}}, hvor det ender."
    return Trouble("draft-pair", spans.paragraph_of(begin.run), message)


def _stray(end: Token, waiting: Sequence[Token]) -> Trouble:
    near = f" (mente du »{{{{/{cut(waiting[-1].name)}}}}}«?)" if waiting else ""
    name = cut(end.name)
    message = (
        f"»{end}« lukker noget, der ikke er åbnet{near}: skriv {{{{#{name}}}}} eller "
        f"{{{{?{name}}}}}, hvor det begynder, eller slet det."
    )
    return Trouble("draft-pair", spans.paragraph_of(end.run), message)


def _value(token: Token) -> Element:
    """The control that now stands for the name."""
    title = token.name.partition("|")[0]
    made = making.value(token.name, title)
    token.run.addprevious(made)
    for words in token.run.iter(wml.T):
        words.text = f"«{title}»"
    made[-1].append(token.run)
    return made


def _told(troubles: Sequence[Trouble], story: Story) -> Iterator[Problem]:
    """The troubles in the order of the text, each with its place."""
    of: dict[Element, list[Trouble]] = {}
    for trouble in troubles:
        of.setdefault(trouble.paragraph, []).append(trouble)
    for paragraph, where in places(of, story).items() if of else ():
        yield from (trouble.at(where) for trouble in of[paragraph])


def _misunderstood(
    stories: Sequence[Story], made: frozenset[Element], answering: Answering
) -> Iterator[Problem]:
    """What the controls ask for that there is not, or that cannot stand where they stand."""
    found = [survey(story) for story in stories]
    names = [it.name for reading in found for it in verdict.every(reading.controls)]
    if not names and not any(reading.faults for reading in found):
        yield Problem(
            "draft-nothing",
            Severity.ERROR,
            "Udkastet har ingen navne i klammer: skriv fx {{forening.navn}}, hvor navnet skal stå.",
        )
    facts = answering(names)
    for reading in found:
        for control, _, meant in [*resolve.asked(reading.controls, resolve.whole(facts))]:
            if control.element in made and meant is not None and control.kind is Kind.VALUE:
                _widen(control, [facts[control.name] for facts in meant.facts])
    for reading in map(survey, stories):
        faults = resolve.faults(reading.story, reading.controls, facts)
        told = verdict.located([*reading.faults, *map(_worded, faults)])
        yield from (problem for problem, _ in told)


def _worded(fault: Fault) -> Fault:
    """The fault as somebody is told it who has written braces, not controls."""
    if fault.code != resolve.UNKNOWN:
        return fault
    return replace(fault, after=f"{resolve.meant(fault.near)}. Ret navnet mellem klammerne.")


def _widen(control: Control, nodes: Iterable[Node]) -> None:
    """Put the control around its paragraph when it stands for paragraphs, or for the drawing there.

    It is left in the line where that has other text: the faults tell of it.
    """
    kinds = {type(node) for node in nodes} & {RichText, Timeline, *_FRAMED}
    paragraph = wml.holder_of(control.element)
    if not kinds or paragraph.tag != wml.P or _ends_section(paragraph):
        return
    if kinds & {RichText, Timeline} and spans.stands_alone(control.element, paragraph):
        _around_paragraph(control.element, paragraph, keep=True)
    elif any(_FRAMED[kind] is frame_in(paragraph) for kind in kinds & _FRAMED.keys()):
        texts = {*paragraph.iter(wml.T)} - {*control.element.iter(wml.T)}
        if not any((text.text or "").strip() for text in texts):
            _around_paragraph(control.element, paragraph, keep=False)


def _ends_section(paragraph: Element) -> bool:
    return paragraph.find(f"{wml.P_PR}/{wml.w('sectPr')}") is not None


def _around_paragraph(element: Element, paragraph: Element, *, keep: bool) -> None:
    """Put the control around its paragraph, with the text that it had in the line or without."""
    properties, content = element
    for plain in properties.findall(wml.w("text")):
        properties.remove(plain)
    runs = [*content]
    for run in runs:
        if keep:
            element.addprevious(run)
        else:
            content.remove(run)
    paragraph.addprevious(element)
    content.append(paragraph)
