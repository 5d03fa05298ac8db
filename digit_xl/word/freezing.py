"""A report made ready to be published: what tied it to its register goes, and who worked in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from digit_xl.word import package, wml
from digit_xl.word.controls import tag_of
from digit_xl.word.ledger import part

if TYPE_CHECKING:
    from docx.opc.part import Part
    from docx.package import Package

    from digit_xl.word.wml import Element

# What follows people's work: ECMA-376 part 1, 17.13.4 and 17.15.1.72, and [MS-DOCX] 2.1.
_PEOPLE: Final = (
    *("/comments", "/commentsExtended", "/commentsIds", "/commentsExtensible", "/people"),
    "/attachedTemplate",
)
_COMMENTS: Final = tuple(wml.w(f"comment{name}") for name in ("RangeStart", "RangeEnd"))
_REFERENCE: Final = wml.w("commentReference")
_SETTINGS: Final = tuple(wml.w(name) for name in ("rsids", "attachedTemplate"))
_SESSION: Final = f"{{{wml.W}}}rsid"  # begins the attributes that tell of each time it was edited


def frozen(report: Package, author: str) -> bytes:
    """The report without controls, ledger, comments and who edited it, by that author alone.

    It looks the same: what the controls held stands where they stood.
    """
    part.forget(report)
    for holder, story in package.stories(report):
        _thaw(story.root)
        _forget_people(holder, story.root)
    _forget_settings(report)
    package.sign(report, author)
    return package.written(report)


def _thaw(root: Element) -> None:
    """Put what our controls hold where they stand, the inmost first."""
    for control in reversed([it for it in root.iter(wml.SDT) if tag_of(it)]):
        for child in [it for it in control if it.tag != wml.SDT_CONTENT]:
            control.remove(child)
        for content in [*control]:
            wml.unwrap(content)
        wml.unwrap(control)


def _forget_people(holder: Part, root: Element) -> None:
    """Take out the comments, and the marks of each time that somebody edited."""
    for reference in [*root.iter(_REFERENCE)]:
        run = wml.holder_of(reference)
        wml.holder_of(run).remove(run)
    for mark in [*root.iter(*_COMMENTS)]:
        wml.holder_of(mark).remove(mark)
    for element in root.iter():
        for name in [name for name in element.attrib if str(name).startswith(_SESSION)]:
            del element.attrib[name]
    _cut(holder)


def _forget_settings(report: Package) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE as KIND

    settings = package.related(report, KIND.SETTINGS)
    if settings is not None:
        for told in [*settings.element.iter(*_SETTINGS)]:
            wml.holder_of(told).remove(told)
        _cut(settings)


def _cut(holder: Part) -> None:
    """Let go of the parts, and the files elsewhere, that tell of people."""
    for key, rel in [*holder.rels.items()]:
        if rel.reltype.endswith(_PEOPLE):
            del holder.rels[key]
