"""A compound file: storages and streams in one file, [MS-CFB], as far as a VBA project needs it.

Version 3, with sectors of 512 bytes. Streams below 4,096 bytes share a stream of small sectors.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Storage: TypeAlias = "Mapping[str, bytes | Storage]"

_SECTOR, _SMALL = 512, 64  # bytes
_CUTOFF = 4096  # bytes; a smaller stream lies in small sectors
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD  # 2.1
_NONE = 0xFFFFFFFF  # no entry
_STORAGE, _STREAM, _ROOT = 1, 2, 5  # 2.6.1
_RED, _BLACK = 0, 1
_ENTRY: Final = struct.Struct("<64sHBBIII16xIQQIQ")
_NUMBERS_IN_SECTOR = _SECTOR // 4
_FAT_SECTORS_IN_HEADER = 109


@dataclass
class _Entry:
    """One entry of the directory (2.6.1)."""

    name: str
    type: int
    content: bytes = b""
    colour: int = _BLACK
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE
    start: int = 0
    size: int = 0

    def packed(self) -> bytes:
        name = self.name.encode("utf-16-le") + bytes(2)
        return _ENTRY.pack(
            *(name, len(name), self.type, self.colour, self.left, self.right, self.child),
            *(0, 0, 0, self.start, self.size),
        )


@dataclass(frozen=True)
class _Sectors:
    """Sectors of one size, and the table that chains them (2.3)."""

    width: int
    content: bytearray
    table: list[int]

    def add(self, content: bytes) -> int:
        """The number of the first sector that holds the content."""
        count = -(-len(content) // self.width)
        first = len(self.table)
        self.table.extend([*range(first + 1, first + count), _END][:count])
        self.content.extend(content.ljust(count * self.width, b"\0"))
        return first if count else _END


def compound(root: Storage) -> bytes:
    """A compound file that holds these storages and streams, by name; none holds any time.

    Raises:
        ValueError: they are more than seven million bytes, which need a table of another kind.
    """
    entries = [_Entry("Root Entry", _ROOT)]
    _plant(entries, 0, root)
    sectors, small = _Sectors(_SECTOR, bytearray(), []), _Sectors(_SMALL, bytearray(), [])
    for entry in entries:
        if entry.type == _STREAM:
            kept = small if len(entry.content) < _CUTOFF else sectors
            entry.start, entry.size = kept.add(entry.content), len(entry.content)
    entries[0].start, entries[0].size = sectors.add(bytes(small.content)), len(small.content)
    small_table = sectors.add(_numbers(small.table))
    directory = sectors.add(_directory(entries))
    return _written(sectors, directory, small_table, -(-len(small.table) // _NUMBERS_IN_SECTOR))


def _plant(entries: list[_Entry], parent: int, storage: Storage) -> None:
    """Add what the storage holds to the entries, as the tree of children of its own entry."""
    numbers = []
    for name, held in storage.items():
        numbers.append(len(entries))
        if isinstance(held, bytes):
            entries.append(_Entry(name, _STREAM, held))
        else:
            entries.append(_Entry(name, _STORAGE))
            _plant(entries, len(entries) - 1, held)
    numbers.sort(key=lambda number: _order(entries[number].name))
    entries[parent].child = _tree(entries, numbers, len(numbers).bit_length())


def _order(name: str) -> tuple[int, str]:
    """What names of one storage are sorted by: the shorter first, then capital letters (2.6.4)."""
    return len(name), name.upper()


def _tree(entries: list[_Entry], numbers: Sequence[int], levels: int) -> int:
    """The root of a balanced tree of the entries.

    The deepest level, where it is not the only one, is red: so every way down passes as many
    black entries, and no red one has a red child, as 2.6.4 demands.
    """
    if not numbers:
        return _NONE
    middle = len(numbers) // 2
    root = entries[numbers[middle]]
    root.left = _tree(entries, numbers[:middle], levels - 1)
    root.right = _tree(entries, numbers[middle + 1 :], levels - 1)
    root.colour = _BLACK
    for child in (root.left, root.right):
        if child != _NONE and levels == 2:  # noqa: PLR2004 - the parents of the deepest level
            entries[child].colour = _RED
    return numbers[middle]


def _directory(entries: Sequence[_Entry]) -> bytes:
    unused = _Entry("", 0, colour=0)
    packed = b"".join(entry.packed() for entry in entries)
    blank = bytes(66) + unused.packed()[66:]  # a name of no length, not even a closing zero
    return packed + blank * (-len(entries) % (_SECTOR // _ENTRY.size))


def _numbers(numbers: Sequence[int]) -> bytes:
    """Numbers of sectors, filled up to whole sectors with free ones."""
    padded = [*numbers, *[_FREE] * (-len(numbers) % _NUMBERS_IN_SECTOR)]
    return struct.pack(f"<{len(padded)}I", *padded)


def _written(sectors: _Sectors, directory: int, small_table: int, small_sectors: int) -> bytes:
    """The header (2.2), the sectors, and the table that chains them, itself in sectors."""
    used = len(sectors.table)
    count = _table_sectors(used)
    if count > _FAT_SECTORS_IN_HEADER:
        raise ValueError("The compound file would be too large.")
    places = [*range(used, used + count)]
    header = struct.pack(
        "<8s16xHHHHH6x9I",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6),
        *(0, count, directory, 0, _CUTOFF, small_table, small_sectors, _END, 0),
    )
    listed = places + [_FREE] * (_FAT_SECTORS_IN_HEADER - count)
    header += struct.pack(f"<{_FAT_SECTORS_IN_HEADER}I", *listed)
    return header + bytes(sectors.content) + _numbers(sectors.table + [_FAT] * count)


def _table_sectors(used: int) -> int:
    """How many sectors a table of the used sectors and of itself takes."""
    count = 1
    while count * _NUMBERS_IN_SECTOR < used + count:
        count += 1
    return count
