"""Which control of a document shows which fact; kept while filling when somebody wants it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digit_xl.facts import Node
    from digit_xl.findings import Place
    from digit_xl.word.wml import Element


@dataclass(frozen=True, slots=True)
class Shown:
    """A control and the fact that it shows; or a row's paragraph in a block, and what it tells.

    `around` has each repeat that it stands in with the key of the record there, outermost first;
    `quoted` is true of a figure that a text of the register names, not the template.
    """

    control: Element
    name: str
    words: str
    around: tuple[tuple[str, str], ...]
    node: Node
    quoted: bool = False

    @property
    def places(self) -> tuple[Place, ...]:
        """The cells that the fact comes from."""
        return getattr(self.node, "places", ())


@dataclass(slots=True)
class Trace:
    """The controls of a document in the order in which they were filled.

    Within a story that is the order of the text. Some of them may have gone again with an empty
    table or control around them.
    """

    shown: list[Shown] = field(default_factory=list)
    kept: list[Shown] = field(default_factory=list)  # the conditions and the repeats
    around: tuple[tuple[str, str], ...] = ()

    def enter(self, repeat: str, key: str) -> None:
        """Note that what follows stands in that record of the repeat."""
        self.around = (*self.around, (repeat, key))

    def leave(self) -> None:
        """Note that the record has ended."""
        self.around = self.around[:-1]

    def show(
        self, control: Element, name: str, words: str, node: Node, *, quoted: bool = False
    ) -> None:
        """Note what the control shows."""
        self.shown.append(Shown(control, name, words, self.around, node, quoted))

    def keep(self, control: Element, name: str, node: Node) -> None:
        """Note that the condition held, or what the repeat went over."""
        self.kept.append(Shown(control, name, "", self.around, node))
