"""The items of a repeat: put in the register's order, each with what was typed behind it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digit_xl.word import wml
from digit_xl.word.controls import ITEM, tag_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from digit_xl.word.wml import Element


@dataclass(slots=True)
class Group:
    """An item and what stays behind it: what somebody typed there, or an item nobody knows.

    The first group of a repeat has no item. `at` is its place before anything is moved.
    """

    item: Element | None
    behind: list[Element] = field(default_factory=list)
    at: int = 0

    def __iter__(self) -> Iterator[Element]:
        """What stands in the group, in its order."""
        if self.item is not None:
            yield self.item
        yield from self.behind


def key(item: Element) -> str:
    """The key in the item's tag; empty when it has none."""
    return tag_of(item).removeprefix("#").strip()


def is_item(element: Element) -> bool:
    """Whether the control is an item of a repeat."""
    return element.tag == wml.SDT and element.find(f"{wml.SDT_PR}/{ITEM}") is not None


def grouped(content: Element, known: Mapping[str, object]) -> tuple[Group, dict[str, Group]]:
    """The head of the repeat, and by its key the group of each record's item, in order.

    Of two items with one key the second stays behind the first, as does one whose key is unknown.
    """
    head = last = Group(None)
    groups: dict[str, Group] = {}
    for child in content:
        name = key(child) if is_item(child) else ""
        if name in known and name not in groups:
            last = groups[name] = Group(child, at=len(groups) + 1)
        else:
            last.behind.append(child)
    return head, groups


def ordered(
    groups: Mapping[str, Group],
    made: Mapping[str, Group],
    keys: Sequence[str],
    older: Sequence[str],
) -> list[Group]:
    """The groups of the items that stand and of the new ones, in the order that they should have.

    `keys` are in the register's order, and `older` in that of the time before. Unless the register
    changed its order the items stay in that of the document, for somebody may have moved them, and
    each new one comes behind what it follows in the register.
    """
    known = {*older}
    now = [key for key in keys if key in groups and key in known]
    both = {*now}
    if now != [key for key in older if key in both]:
        return [groups.get(key) or made[key] for key in keys]
    behind: dict[str, list[Group]] = {"": []}
    last = ""
    for key in keys:
        if key in groups:
            last = key
            behind[last] = []
        else:
            behind[last].append(made[key])
    standing = ((groups[key], *behind.get(key, ())) for key in groups)
    return [*behind[""], *(group for those in standing for group in those)]


def arrange(content: Element, groups: Sequence[Group]) -> list[Element]:
    """The items that were moved so that the groups stand in that order, the head first.

    Their number may be large: what stands rightly is the longest run of ascending places.
    """
    order = [place for place, group in enumerate(groups) if _stands(group, content)]
    still = {order[at] for at in ascending([groups[place].at for place in order])}
    moved = [groups[place].item for place in order if place not in still]
    last: Element | None = None
    for place, group in enumerate(groups):
        for element in group:
            if place not in still:
                _behind(content, last, element)
            last = element
    return [item for item in moved if item is not None]


def _stands(group: Group, content: Element) -> bool:
    first = next(iter(group), None)
    return first is not None and first.getparent() is content


def _behind(content: Element, last: Element | None, element: Element) -> None:
    if last is None:
        content.insert(0, element)
    else:
        last.addnext(element)


def ascending(numbers: Iterable[int]) -> list[int]:
    """The places of a longest ascending run among the numbers, each of which is there once."""
    ends: list[int] = []  # the least number that a run of that length ends with
    places: list[int] = []  # and where it stands
    before: list[int] = []
    for place, number in enumerate(numbers):
        at = bisect_left(ends, number)
        before.append(places[at - 1] if at else -1)
        ends[at : at + 1] = [number]
        places[at : at + 1] = [place]
    run: list[int] = []
    place = places[-1] if places else -1
    while place >= 0:
        run.append(place)
        place = before[place]
    return run[::-1]
