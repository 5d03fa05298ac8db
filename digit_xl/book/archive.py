"""The zip package that an Office file is, with every part held to what the directory says of it.

zipfile only lists the entries: where they lie, and whether all readers would see the same ones, is
proved here, and parts are inflated a piece at a time so that none takes more than a few megabytes.
"""

from __future__ import annotations

import codecs
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias
from xml.etree.ElementTree import Element, ParseError, fromstring

from digit_xl.book import limits
from digit_xl.findings import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from digit_xl.book.limits import Kind

Refuse: TypeAlias = Callable[..., Refusal]  # a code and the words of its sentence

TYPES = "[Content_Types].xml"

_STEP = 1 << 16  # packed bytes handed to zlib at a time: it copies what it has not used
_CHUNK = 1 << 20
_HEAD = 1 << 10  # bytes that tell whether a part is XML, and in which encoding
_ENTRY = b"PK\x01\x02"  # APPNOTE.TXT 4.3.12, an entry of the directory
_LOCAL = struct.Struct("<4s22xHH")  # 4.3.7, before a part: signature, lengths of name and extra
_END = b"PK\x05\x06"  # 4.3.16: without a comment it starts 22 bytes before the end
_ENCRYPTED, _UTF8_NAME = 0x1, 0x800  # 4.4.4, flags


@dataclass(frozen=True, slots=True)
class Part:
    """One entry of the zip: where its packed bytes lie, and what the directory says of them."""

    name: str
    header: int
    start: int
    packed: int
    size: int
    method: int
    crc: int

    @property
    def small(self) -> bool:
        """Whether it is one of those that every reader takes in whole."""
        return self.name == TYPES or self.name.lower().endswith(".rels")


class Archive:
    """The entries of a zip package; after `prove`, its parts."""

    def __init__(self, content: bytes, kind: Kind, refuse: Refuse) -> None:
        """List the entries, unproved.

        Raises:
            Refusal: there are too many, or the directory is damaged.
        """
        self._content, self._kind, self._refuse = content, kind, refuse
        self.parts: dict[str, Part] = {}
        if content.count(_ENTRY) > limits.ENTRIES:  # before zipfile makes an object of each
            raise refuse("package-entries", limit=limits.ENTRIES)
        if content[-22:-18] != _END:  # the one end that all readers agree on
            raise refuse("file-damaged")
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                self._entries, self._directory = package.infolist(), package.start_dir or 0
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
            raise refuse("file-damaged") from error
        self.names = {entry.filename for entry in self._entries}

    def prove(self) -> None:
        """Fill `parts` with the entries, once they are known to be sound.

        Raises:
            Refusal: they are not.
        """
        seen: set[str] = set()
        for entry in self._entries:
            self._check_entry(entry)
            if entry.filename.casefold() in seen:
                raise self._refuse("package-duplicate", part=entry.filename)
            seen.add(entry.filename.casefold())
            self.parts[entry.filename] = self._part(entry)
        self._check_sizes()
        self._check_places()

    def pieces(self, part: Part) -> Iterator[bytes]:
        """The XML of the part in pieces that split no tag; nothing for a part that is no XML.

        Raises:
            Refusal: the part is damaged, has a DOCTYPE or is not UTF-8.
        """
        chunks = self._inflated(part)
        head = b""
        while len(head) < _HEAD and (chunk := next(chunks, b"")):
            head += chunk
        if not _is_xml(part.name, head):
            return
        if not _is_utf8(head):
            raise self._refuse("xml-encoding", part=part.name)
        for piece in _whole_tags(chain((head,), chunks)):
            if b"\0" in piece:  # UTF-16 in disguise
                raise self._refuse("xml-encoding", part=part.name)
            # A picture may be SVG, which has a DOCTYPE more often than not; nothing here parses it.
            if b"<!DOCTYPE" in piece and not part.name.lower().endswith(".svg"):
                raise self._refuse("xml-doctype", part=part.name)
            if len(piece) > limits.TAG_BYTES:
                raise self._refuse("xml-broken", part=part.name)
            yield piece

    def children(self, name: str) -> Iterable[Element]:
        """The elements below the root of a part that is not large; none when there is no such part.

        Raises:
            Refusal: as `pieces`, or it is not well-formed.
        """
        part = self.parts.get(name)
        if part is None or part.size > limits.SMALL_BYTES:
            return ()
        try:
            return fromstring(b"".join(self.pieces(part)))  # noqa: S314 - pieces have no DOCTYPE
        except ParseError as error:
            raise self._refuse("xml-broken", part=name) from error

    def _check_entry(self, entry: zipfile.ZipInfo) -> None:
        """Refuse a name that means different parts to different readers, or leads outside."""
        name = entry.orig_filename
        steps = name.removesuffix("/").split("/")
        odd = any(sign in name for sign in "\\:") or not name.isprintable()
        if odd or not {"", ".", ".."}.isdisjoint(steps):
            raise self._refuse("package-name", part=name)
        if entry.flag_bits & _ENCRYPTED:
            raise self._refuse("file-protected")
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise self._refuse("package-method", part=name)

    def _part(self, entry: zipfile.ZipInfo) -> Part:
        """The entry, found through its local header."""
        header = self._content[entry.header_offset : entry.header_offset + _LOCAL.size]
        if len(header) < _LOCAL.size or not header.startswith(b"PK\x03\x04"):
            raise self._refuse("file-damaged")
        _, name, extra = _LOCAL.unpack(header)
        at = entry.header_offset + _LOCAL.size
        written = entry.orig_filename.encode("utf-8" if entry.flag_bits & _UTF8_NAME else "cp437")
        if self._content[at : at + name] != written:
            raise self._refuse("package-name", part=entry.filename)
        return Part(
            name=entry.filename,
            header=entry.header_offset,
            start=at + name + extra,
            packed=entry.compress_size,
            size=entry.file_size,
            method=entry.compress_type,
            crc=entry.CRC,
        )

    def _check_sizes(self) -> None:
        """Refuse what would be too large inflated; `_inflated` holds the directory to its word."""
        total = 0
        for part in self.parts.values():
            total += part.size
            cap = limits.SMALL_BYTES if part.small else limits.PART_BYTES[self._kind]
            if part.size > limits.RATIO_FROM and part.size > limits.RATIO * part.packed:
                raise self._refuse("package-bomb", part=part.name)
            if part.size > cap or total > limits.TOTAL_BYTES:
                raise self._refuse("package-large", part=part.name)

    def _check_places(self) -> None:
        """Refuse parts that lie upon each other, or a file that does not begin with one."""
        end = 0
        for part in sorted(self.parts.values(), key=lambda part: part.header):
            if part.header < end or (not end and part.header):
                raise self._refuse("package-overlap", part=part.name)
            end = part.start + part.packed
        if end > self._directory:
            raise self._refuse("file-damaged")

    def _inflated(self, part: Part) -> Iterator[bytes]:
        """The bytes of the part in chunks; refuses when they are not what the directory says."""
        packed = memoryview(self._content)[part.start : part.start + part.packed]
        stored = part.method == zipfile.ZIP_STORED
        size = crc = 0
        try:
            for chunk in _slices(packed) if stored else _inflate(packed):
                size += len(chunk)
                crc = zlib.crc32(chunk, crc)
                if size > part.size:
                    break
                yield chunk
        except zlib.error as error:
            raise self._refuse("file-damaged") from error
        if size != part.size or crc != part.crc:
            raise self._refuse("file-damaged")


