"""Content controls, as the filler reads them: values, blocks, conditions, repeats.

A control's tag names the fact (`dx:forening.navn`); its title says in Danish what it is, for the
person who works on the template in Word.
"""

from __future__ import annotations

from template.wml import Element, element, paragraph, run, val, w

TAG_LENGTH = 64  # Word refuses to open a control whose tag is longer


def value(name: str, shows: str, style: str = "") -> Element:
    """A control in a line of text; `name` may end in a format: `forening.udgivet|dato`.

    `style` is that of its characters, such as `Strong`.
    """
    return _control(name, shows, [run(f"«{shows}»", style)], w("text", multiLine=1))


def block(name: str, shows: str, style: str = "BodyText") -> Element:
    """A control around whole paragraphs; its text takes the style of the one that stands here."""
    return _control(name, shows, [paragraph(style, f"«{shows}»")])


def frame(name: str, shows: str, *content: Element) -> Element:
    """A control whose drawing is filled in place, and which goes when there is nothing to show."""
    return _control(name, shows.capitalize(), list(content))


def condition(name: str, shows: str, *content: Element) -> Element:
    """What is kept only when the fact is there: runs, paragraphs, tables or rows."""
    return _control(f"?{name}", f"Kun med {shows}", list(content))


def repeat(name: str, shows: str, *content: Element) -> Element:
    """Word's repeating section: blocks or rows, written once for each record."""
    item = w(
        "sdt",
        w("sdtPr", val("alias", shows), element("w15:repeatingSectionItem")),
        w("sdtContent", *content),
    )
    return _control(name, f"Gentages: {shows}", [item], element("w15:repeatingSection"))


def _control(name: str, title: str, content: list[Element], kind: Element | None = None) -> Element:
    tag = f"dx:{name}"
    if len(tag) > TAG_LENGTH:
        raise ValueError(f"tag longer than Word admits: {tag}")
    properties = w("sdtPr", val("alias", title), val("tag", tag))
    if kind is not None:
        properties.append(kind)
    return w("sdt", properties, w("sdtContent", *content))


def number_drawings(*roots: Element) -> None:
    """Give each drawing of a document its own number, in the order in which they stand."""
    drawings = (drawing for root in roots for drawing in root.iter("{*}docPr"))
    for number, drawing in enumerate(drawings, start=1):
        drawing.set("id", str(number))


def number_controls(*roots: Element) -> None:
    """Give each control of a document its own number, in the order in which they stand."""
    controls = (control for root in roots for control in root.iter("{*}sdtPr"))
    for number, properties in enumerate(controls, start=1):
        after = properties.find("{*}tag")
        if after is None:
            after = properties.find("{*}alias")
        if after is None:
            raise ValueError("a control without a title")
        after.addnext(val("id", number))
