"""A VBA project of source text alone: [MS-OVBA], the file that Office calls vbaProject.bin.

Office compiles the source when it opens the project. What it would otherwise read, the compiled
code, may not be written by anyone else (2.3.4.1), and the streams that hold it are left out.

pyOpenVBA (6.5.0) was weighed: it edits projects that Excel saved, so it can neither name the
project nor choose its references; it keeps the version and the length of compiled code that is
no longer there, and writes four bytes more than a `dir` stream has.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import Enum

from digit_xl.addin.compound import compound
from digit_xl.addin.compression import compress

NAME = "DigitXl"
_CODE_PAGE, _ENCODING = 1252, "cp1252"
_ENGLISH = 0x409  # the language of VBA itself
_NO_COMPILED_CODE = bytes.fromhex("CC61 FFFF 00 0000")  # 2.3.4.1
# Any GUID; the three values below say »unlocked, no password, visible« and are encrypted with it
# (2.3.1.15 to 2.3.1.17, by 2.4.3), which hides nothing from anyone.
_ID = "{6A1F0C52-7C0E-4B0B-9E53-0D161D7F0A11}"
_PROTECTION = {
    "CMG": "5D5F8C37943A983A983A983A98",
    "DPB": "5D5F8C37943F953F953F",
    "GC": "5D5F8C37943F953F95C0",
}
_REFERENCES = {
    "stdole": r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#"
    r"C:\Windows\System32\stdole2.tlb#OLE Automation",
    "Office": r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#"
    r"C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL#"
    "Microsoft Office 16.0 Object Library",
}


class Kind(Enum):
    """What a module is: its type in the `dir` stream, and its line in the `PROJECT` stream."""

    STANDARD = (0x21, "Module={}")
    CLASS = (0x22, "Class={}")
    DOCUMENT = (0x22, "Document={}/&H00000000")  # behind the workbook or a sheet

    @property
    def record(self) -> int:
        """The number of the record that tells the type (2.3.4.2.3.2.8)."""
        return self.value[0]

    def line(self, name: str) -> str:
        """The line that declares a module of that name (2.3.1.3)."""
        return self.value[1].format(name)


@dataclass(frozen=True, slots=True)
class Module:
    """A module: its name, its source with the lines `Attribute VB_…` on top, and its kind.

    Raises:
        ValueError: the source is not all ASCII, so it would read otherwise on another code page.
    """

    name: str
    source: str
    kind: Kind

    def __post_init__(self) -> None:
        """Hold the source against ASCII."""
        if not self.source.isascii():
            raise ValueError(f"The VBA module {self.name} has a letter outside ASCII.")

    @property
    def written(self) -> bytes:
        """The source in the lines that Office reads: each ends in CR LF, the last one too."""
        lines = self.source.rstrip("\n").splitlines()
        return "".join(f"{line}\r\n" for line in lines).encode(_ENCODING)


def project(modules: list[Module]) -> bytes:
    """The compound file of a project of these modules, the same bytes for the same modules."""
    streams = {module.name: compress(module.written) for module in modules}
    return compound(
        {
            "VBA": {
                "_VBA_PROJECT": _NO_COMPILED_CODE,
                "dir": compress(_information() + _references() + _modules(modules)),
                **streams,
            },
            "PROJECT": _project_stream(modules).encode(_ENCODING),
            "PROJECTwm": _project_names(modules),
        }
    )


def _record(number: int, content: bytes = b"") -> bytes:
    return struct.pack("<HI", number, len(content)) + content


def _named(number: int, unicode_number: int, text: str) -> bytes:
    """A text twice, in the code page and in Unicode, as most of the `dir` stream tells it."""
    wide = text.encode("utf-16-le")
    return _record(number, text.encode(_ENCODING)) + _record(unicode_number, wide)


def _information() -> bytes:
    """The PROJECTINFORMATION of the `dir` stream (2.3.4.2.1); a 32-bit system is every system."""
    return b"".join(
        (
            _record(0x01, struct.pack("<I", 1)),
            _record(0x02, struct.pack("<I", _ENGLISH)),
            _record(0x14, struct.pack("<I", _ENGLISH)),
            _record(0x03, struct.pack("<H", _CODE_PAGE)),
            _record(0x04, NAME.encode(_ENCODING)),
            _named(0x05, 0x40, ""),  # description
            _record(0x06) + _record(0x3D),  # help file
            _record(0x07, bytes(4)),
            _record(0x08, bytes(4)),
            struct.pack("<HIIH", 0x09, 4, 1, 0),  # version: the length leaves out its minor part
            _named(0x0C, 0x3C, ""),  # constants
        )
    )


def _references() -> bytes:
    """The PROJECTREFERENCES of the `dir` stream (2.3.4.2.2): registered libraries."""
    records = []
    for name, library in _REFERENCES.items():
        told = library.encode(_ENCODING)
        content = struct.pack("<I", len(told)) + told + bytes(6)
        records.append(_named(0x16, 0x3E, name) + _record(0x0D, content))
    return b"".join(records)


def _modules(modules: list[Module]) -> bytes:
    """The PROJECTMODULES of the `dir` stream (2.3.4.2.3), and the end of the stream."""
    count = _record(0x0F, struct.pack("<H", len(modules))) + _record(0x13, b"\xff\xff")
    return count + b"".join(map(_module, modules)) + _record(0x10)


def _module(module: Module) -> bytes:
    """A MODULE record (2.3.4.2.3.2); its source begins where its stream does."""
    return b"".join(
        (
            _named(0x19, 0x47, module.name),
            _named(0x1A, 0x32, module.name),
            _named(0x1C, 0x48, ""),  # description
            _record(0x31, bytes(4)),  # offset of the source
            _record(0x1E, bytes(4)),  # help context
            _record(0x2C, b"\xff\xff"),
            _record(module.kind.record),
            _record(0x2B),
        )
    )


def _project_stream(modules: list[Module]) -> str:
    """The PROJECT stream (2.3.1), which the editor reads."""
    lines = [
        f'ID="{_ID}"',
        *(module.kind.line(module.name) for module in modules),
        f'Name="{NAME}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        *(f'{key}="{value}"' for key, value in _PROTECTION.items()),
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in modules),
    ]
    return "".join(f"{line}\r\n" for line in lines)


def _project_names(modules: list[Module]) -> bytes:
    """The PROJECTwm stream (2.3.3): the modules' names in the code page and in Unicode."""
    names = (
        module.name.encode(_ENCODING) + b"\0" + module.name.encode("utf-16-le") + bytes(2)
        for module in modules
    )
    return b"".join(names) + bytes(2)
