"""What a stretch of the template leads to, brought along into the report that gets the stretch."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Final, cast

from lxml import etree

from digit_xl.word import package, wml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docx.opc.part import Part
    from docx.package import Package

    from digit_xl.word.wml import Element

_USED: Final = etree.XPath("descendant-or-self::*[@r:*]", namespaces={"r": wml.R})
_NAMESPACE: Final = f"{{{wml.R}}}"
_NOTE: Final = wml.w("footnote")
_MARGINS: Final = frozenset((wml.w("headerReference"), wml.w("footerReference")))


class Imports:
    """Brings what a template's parts lead to into a report."""

    def __init__(self, template: Package, report: Package, twins: Mapping[Part, Part]) -> None:
        """`twins` are the report's counterparts of the template's parts."""
        self._notes = package.notes(template)
        self._report = report
        self._parts: dict[Part, Part] = dict(twins)
        self._keys: dict[tuple[Part, Part, str], str] = {}
        self._names = {str(part.partname) for part in report.iter_parts()}

    def bring(self, within: Element, source: Part, target: Part) -> None:
        """Let a copy of a stretch of the source part lead from the target to the same things."""
        for element in cast("list[Element]", _USED(within)):
            for name, key in [*element.attrib.items()]:
                if str(name).startswith(_NAMESPACE) and str(key) in source.rels:
                    self._lead(element, str(name), self._key(source, target, str(key)))
        for mark in [*within.iter(wml.FOOTNOTE)]:
            self._note(mark)

    def _lead(self, element: Element, name: str, key: str) -> None:
        """A header that the report does not have is left out: that of the page before goes on."""
        if key:
            element.set(name, key)
        elif element.tag in _MARGINS:
            wml.holder_of(element).remove(element)

    def _key(self, source: Part, target: Part, key: str) -> str:
        """The target's relationship to what the source's leads to; empty for a margin of none."""
        known = (source, target, key)
        if known not in self._keys:
            self._keys[known] = self._related(source, target, key)
        return self._keys[known]

    def _related(self, source: Part, target: Part, key: str) -> str:
        relation = source.rels[key]
        if relation.is_external:
            address = relation.target_ref
            return str(target.rels.get_or_add_ext_rel(relation.reltype, address))
        part = relation.target_part
        if part not in self._parts:
            if relation.reltype.endswith(("/header", "/footer")):
                return ""
            self._parts[part] = self._copied(part)
        return str(target.rels.get_or_add(relation.reltype, self._parts[part]).rId)

    def _copied(self, part: Part) -> Part:
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part as NewPart

        folder, ending = part.partname.baseURI, part.partname.ext
        number = 1
        while (name := f"{folder}/dx-skabelon-{number}.{ending}") in self._names:
            number += 1
        self._names.add(name)
        made = NewPart(PackURI(name), part.content_type, part.blob, self._report)
        for key, relation in part.rels.items():
            held = relation.is_external
            beneath = relation.target_ref if held else self._copied(relation.target_part)
            made.rels.add_relationship(relation.reltype, beneath, key, is_external=held)
        return made

    def _note(self, mark: Element) -> None:
        """Give the mark a footnote of the report's own, like that of the template."""
        note = self._notes.get(mark.get(wml.ID, ""))
        theirs = package.footnotes(self._report)
        if note is None or theirs is None:
            run = wml.holder_of(mark)
            run.remove(mark)
            return
        numbers = [int(it.get(wml.ID, "0")) for it in theirs.iterchildren(_NOTE)]
        copy = deepcopy(note)
        copy.set(wml.ID, str(max([0, *numbers]) + 1))
        mark.set(wml.ID, copy.get(wml.ID, ""))
        theirs.append(copy)
