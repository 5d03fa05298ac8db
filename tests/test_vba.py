"""A VBA project without Office: its compression, its compound file and its streams."""

from __future__ import annotations

import io
from hashlib import sha256
from typing import TYPE_CHECKING

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st
from vba_reading import read_by_olevba

from digit_xl.addin.compound import compound
from digit_xl.addin.compression import compress
from digit_xl.addin.project import Kind, Module, project

if TYPE_CHECKING:
    from pathlib import Path

# [MS-OVBA] 3.2.1 to 3.2.3.
EXAMPLES = (
    (b"abcdefghijklmnopqrstuv.", "0119B000616263646566676800696A6B6C6D6E6F70007172737475762E"),
    (
        b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa",
        "012FB00023616161626364658266007061676869 6A013808616B6C00306D6E6F7006710270041072"
        "7374757610 7778797A003C",
    ),
    (b"a" * 73, "0103B002614500"),
)
UNLOCKED = {"CMG": bytes(4), "DPB": bytes(1), "GC": b"\xff"}
MODULES = [
    Module("ThisWorkbook", 'Attribute VB_Name = "ThisWorkbook"\n', Kind.DOCUMENT),
    Module("Many", "Sub A()\n\tDebug.Print 1\nEnd Sub\n" * 500, Kind.STANDARD),
    Module("Small", 'Attribute VB_Name = "Small"\nOption Explicit', Kind.CLASS),
]


def unpacked(container: bytes) -> bytes:
    """What a compressed container holds, by [MS-OVBA] 2.4.1.3.1 to 2.4.1.3.5, byte by byte."""
    assert container[0] == 1
    content, at = bytearray(), 1
    while at < len(container):
        header = int.from_bytes(container[at : at + 2], "little")
        assert header & 0xF000 == 0xB000
        end, at, start = at + (header & 0x0FFF) + 3, at + 2, len(content)
        while at < end:
            flags, at = container[at], at + 1
            for bit in range(8):
                if at >= end:
                    break
                if not flags >> bit & 1:
                    content.append(container[at])
                    at += 1
                    continue
                token, at = int.from_bytes(container[at : at + 2], "little"), at + 2
                offset_bits = 4
                while 1 << offset_bits < len(content) - start:
                    offset_bits += 1
                offset = (token >> (16 - offset_bits)) + 1
                for _ in range((token & (1 << (16 - offset_bits)) - 1) + 3):
                    content.append(content[-offset])
    return bytes(content)


def decrypted(told: str, project_id: str) -> bytes:
    """What a value of the PROJECT stream says: [MS-OVBA] 2.4.3.3."""
    seed, version, key, *rest = bytes.fromhex(told)
    assert version ^ seed == 2
    assert key ^ seed == sum(project_id.encode()) & 0xFF
    clear, before, content = key ^ seed, (key, version), bytearray()
    for one in rest:
        clear = one ^ (before[1] + clear & 0xFF)
        before = (one, before[0])
        content.append(clear)
    content = content[(seed & 6) // 2 :]
    assert int.from_bytes(content[:4], "little") == len(content) - 4
    return bytes(content[4:])


def opened(content: bytes) -> olefile.OleFileIO:
    """The compound file, read by olefile, which raises whatever it doubts."""
    return olefile.OleFileIO(io.BytesIO(content), raise_defects=olefile.DEFECT_UNSURE)


@pytest.mark.parametrize(("content", "compressed"), EXAMPLES)
def test_the_examples_of_the_specification_come_out_as_long(
    content: bytes, compressed: str
) -> None:
    """They hold the same tokens; where several matches are the longest, Office takes another."""
    assert unpacked(bytes.fromhex(compressed)) == content
    assert unpacked(compress(content)) == content
    assert len(compress(content)) == len(bytes.fromhex(compressed))


@given(st.lists(st.sampled_from(["Sub A()", "End Sub", "x = 1", "", "aaaa", "' ~"]), max_size=3000))
def test_what_is_compressed_comes_back(lines: list[str]) -> None:
    content = "\r\n".join(lines).encode()
    assert unpacked(compress(content)) == content


def test_what_is_no_text_is_refused() -> None:
    """Excel loads no raw chunk as source."""
    noise = b"".join(sha256(bytes([number])).digest() for number in range(128))
    with pytest.raises(ValueError, match="no text"):
        compress(noise)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6, 7, 8, 15, 16, 33])
def test_every_stream_is_found_again(count: int) -> None:
    """Whatever shape the tree of names takes, and wherever the sectors of a stream begin."""
    sizes = (0, 1, 63, 64, 65, 4095, 4096, 4097, 70_000)
    streams = {
        "n" * (number % 7 + 1) + str(number): bytes([number]) * sizes[number % len(sizes)]
        for number in range(count)
    }
    with opened(compound({"Inner": streams, "outer": b"there"})) as file:
        assert file.parsing_issues == []
        assert {name: file.openstream(["Inner", name]).read() for name in streams} == streams
        assert file.openstream("outer").read() == b"there"


def test_a_compound_file_is_not_made_larger_than_its_header_can_tell() -> None:
    with pytest.raises(ValueError, match="too large"):
        compound({"large": bytes(7_200_000)})


def test_the_tree_of_names_is_red_and_black() -> None:
    """[MS-CFB] 2.6.4: no red entry has a red child, and each way down has as many black ones."""

    def blacks(file: olefile.OleFileIO, number: int, *, under_red: bool) -> int:
        if number == 0xFFFFFFFF:
            return 0
        entry = file.direntries[number] or file._load_direntry(number)  # noqa: SLF001
        red = entry.color == 0
        assert not (red and under_red)
        ways = {blacks(file, way, under_red=red) for way in (entry.sid_left, entry.sid_right)}
        assert len(ways) == 1
        return ways.pop() + (not red)

    for count in range(1, 40):
        with opened(compound({f"s{number}": b"x" for number in range(count)})) as file:
            blacks(file, file.root.sid_child, under_red=False)


def test_olevba_reads_each_module_back_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "vbaProject.bin"
    file.write_bytes(project(MODULES))
    assert read_by_olevba(file) == {
        "ThisWorkbook.cls": MODULES[0].written.decode(),
        "Many.bas": MODULES[1].written.decode(),
        "Small.cls": MODULES[2].written.decode(),
    }


def test_a_project_holds_source_alone_and_says_so() -> None:
    with opened(project(MODULES)) as file:
        assert file.parsing_issues == []
        assert {"/".join(path) for path in file.listdir()} == {
            *("PROJECT", "PROJECTwm", "VBA/_VBA_PROJECT", "VBA/dir"),
            *(f"VBA/{module.name}" for module in MODULES),
        }
        assert file.openstream("VBA/_VBA_PROJECT").read() == bytes.fromhex("CC61FFFF000000")
        told = file.openstream("PROJECT").read().decode("cp1252").splitlines()
    assert told[1:4] == ["Document=ThisWorkbook/&H00000000", "Module=Many", "Class=Small"]
    fields = dict(line.split("=", 1) for line in told if '="' in line)
    project_id = fields["ID"].strip('"')
    assert {key: decrypted(fields[key].strip('"'), project_id) for key in UNLOCKED} == UNLOCKED


def test_a_letter_outside_ascii_is_refused() -> None:
    """It would be another letter on a computer with another code page."""
    with pytest.raises(ValueError, match="Letters has a letter"):
        Module("Letters", "' æ", Kind.STANDARD)
