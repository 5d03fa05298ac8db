"""The compression of VBA source: [MS-OVBA] 2.4.1, as far as source text needs it."""

from __future__ import annotations

import struct

_SIGNATURE = b"\x01"
_CHUNK = 4096  # bytes, before and at most after compression
_COMPRESSED = 0xB000  # the flag and the signature of a chunk's header
_SHORTEST = 3  # bytes that are worth a copy token
_TOKENS = 8  # under one byte of flags


def compress(content: bytes) -> bytes:
    """The content as a compressed container, by the matches that the specification looks for.

    Raises:
        ValueError: a chunk would not become smaller. The specification has raw chunks for that,
            which Excel does not load as source; no text comes to it.
    """
    chunks = (content[start : start + _CHUNK] for start in range(0, len(content), _CHUNK))
    return _SIGNATURE + b"".join(map(_chunk, chunks))


def _chunk(content: bytes) -> bytes:
    """A chunk with its header (2.4.1.1.5), which tells its size less three."""
    tokens = _tokens(content)
    if len(tokens) > _CHUNK:
        raise ValueError("The chunk cannot be compressed: it is no text.")
    return struct.pack("<H", _COMPRESSED | len(tokens) - 1) + tokens


def _tokens(chunk: bytes) -> bytes:
    """The chunk as sequences of up to eight tokens, each behind a byte of flags (2.4.1.1.7)."""
    packed = bytearray()
    at = 0
    while at < len(chunk):
        flags_at = len(packed)
        packed.append(0)
        for bit in range(_TOKENS):
            if at == len(chunk):
                break
            offset, length = _match(chunk, at)
            if length:
                packed[flags_at] |= 1 << bit
                packed += _copy_token(at, offset, length)
            else:
                packed.append(chunk[at])
            at += length or 1
    return bytes(packed)


def _length_bits(at: int) -> int:
    """How many of a copy token's 16 bits tell the length, so far into a chunk (2.4.1.3.19.1)."""
    return 16 - max((at - 1).bit_length(), 4)


def _copy_token(at: int, offset: int, length: int) -> bytes:
    return struct.pack("<H", (offset - 1) << _length_bits(at) | length - _SHORTEST)


def _match(chunk: bytes, at: int) -> tuple[int, int]:
    """How far back the nearest of the longest matches begins, and its length (2.4.1.3.19.4).

    A match may run into what it is a match of: `aaaa` is an `a` and a copy of it.
    """
    longest = min((1 << _length_bits(at)) - 1 + _SHORTEST, len(chunk) - at)
    offset = length = 0
    wanted = _SHORTEST
    while wanted <= longest:
        found = chunk.rfind(chunk[at : at + wanted], 0, at + wanted - 1)
        if found < 0:
            break
        length = wanted
        while length < longest and chunk[found + length] == chunk[at + length]:
            length += 1
        offset, wanted = at - found, length + 1
    return offset, length
