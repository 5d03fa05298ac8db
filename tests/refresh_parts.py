"""A small report, edits to it as Word makes them, and its refresh from other facts."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from docx_parts import (
    PROPERTIES,
    control,
    facts,
    p,
    part,
    r,
    repeat,
    rich,
    row,
    sdt,
    table,
    template,
)
from lxml import etree

from digit_xl.facts import Record, Records
from digit_xl.word import wml
from digit_xl.word.fields.fields import fields
from digit_xl.word.fill import fill
from digit_xl.word.ledger.entries import Origin
from digit_xl.word.refresh.report import Sources, opened, refreshed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from digit_xl.facts import Names, Node, Value
    from digit_xl.word.refresh.told import Change
    from digit_xl.word.wml import Element

ORIGIN = Origin("f0", ("Foreningen", "2019"))


def group() -> tuple[Element, ...]:
    """What stands in a record of the small report."""
    return (
        p(sdt("dx:navn", "?"), style="Heading2"),
        sdt("dx:omtale", p("?")),
        sdt("dx:?ekstra", p("Ekstra: ", sdt("dx:ekstra|kr", "?"), ".")),
        table(row("Post", "Tal", header=True), repeat("poster", row("dx:navn", "dx:tal"))),
    )


def form() -> bytes:
    """A template with one of each."""
    return template(
        p("Om ", sdt("dx:navn", "?"), style="Heading1"),
        p("Der er ", sdt("dx:sum|kr", "?"), " i alt", sdt("dx:?vis", ", og det vises"), "."),
        sdt("dx:tekst", p("?")),
        sdt("dx:?vis", p("Kapitel", style="Heading1"), p("Vises: ", sdt("dx:vis", "?"))),
        table(row("Navn", "Tal", header=True), repeat("linjer", row("dx:navn", "dx:tal|kr"))),
        p("Mellem", style="Heading1"),
        repeat("grupper", *group()),
        p("slut"),
    )


FORM = form()


def keyed(items: Mapping[str, Mapping[str, Value | Node]], names: Names | None = None) -> Records:
    """Records with those keys."""
    made = tuple(Record(key, facts(**item)) for key, item in items.items())
    known = {
        name: node.names if isinstance(node, Records) else None
        for name, node in (made[0].facts.items() if made else ())
    }
    return Records(made, known if names is None else names)


def lines(**amounts: int) -> Records:
    """Records of a name and an amount, by their keys."""
    items: dict[str, dict[str, Value | Node]] = {
        key: {"navn": key.upper(), "tal": tal} for key, tal in amounts.items()
    }
    return keyed(items, {"navn": None, "tal": None})


def a_group(
    name: str, text: str, extra: int | None = None, **amounts: int
) -> dict[str, Value | Node]:
    """A record of the small report."""
    return {"navn": name, "omtale": rich(text), "ekstra": extra, "poster": lines(**amounts)}


GROUPS = {
    "g1": a_group("Første", "Det første.", x=1, y=2),
    "g2": a_group("Andet", "Det andet.", 7, z=3),
    "g3": a_group("Tredje", "Det tredje.", x=5),
}
VALUES: dict[str, Value | Node] = {
    "navn": "Foreningen",
    "sum": 100,
    "vis": "ja tak",
    "tekst": rich("Året gik **godt** med {sum|kr}\n\nOg mere.", sum=100),
    "linjer": lines(a=1, b=2, c=3),
    "grupper": keyed(GROUPS),
}


def written(values: Mapping[str, Value | Node] = VALUES, design: bytes = FORM) -> bytes:
    """The report that those facts give."""
    return fill(design, facts(**values), PROPERTIES, ORIGIN)


def edited(document: bytes, change: Callable[[Element], object]) -> bytes:
    """The document as Word saves it after that change of its body."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(document)) as source, zipfile.ZipFile(target, "w") as saved:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/document.xml":
                root = etree.fromstring(content)
                change(root)
                root.append(etree.Comment("saved"))
                content = etree.tostring(root)
            saved.writestr(name, content)
    return target.getvalue()


def again(
    document: bytes, values: Mapping[str, Value | Node], design: bytes = FORM
) -> tuple[bytes, list[Change]]:
    """The document refreshed from those facts, and what is told of it."""
    return refreshed(opened(document), Sources(facts(**values), ORIGIN, PROPERTIES, design))


def root(document: bytes) -> Element:
    """The root of the document part."""
    return part(document)


def item(within: Element, key: str) -> Element:
    """The first item of that key."""
    return control(within, f"dx:#{key}")


def typed(text: str) -> Element:
    """A paragraph that somebody typed, as Word saves it: split runs, edit marks, a bookmark."""
    made = p()
    for piece in (text[:3], text[3:]):
        run = r(piece)
        run.set(wml.w("rsidR"), "00AB12CD")
        made.extend([wml.element("proofErr", type="spellStart"), run])
    made.insert(0, wml.element("bookmarkStart", id=900, name="_GoBack"))
    made.append(wml.element("bookmarkEnd", id=900))
    return made


def type_over(held: Element, text: str) -> None:
    """Let the control show that text, in two runs."""
    first, *others = held.iter(wml.RUN)
    for run in others:
        wml.holder_of(run).remove(run)
    for old in [it for it in first if it.tag != wml.R_PR]:
        first.remove(old)
    first.append(r(text[:2])[0])
    first.addnext(r(text[2:]))


def tracked(kind: str, *runs: Element) -> Element:
    """A pending change: `ins` or `del` around runs."""
    if kind == "del":
        for words in [it for run in runs for it in run.iter(wml.T)]:
            words.tag = wml.w("delText")
    return wml.element(kind, *runs, id=901, author="Eva", date="2020-05-01T10:00:00Z")


def free(within: Element) -> list[str]:
    """The paragraphs with a text that stands in no control of ours; no results of fields."""
    results = {words for field in fields(within) for words in field.results}
    found = []
    for paragraph in within.iter(wml.P):
        words = [
            it.text or ""
            for it in paragraph.iter(wml.T, wml.w("delText"))
            if it not in results and not _is_ours(it)
        ]
        if text := "".join(words).strip():
            found.append(text)
    return found


def _is_ours(words: Element) -> bool:
    tags = (it.find(f"{wml.SDT_PR}/{wml.TAG}") for it in words.iterancestors(wml.SDT))
    return any(
        tag is not None and tag.get(wml.VAL, "")[:4] not in {"dx:?", "dx:#"}
        and wml.holder_of(tag).find("{*}repeatingSection") is None
        for tag in tags
    )  # fmt: skip
