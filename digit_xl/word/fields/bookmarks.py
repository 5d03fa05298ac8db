"""The bookmarks of a document: which there are, what they hold, and new ones with free names."""

from __future__ import annotations

import hashlib
import re
from itertools import count
from typing import TYPE_CHECKING, Final

from digit_xl.word import wml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from digit_xl.word.wml import Element

NAME_LENGTH: Final = 40  # letters; Word admits no longer name
_ENDING: Final = 8  # letters that are kept for what tells two cut names apart
_UNFIT = re.compile(r"\W+")
_NAME = wml.w("name")


def safe(text: str) -> str:
    """A name that Word admits: letters, digits and `_`, a letter or `_` first, not too long."""
    name = _UNFIT.sub("_", text)
    if not name or name[0].isdigit():
        name = f"_{name}"
    if len(name) <= NAME_LENGTH - _ENDING:
        return name
    told = hashlib.sha256(text.encode()).hexdigest()[: _ENDING - 1]
    return f"{name[: NAME_LENGTH - 2 * _ENDING]}_{told}"


class Names:
    """The names of bookmarks that are taken; Word tells no `A` from `a` in them."""

    def __init__(self) -> None:
        """Begin with none."""
        self._taken: set[str] = set()
        self._numbers: dict[str, int] = {}  # so that the thousandth copy does not try a thousand

    def __contains__(self, name: str) -> bool:
        """Whether that name is taken."""
        return name.casefold() in self._taken

    def learn(self, roots: Iterable[Element]) -> None:
        """Let the names in those parts of a document be taken."""
        marks = (start for root in roots for start in root.iter(wml.BOOKMARK_START))
        self._taken |= {start.get(_NAME, "").casefold() for start in marks}

    def take(self, name: str) -> str:
        """The name, or the next of it that is free, `name_2`; from now on it is taken."""
        wanted, stem = name[:NAME_LENGTH], name[: NAME_LENGTH - _ENDING]
        number = self._numbers.get(stem.casefold(), 1)
        while wanted in self:
            number += 1
            wanted = f"{stem}_{number}"
        self._numbers[stem.casefold()] = number
        self._taken.add(wanted.casefold())
        return wanted


class Bookmarks:
    """The bookmarks of some parts of a document; Word tells no `A` from `a` in their names."""

    def __init__(self, roots: Iterable[Element], ids: Iterator[int]) -> None:
        """Find them; `ids` are numbers that no bookmark has."""
        roots = [*roots]
        self._ids = ids
        self._names = Names()
        self._names.learn(roots)
        self._numbers = count(1)
        self._starts: dict[str, Element] = {}
        for root in roots:
            for start in root.iter(wml.BOOKMARK_START):
                self._starts.setdefault(start.get(_NAME, "").casefold(), start)

    def __contains__(self, name: str) -> bool:
        """Whether there is a bookmark of that name."""
        return name.casefold() in self._starts

    def free(self, name: str) -> str:
        """The name, or the next of it that is free: `name_2`. It is kept for who asks."""
        return self._names.take(name)

    def numbered(self, prefix: str) -> str:
        """A free name such as `_Toc000000001`, as Word's own are."""
        names = (f"{prefix}{number:09}" for number in self._numbers)
        return self._names.take(next(name for name in names if name not in self._names))

    def put(self, first: Element, last: Element, name: str) -> None:
        """Put a bookmark of that free name around what stands from the first to the last."""
        number = next(self._ids)
        start = wml.element("bookmarkStart", id=number, name=name)
        first.addprevious(start)
        last.addnext(wml.element("bookmarkEnd", id=number))
        self._starts[name.casefold()] = start

    def start(self, name: str) -> Element | None:
        """Where the bookmark begins."""
        return self._starts.get(name.casefold())

    def held(self, name: str) -> Iterator[Element]:
        """What stands in the bookmark, to the end of the paragraph in which it begins."""
        if (start := self.start(name)) is None:
            return
        paragraph = next(start.iterancestors(wml.P), None)
        begun, number = False, start.get(wml.ID)
        for it in () if paragraph is None else paragraph.iter():
            if it is start:
                begun = True
            elif it.tag == wml.BOOKMARK_END and it.get(wml.ID) == number:
                return
            elif begun:
                yield it