def _slices(packed: memoryview) -> Iterator[bytes]:
    """The bytes in chunks."""
    for start in range(0, len(packed), _CHUNK):
        yield bytes(packed[start : start + _CHUNK])


def _inflate(packed: memoryview) -> Iterator[bytes]:
    """The inflated bytes in chunks that are not empty."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    for start in range(0, len(packed), _STEP):
        waiting: bytes | memoryview = packed[start : start + _STEP]
        while waiting:
            if chunk := inflater.decompress(waiting, _CHUNK):
                yield chunk
            waiting = inflater.unconsumed_tail
        if inflater.eof:
            return
    if chunk := inflater.flush():
        yield chunk


def _whole_tags(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes in pieces that are not empty and end where a tag begins."""
    rest = b""
    for chunk in chunks:
        rest += chunk
        cut = rest.rfind(b"<")
        # A tag, or the text behind it, that is too long goes out for the caller to refuse.
        if cut < 0 or len(rest) - cut > limits.TAG_BYTES:
            cut = len(rest)
        if cut:
            yield rest[:cut]
            rest = rest[cut:]
    if rest:
        yield rest


def _is_xml(name: str, head: bytes) -> bool:
    """Whether the part is XML, by its name or by how it begins in whatever encoding."""
    if name.lower().endswith((".xml", ".rels", ".vml")):
        return True
    plain = head[:64].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\t\r\n ")
    return plain.startswith(b"<") or not head.strip()


def _is_utf8(head: bytes) -> bool:
    """Whether the XML begins like UTF-8 and does not declare anything else."""
    start = head.removeprefix(codecs.BOM_UTF8).lstrip(b"\t\r\n ")
    if not start.startswith(b"<"):
        return not start
    if not start.startswith(b"<?xml"):
        return True
    declaration, end, _ = start.partition(b"?>")
    encoding = re.search(rb"encoding\s*=\s*[\"']([^\"']*)", declaration)
    if not encoding:
        return bool(end)
    return encoding[1].lower() in {b"utf-8", b"utf8", b"us-ascii", b"ascii"}
