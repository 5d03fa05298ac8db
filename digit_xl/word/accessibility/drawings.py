"""Rules on pictures, charts and shapes: what they show is told in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from digit_xl.findings import Severity
from digit_xl.word import wml
from digit_xl.word.accessibility.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digit_xl.word.accessibility.check import Broken
    from digit_xl.word.accessibility.reading import Document, Drawing
    from digit_xl.word.wml import Element

_SHOWN = (f"{{{wml.PIC}}}pic", f"{{{wml.C}}}chart")
_OLD_SHAPES = tuple(
    f"{{{wml.VML}}}{name}"
    for name in ("shape", "group", "rect", "roundrect", "oval", "line", "polyline", "arc")
)

_FILE = re.compile(r".*\.(png|jpe?g|gif|bmp|tiff?|emf|wmf|svg|webp|heic)", re.DOTALL)
_CAMERA = re.compile(r"(img|dsc|dscn|dscf|pict?)[ _-]?\d{3,}")
_EMPTY_WORDS = re.compile(
    r"((et|en|the|an?) )?(billede|foto|fotografi|figur|diagram|graf|grafik|illustration|tegning|"
    r"ikon|skærmbillede|portræt|image|picture|photo|graphic|chart|figure|drawing|icon|screenshot|"
    r"shape|img|pic)[ _-]*\d*\.?"
)
_MACHINE = ("automatisk genereret", "automatically generated", "ai-gener", "ai gener")

_ALT = "Højreklik på {it}, vælg »Vis alternativ tekst«, og skriv, hvad {it} viser"


def _drawings(document: Document) -> Iterator[Drawing]:
    """The drawings that tell something: not decorations, nor what is hidden."""
    return (drawing for drawing in document.drawings if _tells(drawing))


def _tells(drawing: Drawing) -> bool:
    if drawing.element.tag in wml.OLD_DRAWINGS:
        return bool(_shapes(drawing))
    properties = drawing.properties
    if properties is None:
        return True
    hidden = wml.means_on(properties.get("hidden", "0"))
    return not hidden and not wml.is_decorative(properties)


def _shapes(drawing: Drawing) -> list[Element]:
    """The outermost shapes of the older kind that tell something: no rules, no drawn words."""
    found = (shape for shape in drawing.element if shape.tag in _OLD_SHAPES)
    office = "{urn:schemas-microsoft-com:office:office}hr"
    return [
        shape
        for shape in found
        if shape.get(office, "f") in {"f", "false"}
        and next(shape.iter(f"{{{wml.VML}}}textpath"), None) is None
    ]


def _is_text_box(drawing: Drawing) -> bool:
    """Whether it holds text and shows nothing else."""
    boxed = any(wml.shown(box) for box in drawing.element.iter(wml.TEXT_BOX))
    return boxed and next(drawing.element.iter(*_SHOWN), None) is None


def _alternative(drawing: Drawing) -> str:
    properties = drawing.properties
    if properties is not None:
        return properties.get("descr", "").strip()
    return " ".join(shape.get("alt", "").strip() for shape in _shapes(drawing)).strip()


def _it(drawing: Drawing) -> str:
    if next(drawing.element.iter(f"{{{wml.C}}}chart"), None) is not None:
        return "diagrammet"
    return (
        "billedet"
        if next(drawing.element.iter(f"{{{wml.PIC}}}pic"), None) is not None
        else ("figuren")
    )


@rule("TIL-14", Severity.ERROR, "Billeder, diagrammer og figurer har en alternativ tekst.")
def no_alternative_text(document: Document) -> Broken:
    """A drawing without alternative text (WCAG 1.1.1, EN 301 549 10.1.1.1, PDF/UA 7.3).

    A text box is read itself; what is marked as decorative is passed over.
    """
    for drawing in _drawings(document):
        if not _alternative(drawing) and not _is_text_box(drawing):
            it = _it(drawing)
            yield (
                drawing,
                f"{it.capitalize()} har ingen alternativ tekst. {_ALT.format(it=it)}, eller sæt "
                "hak i »Markér som dekorativ«.",
            )


@rule("TIL-15", Severity.WARNING, "Den alternative tekst siger, hvad der er at se.")
def alternative_text_says_nothing(document: Document) -> Broken:
    """An alternative text that is a file's name, the kind of drawing, or a machine's guess.

    WCAG 1.1.1, failure F30.
    """
    for drawing in _drawings(document):
        text = " ".join(_alternative(drawing).casefold().split())
        properties = drawing.properties
        name = "" if properties is None else properties.get("name", "").casefold()
        fits = (pattern.fullmatch(text) for pattern in (_FILE, _CAMERA, _EMPTY_WORDS))
        if text and (text == name or any(fits) or any(words in text for words in _MACHINE)):
            it = _it(drawing)
            yield (
                drawing,
                f"Den alternative tekst siger ikke, hvad {it} viser: Den er et filnavn, et ord som "
                f"»billede« eller skrevet af en maskine. {_ALT.format(it=it)}.",
            )


@rule("TIL-16", Severity.REMARK, "Billeder med indhold står på linje med teksten.")
def drawing_floats(document: Document) -> Broken:
    """A drawing with content that floats over the page (WCAG 1.3.2, EN 301 549 10.1.3.2)."""
    for drawing in _drawings(document):
        if drawing.main and drawing.element.tag.endswith("}anchor") and not _is_text_box(drawing):
            it = _it(drawing)
            yield (
                drawing,
                f"{it.capitalize()} flyder på siden, og det er uvist, hvornår {it} bliver læst op. "
                f"Vælg »På linje med teksten« under Layoutindstillinger for {it}.",
            )


@rule("TIL-17", Severity.REMARK, "Tekst står i afsnit, ikke i tekstfelter.")
def text_box(document: Document) -> Broken:
    """A text box, which a screen reader may read late, early or never (WCAG 1.3.2)."""
    for drawing in _drawings(document):
        if drawing.main and _is_text_box(drawing):
            yield (
                drawing,
                "Teksten står i et tekstfelt, og det er uvist, hvornår den bliver læst op. Skriv "
                "den som et almindeligt afsnit, eventuelt med ramme og baggrund i typografien.",
            )
