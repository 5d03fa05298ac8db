"""What a register gives a report's controls now: found by what is around them and by their name."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, TypeAlias, cast

from digit_xl.facts import Records, RichText
from digit_xl.word import wml
from digit_xl.word.blocks import Look, Surroundings, rich_text
from digit_xl.word.controls import key_of, tag_for
from digit_xl.word.ledger.entries import told

if TYPE_CHECKING:
    from digit_xl.facts import Facts, Node, Record
    from digit_xl.word.fields.footnotes import Footnotes
    from digit_xl.word.ledger.entries import Around, Entry
    from digit_xl.word.ledger.standing import Standing
    from digit_xl.word.wml import Element, Styles

Scopes: TypeAlias = "tuple[Facts, ...]"  # what names mean, the innermost record first


class Sources:
    """The facts of a register, as the controls of a report ask for them."""

    def __init__(self, facts: Facts) -> None:
        """Begin with the report's own names, outside any repeat."""
        self._scopes: dict[Around, Scopes | None] = {(): (facts,)}
        self._records: dict[int, dict[str, Record]] = {}

    def node(self, control: Standing, entry: Entry | None = None) -> Node | None:
        """What the register gives that control; None when it has nothing of that name there.

        The entry of the ledger tells the name where the tag had to be cut. A figure that a text
        names is the text's own, as long as the text still knows it.
        """
        name = control.name if entry is None else entry.name
        text = None if control.within is None else self.node(control.within)
        if isinstance(text, RichText) and (figure := text.figures.get(name)) is not None:
            return figure
        return self.named(control.around, name)

    def named(self, around: Around, name: str) -> Node | None:
        """What the name means within those records: the innermost is asked first."""
        scopes = self._within(around) or ()
        return next((facts[name] for facts in scopes if name in facts), None)

    def has(self, around: Around) -> bool:
        """Whether the register still has those records."""
        return self._within(around) is not None

    def records(self, around: Around, name: str) -> dict[str, Record]:
        """The records that the repeat goes over there, by their keys as tags have room for them."""
        node = self.named(around, name)
        if not isinstance(node, Records):
            return {}
        if id(node) not in self._records:
            keyed = {key_of(tag_for(f"#{record.key}")): record for record in node.items}
            self._records[id(node)] = keyed
        return self._records[id(node)]

    def _within(self, around: Around) -> Scopes | None:
        if around not in self._scopes:
            outer, (name, key) = around[:-1], around[-1]
            scopes = self._within(outer)
            record = None if scopes is None else self.records(outer, name).get(key)
            known = None if scopes is None or record is None else (record.facts, *scopes)
            self._scopes[around] = known
        return self._scopes[around]


def text_of(text: RichText, control: Standing) -> str:
    """What `Standing.text` would be of the control if it showed that text of the register."""
    noted = not control.story.called and not control.place.boxed
    marks = cast("Footnotes", _Marks()) if noted else None  # all that a text asks of footnotes
    around = Surroundings(control.story.styles, count(1), lambda _: "", footnotes=marks)
    made = rich_text(text, Look(None, None), around)
    return told(wml.element("sdt", wml.element("sdtContent", *made)))


class _Marks:
    """Footnotes that nobody will see: only their marks are told."""

    link = staticmethod(lambda _: "")

    def add(self, _: list[Element], __: Styles) -> Element:
        return wml.element("r", wml.element("footnoteReference"))

    def again(self, _: Element, __: Styles) -> list[Element]:
        return []
