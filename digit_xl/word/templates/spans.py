"""What two names in braces stand around, put into a control: text in a line, paragraphs, rows.

Which it is, is told by where the two stand: in one paragraph, in two, in two cells of a row, in two
rows. A paragraph or a row that holds nothing but one of them goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from digit_xl.findings import Refusal
from digit_xl.word import wml
from digit_xl.word.fields.fields import FIELD_MARK
from digit_xl.word.templates import making
from digit_xl.word.templates.braces import Sort, Trouble

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from digit_xl.word.templates.braces import Token
    from digit_xl.word.wml import Element

# What is something in a paragraph, besides text.
_THINGS: Final = frozenset(
    (
        *(wml.w(name) for name in ("drawing", "sym", "ptab", "footnoteReference")),
        *(wml.w(name) for name in ("endnoteReference", "commentReference", "fldSimple")),
        *wml.OLD_DRAWINGS,
        FIELD_MARK,
        wml.SDT,
    )
)
_FLOWS: Final = frozenset(
    (
        *(wml.BODY, wml.TC, wml.TEXT_BOX, wml.SDT_CONTENT),
        *(wml.w(name) for name in ("hdr", "ftr", "footnote", "endnote")),
    )
)


def wrap(begin: Token, end: Token) -> Element | Trouble:
    """The control that now stands around what was between the two, or why there is none."""
    paragraph = paragraph_of(begin.run)
    try:
        return _wrapped(begin, end)
    except Refusal as refusal:
        return Trouble(refusal.code, paragraph, refusal.sentence)


def stands_alone(element: Element, paragraph: Element) -> bool:
    """Whether the paragraph holds nothing else."""
    return not _before(paragraph, element) and not _after(paragraph, element)


def paragraph_of(run: Element) -> Element:
    """The paragraph that the run stands in."""
    return next(run.iterancestors(wml.P))


def _wrapped(begin: Token, end: Token) -> Element:
    first, last = paragraph_of(begin.run), paragraph_of(end.run)
    if first is last:
        return _in_one_paragraph(begin, end, first)
    holder, start, stop = _parted(begin.run, end.run)
    if wml.TC in {start.tag, stop.tag}:
        return _cells(begin, end, start, stop)
    if start.tag == wml.TR and stop.tag == wml.TR:
        return _rows(begin, end, start, stop)
    if start is first and stop is last and holder.tag in _FLOWS:
        return _paragraphs(begin, end, first, last)
    raise Refusal(
        "draft-pair",
        f"»{begin}« og »{end}« står ikke i samme tekst: sæt begge i celler i samme tabel, eller "
        "begge i afsnit uden for tabellen.",
    )


def _parted(first: Element, last: Element) -> tuple[Element, Element, Element]:
    """The nearest element that holds both, and its two children that hold one each."""
    above = {child: child.getparent() for child in (first, *first.iterancestors())}
    stop = last
    while (holder := wml.holder_of(stop)) not in above.values():
        stop = holder
    start = next(child for child, parent in above.items() if parent is holder)
    return holder, start, stop


def _in_one_paragraph(begin: Token, end: Token, paragraph: Element) -> Element:
    alone = not _before(paragraph, begin.run) and not _after(paragraph, end.run)
    holder = wml.holder_of(begin.run)
    if holder is not wml.holder_of(end.run):
        raise _crossing(begin, end)
    span = [*_between(begin.run, end.run)]
    if not _content(span):
        raise _empty(begin, end)
    if alone and holder is paragraph:
        cell = _heading(begin, end, paragraph)
        _take_out(begin, end)
        return _around(begin, [paragraph if cell is None else cell])
    if begin.sort is Sort.REPEAT:
        raise Refusal(
            "draft-place",
            f"»{begin}« gentager en del af en linje, og det kan Word ikke: lad gentagelsen fylde "
            "hele afsnittet, eller brug et felt, der er en liste.",
        )
    made = making.control(f"?{begin.name}", _title(begin))
    begin.run.addprevious(made)
    _take_out(begin, end)
    made[-1].extend(span)
    return made


def _heading(begin: Token, end: Token, paragraph: Element) -> Element | None:
    """The cell of column titles that a condition is all of: it governs the column."""
    cell = wml.holder_of(paragraph)
    if begin.sort is Sort.REPEAT or cell.tag != wml.TC:
        return None
    alone = not _before(cell, begin.run) and not _after(cell, end.run)
    return cell if alone and wml.is_header(wml.holder_of(cell)) else None


def _paragraphs(begin: Token, end: Token, first: Element, last: Element) -> Element:
    _leads(begin, first, "afsnit")
    _ends(end, last, "afsnit")
    span = [first, *_between(first, last), last]
    marks = {it for it in (first, last) if not _content([it], but=(begin.run, end.run))}
    if not any(it.tag in {wml.P, wml.TBL, wml.SDT} and it not in marks for it in span):
        raise _empty(begin, end)
    _take_out(begin, end)
    closes = wml.holder_of(first).tag != wml.BODY and last in marks and _ends_in_table(last)
    for mark in marks:
        if mark.find(f"{wml.P_PR}/{wml.w('sectPr')}") is None:
            span.remove(mark)
            if mark is not last or not closes:  # a cell has to end in a paragraph
                wml.holder_of(mark).remove(mark)
    return _around(begin, span)


def _ends_in_table(last: Element) -> bool:
    before = next(last.itersiblings(wml.P, wml.TBL, wml.SDT, preceding=True), None)
    return before is not None and before.tag == wml.TBL


def _cells(begin: Token, end: Token, start: Element, stop: Element) -> Element:
    """Around the whole row, or for a condition around those cells of it."""
    row = next(start.iterancestors(wml.TR))
    if start.tag != stop.tag:
        raise _crossing(begin, end)
    if not _before(row, begin.run) and not _after(row, end.run):
        return _rows(begin, end, row, row)
    if begin.sort is Sort.REPEAT:
        raise Refusal(
            "draft-place",
            f"»{begin}« gentager en del af en tabelrække: sæt det først i rækkens første celle og "
            f"»{end}« sidst i rækkens sidste.",
        )
    _leads(begin, start, "celle")
    _ends(end, stop, "celle")
    _take_out_of_cells(begin, end)
    return _around(begin, [start, *_between(start, stop), stop])


def _rows(begin: Token, end: Token, first: Element, last: Element) -> Element:
    _leads(begin, first, "række")
    _ends(end, last, "række")
    span = [first] if first is last else [first, *_between(first, last), last]
    marks = [] if first is last else [first, last]
    marks = [it for it in marks if not _content([it], but=(begin.run, end.run))]
    kept = [it for it in span if it not in marks]
    if not kept or (first is last and not _content([first], but=(begin.run, end.run))):
        raise _empty(begin, end)
    _take_out_of_cells(begin, end)
    for mark in marks:
        wml.holder_of(mark).remove(mark)
    return _around(begin, kept)


def _around(begin: Token, span: Sequence[Element]) -> Element:
    """The control, where the first of the span stood, with the span in it."""
    if begin.sort is Sort.REPEAT:
        made = making.repeat(begin.name, _title(begin))
    else:
        made = making.control(f"?{begin.name}", _title(begin))
    span[0].addprevious(made)
    *_, content = made.iter(wml.SDT_CONTENT)
    for element in span:  # within the document: to take it out first would cost by its size
        content.append(element)
    return made


def _title(begin: Token) -> str:
    return f"{'Gentages' if begin.sort is Sort.REPEAT else 'Kun med'}: {begin.name}"


def _take_out(*tokens: Token) -> None:
    for token in tokens:
        wml.holder_of(token.run).remove(token.run)


def _take_out_of_cells(*tokens: Token) -> None:
    """Take the names away, each with its paragraph when that is empty then and not the only one."""
    for token in tokens:
        paragraph = paragraph_of(token.run)
        wml.holder_of(token.run).remove(token.run)
        others = wml.holder_of(paragraph).findall(wml.P)
        if not _content([paragraph]) and _content(others):
            wml.holder_of(paragraph).remove(paragraph)


def _between(first: Element, last: Element) -> Iterator[Element]:
    for sibling in first.itersiblings():
        if sibling is last:
            return
        yield sibling


def _leads(begin: Token, within: Element, called: str) -> None:
    """Ask that nothing stands before it.

    Raises:
        Refusal: something does.
    """
    if _before(within, begin.run):
        raise Refusal(
            "draft-place", f"»{begin}« skal stå først i sin {called}, før al anden tekst."
        )


def _ends(end: Token, within: Element, called: str) -> None:
    """Ask that nothing stands after it.

    Raises:
        Refusal: something does.
    """
    if _after(within, end.run):
        raise Refusal(
            "draft-place", f"»{end}« skal stå sidst i sin {called}, efter al anden tekst."
        )


def _before(within: Element, run: Element) -> bool:
    """Whether something stands there before the run."""
    return _beside(within, run, preceding=True)


def _after(within: Element, run: Element) -> bool:
    """Whether something stands there after the run."""
    return _beside(within, run, preceding=False)


def _beside(within: Element, run: Element, *, preceding: bool) -> bool:
    """Whether something stands there on that side of the run, looked for from it outward."""
    while run is not within:
        if _content(run.itersiblings(preceding=preceding)):
            return True
        run = wml.holder_of(run)
    return False


def _content(span: Iterable[Element], but: Iterable[Element] = ()) -> bool:
    """Whether something stands there besides those runs."""
    own = {element for run in but for element in run.iter()}
    return any(_is_something(element) for it in span for element in it.iter() if element not in own)


def _is_something(element: Element) -> bool:
    if element.tag == wml.T:
        return bool((element.text or "").strip())
    return element.tag in _THINGS or (
        element.tag == wml.BR and element.get(wml.w("type")) is not None
    )


def _crossing(begin: Token, end: Token) -> Refusal:
    return Refusal(
        "draft-boundary",
        f"»{begin}« og »{end}« står på hver sin side af et felt, et link eller et "
        "indholdskontrolelement: sæt begge uden om det, eller begge inden i det.",
    )


def _empty(begin: Token, end: Token) -> Refusal:
    return Refusal(
        "draft-empty", f"Der står intet mellem »{begin}« og »{end}«: skriv det, der skal stå der."
    )
