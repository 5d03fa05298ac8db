"""A Word document of ready-made controls, one for each field, to copy into a template.

It is written in the looks of a template of one's own, whose drawings are the frames of pictures and
charts; and it can itself be filled, so that one sees what each control becomes.
"""

from __future__ import annotations

from copy import deepcopy
from itertools import count
from typing import TYPE_CHECKING, Final

from digit_xl.word import package, wml
from digit_xl.word.controls import Frame, Kind, Level, survey
from digit_xl.word.templates import making

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from digit_xl.word.controls import Control
    from digit_xl.word.templates.fields import Catalogue, Field
    from digit_xl.word.wml import Element, Styles

_TITLE: Final = "Felter til en skabelon"
_INTRODUCTION: Final = (
    "Her er et færdigt kontrolelement for hvert navn. Markér det, du skal bruge, og kopiér det til "
    "din skabelon. Teksten i det er et eksempel og bliver skiftet ud; skriften er den, du giver "
    "det. Fanen Udvikler, Egenskaber viser mærket, fx dx:forening.udgivet. Efter en streg kan der "
    "stå et format: dx:forening.udgivet|kort.",
    "En gentagelse skrives en gang for hver post. Felterne i den har kun mening inde i den, så "
    "kopiér hele gentagelsen, og slet det i den, du ikke skal bruge.",
    "En betingelse er et kontrolelement med et spørgsmålstegn i mærket, fx dx:?noter: Det, der "
    "står i den, er kun med i rapporten, når der er noget at vise. Ethvert navn kan bruges sådan.",
)
_HEADINGS: Final = ("Felt", "Mærke", "Hvad det er")
_WIDTHS: Final = (2600, 2600, 3020)  # twips; together 145 mm, a line of text on A4
_DRAWN: Final = {"plan", "billede", "diagram"}  # too wide for a cell
_BLOCK: Final = "riktekst"


def document(form: bytes, catalogue: Catalogue) -> bytes:
    """The document, in the looks of that form.

    Raises:
        Refusal: the form cannot be read.
    """
    opened = package.opened(form)
    stories = [story for _, story in package.stories(opened)]
    main = package.main(opened)
    story = next(story for story in stories if story.root is main.element)
    writer = _Writer(story.styles, dict(_frames(survey(story).controls)))
    body = main.element.find(wml.BODY)
    made = [*writer.everything(catalogue)]
    for child in [child for child in body if child.tag != wml.w("sectPr")]:
        body.remove(child)
    for at, block in enumerate(made):
        body.insert(at, block)
    for properties in body.iterfind(".//" + wml.SDT_PR):
        for old in properties.findall(wml.ID):
            properties.remove(old)
    making.number(body.iter(wml.SDT), [story.root for story in stories])
    drawings = (drawing for it in stories for drawing in it.root.iter(wml.DOC_PR))
    for drawing, number in zip(drawings, count(1), strict=False):
        drawing.set("id", str(number))
    opened.core_properties.title = _TITLE
    return package.written(opened)


def _frames(controls: Iterable[Control]) -> Iterator[tuple[str, Control]]:
    """The controls that show what a picture or a chart of that name is to look like."""
    for control in controls:
        if control.kind is Kind.VALUE and control.frame is not Frame.NONE:
            yield control.name, control
        yield from _frames(control.inside)


def _formats(catalogue: Catalogue) -> str:
    """Which formats there are for fields of each kind."""
    kinds: dict[tuple[str, ...], dict[str, None]] = {}
    waiting = [field for group in catalogue for field in group.fields]
    for field in waiting:
        waiting.extend(field.inside)
        if field.formats:
            kinds.setdefault(field.formats, {})[field.kind] = None
    told = (f"{', '.join(kinds)}: {', '.join(formats)}" for formats, kinds in kinds.items())
    return f"Formater til {'; til '.join(told)}."


class _Writer:
    """Writes the paragraphs and tables of the document."""

    def __init__(self, styles: Styles, frames: Mapping[str, Control]) -> None:
        """Keep the looks, and the frames by the names that they are for."""
        self._styles, self._frames = styles, frames

    def everything(self, catalogue: Catalogue) -> Iterator[Element]:
        """The blocks of the document's body."""
        yield self._paragraph("Title", wml.run(_TITLE))
        for text in (*_INTRODUCTION, _formats(catalogue)):
            yield self._paragraph("Body Text", wml.run(text))
        for group in catalogue:
            yield self._paragraph("heading 1", wml.run(group.title))
            yield from self._fields(group.fields, "")

    def _fields(self, fields: Iterable[Field], within: str) -> Iterator[Element]:
        """A table of what fits in one, then what is drawn, then each repeat."""
        fields = [*fields]
        small = [it for it in fields if not it.inside and (within or it.kind not in _DRAWN)]
        if small:
            yield self._table(small, within)
            yield self._paragraph("Body Text")
        for field in fields:
            if field.inside:
                yield from self._repeat(field, within)
            elif field not in small:
                yield self._told(field)
                yield from self._drawn(field)

    def _repeat(self, field: Field, within: str) -> Iterator[Element]:
        path = f"{within}{field.name}"
        if within:
            yield self._told(field)
        else:
            yield self._paragraph("heading 2", wml.run(field.name))
            yield self._paragraph("Body Text", wml.run(field.about))
        inside = self._fields(field.inside, f"{path} › ")
        yield making.repeat(field.name, f"Gentages: {field.name}", *inside)

    def _told(self, field: Field) -> Element:
        bold = wml.element("rPr", wml.element("b"))
        return self._paragraph(
            "Body Text", wml.run(field.name, bold), wml.run(f" ({field.kind}): {field.about}")
        )

    def _drawn(self, field: Field) -> Iterator[Element]:
        """The field's control as a block of its own; none when nothing shows its frame."""
        if field.kind == "plan":
            yield making.control(field.name, field.name, self._example(field))
        elif field.name in self._frames:
            yield from self._framed(field)

    def _framed(self, field: Field) -> Iterator[Element]:
        frame = self._frames[field.name]
        copied = deepcopy(frame.element)
        copied.tail = None
        yield self._paragraph("", copied) if frame.level is Level.RUN else copied

    def _example(self, field: Field) -> Element:
        return self._paragraph("Body Text", wml.run(field.example or field.name))

    def _table(self, fields: Iterable[Field], within: str) -> Element:
        look = wml.element("tblLook", val="0620", firstRow=1, noHBand=1, noVBand=1)
        sides = ("top", "left", "bottom", "right", "insideH", "insideV")
        lines = (wml.element(it, val="single", sz=4, space=0, color="A6A6A6") for it in sides)
        properties = wml.element(
            "tblPr",
            wml.element("tblW", w=sum(_WIDTHS), type="dxa"),
            wml.element("tblBorders", *lines),
            wml.element("tblLayout", type="fixed"),
            look,
            wml.val("tblCaption", within.removesuffix(" › ") or "Felter"),
        )
        grid = wml.element("tblGrid", *(wml.element("gridCol", w=width) for width in _WIDTHS))
        rows = [_row(*(self._line(title, bold=True) for title in _HEADINGS), header=True)]
        rows += [self._row(field) for field in fields]
        return wml.element("tbl", properties, grid, *rows)

    def _row(self, field: Field) -> Element:
        about = f"{field.kind.capitalize()} · {field.about}"
        return _row(self._control(field), self._line(field.name), self._line(about))

    def _control(self, field: Field) -> Element:
        """The field's control in a cell; nothing for one that must first be given a name."""
        shown, title = field.example or field.name, field.name
        if "‹" in field.name:
            return self._line("")
        if field.kind in _DRAWN:
            return next(self._drawn(field), self._line(""))
        if field.kind == _BLOCK:
            return making.control(field.name, title, self._line(shown))
        if field.kind == "betingelse":
            words = wml.run(f"Kun med, når det gælder: {field.name}")
            return self._paragraph("", making.control(f"?{field.name}", title, words))
        tag = f"{field.name}|{field.format}" if field.format else field.name
        return self._paragraph("", making.value(tag, title, wml.run(shown)))

    def _line(self, text: str, *, bold: bool = False) -> Element:
        look = wml.element("rPr", wml.element("b")) if bold else None
        return self._paragraph("", *([wml.run(text, look)] if text else []))

    def _paragraph(self, style: str, *content: Element) -> Element:
        """A paragraph in the style of that name, if the form has it."""
        found = self._styles.find("paragraph", style)
        look = [wml.element("pPr", wml.val("pStyle", found))] if found else []
        return wml.element("p", *look, *content)


def _row(*blocks: Element, header: bool = False) -> Element:
    """A row with a cell for each block; rows do not break over pages."""
    marks = [wml.element("cantSplit"), *([wml.element("tblHeader")] if header else [])]
    cells = (
        wml.element("tc", wml.element("tcPr", wml.element("tcW", w=width, type="dxa")), block)
        for width, block in zip(_WIDTHS, blocks, strict=True)
    )
    return wml.element("tr", wml.element("trPr", *marks), *cells)
