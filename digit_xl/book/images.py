"""The pictures that a register names: found in one folder, proven whole, and made anew for print.

Whoever sends us a register may name any file as a picture, and may send any bytes as one. A name
is compared with what the folder holds and never handed to the system; a picture is decoded to its
last line, for Word shows a red cross where it cannot. What goes into the report are the pixels
alone: not where a photograph was taken, by whom, and with what.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
import warnings
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from math import ceil
from typing import TYPE_CHECKING, Final

from digit_xl.book.limits import MB, told
from digit_xl.facts import Picture

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PIL.Image import Image

FOLDER: Final = "billeder"
FILE_BYTES: Final = 25 * MB  # the largest JPEG of a telephone is 15 MB
# Of each kind, by what it costs. A JPEG is decoded at a part of its size, and telephones have come
# to 50 megapixels. A see-through PNG is decoded whole, copied and scaled: 15 MB for each megapixel.
MEGAPIXELS: Final = {"png": 25, "jpeg": 50}
SCANS: Final = 100  # a progressive JPEG has about ten, and all its pixels are visited in each
LONGEST: Final = 1200  # pixels: 300 to the inch on a side of 10 cm

_KINDS: Final = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg"}
_QUALITY: Final = 90
# A marker of a JPEG that stands alone no more: no stuffed 0xFF, no restart (ITU-T T.81, B.1.1).
_MARKER: Final = re.compile(rb"\xff+([^\x00\x01\xd0-\xd7\xff])")
_SCAN: Final = b"\xda"
_END: Final = b"\xd9"
# A likely name is sought among so many files, and for so many names that are missing.
_HINTED_FILES: Final = 500
_HINTED_NAMES: Final = 10
# What parts a path, and what Windows admits in no name.
_FOREIGN: Final = re.compile(r'[\x00-\x1f/\\:*?"<>|]')
# What Windows takes for a device, whatever follows the point (Naming Files, Microsoft).
_DEVICE: Final = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]) *(?:\.|$)")
_NAME_LENGTH: Final = 255
# O_NONBLOCK: a pipe that nobody writes to would keep us waiting. Not every flag is on every system.
_OPENING: Final = os.O_RDONLY | sum(
    getattr(os, flag, 0)
    for flag in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY", "O_NOFOLLOW")
)

SENTENCES: Final = {
    "picture-name": "»{name}« er ikke navnet på en fil. Læg billedet i mappen »{folder}« ved siden "
    "af registret, og skriv kun filens navn, fx logo.png.",
    "picture-folder": "Mappen »{folder}« findes ikke ved siden af registret. Opret den, og læg "
    "billedet »{name}« i den.",
    "picture-folder-unreadable": "Mappen »{folder}« kan ikke læses. Bed om læseadgang til den.",
    "picture-missing": "Billedet »{name}« findes ikke i mappen »{folder}« ved siden af registret. "
    "{hint}Læg det der, eller ret navnet.",
    "picture-ambiguous": "Flere filer i mappen »{folder}« hedder »{name}«, når der ikke ses på "
    "store og små bogstaver. Slet eller omdøb de andre.",
    "picture-link": "Billedet »{name}« ligger et andet sted, som mappen »{folder}« kun peger på. "
    "Læg selve filen i mappen.",
    "picture-special": "»{name}« er ikke en almindelig fil. Læg selve billedet i mappen.",
    "picture-unreadable": "Billedet »{name}« kan ikke hentes fra mappen. Kontrollér adgangen til "
    "det, og prøv igen.",
    "picture-large": "Billedet »{name}« fylder over {limit} MB. Gem det i en mindre udgave.",
    "picture-pixels": "Billedet »{name}« har over {limit} millioner billedpunkter. Gem det i en "
    "mindre udgave.",
    "picture-scans": "Billedet »{name}« er gemt i over {limit} omgange, og det tager for lang tid "
    "at læse. Åbn det, og gem det på ny.",
    "picture-format": "Filen »{name}« er ikke et billede i formatet PNG eller JPEG, uanset hvad "
    "navnet slutter på. Gem billedet som PNG eller JPEG.",
    "picture-animated": "Billedet »{name}« bevæger sig, og det kan ikke trykkes. Gem et enkelt "
    "billede af det.",
    "picture-broken": "Billedet »{name}« er beskadiget eller ikke kopieret helt. Hent det igen, "
    "eller åbn det, og gem det på ny.",
}


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a picture cannot be used: a stable code, and in Danish what is wrong and what to do."""

    code: str
    sentence: str


class Pictures:
    """The pictures of a register by their file names, each read and decoded once.

    `read` gives a file's bytes or what is wrong; so they may come from a folder or with a task.
    """

    def __init__(self, read: Callable[[str], bytes | Unfit]) -> None:
        """Look at nothing yet."""
        self._read = read
        self._known: dict[str, Picture | Unfit] = {}

    def __getitem__(self, name: str) -> Picture | Unfit:
        """The picture of that name, without a description yet, or what is wrong with it."""
        if name not in self._known:
            found = self._read(name)
            self._known[name] = found if isinstance(found, Unfit) else made(found, name)
        return self._known[name]


def beside(register: Path) -> Pictures:
    """The pictures in the folder beside that register, and nowhere else."""
    return Pictures(_Folder(register.parent / FOLDER).read)


def none() -> Pictures:
    """The pictures of a register that came without its folder: any that it names is missing."""
    return Pictures(lambda name: _unfit("picture-missing", name, hint=""))


def _unfit(code: str, name: str, **words: object) -> Unfit:
    words = {"name": told(name), "folder": FOLDER, **words}
    return Unfit(code, SENTENCES[code].format_map(words))


class _Folder:
    """The folder that pictures are looked up in."""

    def __init__(self, path: Path) -> None:
        """Keep where it should be."""
        self._path = path
        self._hints = _HINTED_NAMES

    def read(self, name: str) -> bytes | Unfit:
        """The bytes of the file of that name, or why there are none."""
        if not _is_name(name):
            return _unfit("picture-name", name)
        if isinstance(self._names, str):
            return _unfit(self._names, name)
        # The file of just that name, else those that Windows and macOS take for the same.
        alike = [name] if name in self._names else self._alike.get(_folded(name), [])
        if len(alike) == 1:
            return _bytes(os.path.join(self._path, alike[0]), name)  # noqa: PTH118 - read as `_stays` judged it
        return _unfit("picture-ambiguous", name) if alike else self._missing(name)

    @cached_property
    def _names(self) -> dict[str, None] | str:
        """What the folder holds, or the code of what is wrong with it."""
        try:
            found = dict.fromkeys(sorted(os.listdir(self._path)))  # noqa: PTH208 - names alone are wanted
        except (FileNotFoundError, NotADirectoryError):
            return "picture-folder"
        except OSError:
            return "picture-folder-unreadable"
        return found if _stays(str(self._path)) else "picture-link"

    @cached_property
    def _alike(self) -> dict[str, list[str]]:
        """The names in the folder by what is the same in them on any system."""
        alike: dict[str, list[str]] = {}
        for name in self._names:
            alike.setdefault(_folded(name), []).append(name)
        return alike

    def _missing(self, name: str) -> Unfit:
        """That there is no such file; of the first ones in a small folder, which it may be."""
        import difflib

        sought = self._hints > 0 and len(self._names) <= _HINTED_FILES
        self._hints -= 1
        near = difflib.get_close_matches(name, self._names if sought else (), n=1)
        hint = f"Mener du »{told(near[0])}«? " if near else ""
        return _unfit("picture-missing", name, hint=hint)


def _is_name(name: str) -> bool:
    """Whether it is a plain name, on any system: no path, no device, nothing hidden."""
    plain = name == name.strip(" .") and not _FOREIGN.search(name) and not _DEVICE.match(name)
    return plain and 0 < len(name) <= _NAME_LENGTH


def _folded(name: str) -> str:
    """The name without the difference of case, and of `å` written as one sign or as two."""
    return unicodedata.normalize("NFC", name).casefold()


def _stays(path: str) -> bool:
    """Whether what lies there does lie there: no link out of the folder that holds it."""
    # pathlib would refuse a circle of links; this gives the path as it is.
    real, holder = os.path.realpath(path), os.path.realpath(os.path.dirname(path))  # noqa: PTH120 - so both are given
    return os.path.dirname(real) == holder  # noqa: PTH120 - as above


def _bytes(path: str, name: str) -> bytes | Unfit:
    """The bytes of a regular file that is not too large."""
    if not _stays(path):
        return _unfit("picture-link", name)
    try:
        descriptor = os.open(os.path.realpath(path), _OPENING)
    except OSError:
        return _unfit("picture-unreadable", name)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return _unfit("picture-special", name)
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(FILE_BYTES + 1)
    except OSError:
        return _unfit("picture-unreadable", name)
    finally:
        os.close(descriptor)


def made(content: bytes, name: str) -> Picture | Unfit:
    """The picture that those bytes are, made anew: upright, at most `LONGEST` pixels a side.

    What the file says besides its pixels, its colour profile too, is left behind. What kind it is
    says its first bytes: many a JPEG is called .png. The same bytes give the same picture.
    """
    if len(content) > FILE_BYTES:
        return _unfit("picture-large", name, limit=FILE_BYTES // MB)
    kind = next((kind for sign, kind in _KINDS.items() if content.startswith(sign)), "")
    if not kind:
        return _unfit("picture-format", name)
    with warnings.catch_warnings():  # Pillow warns of what is refused or left behind here
        warnings.simplefilter("ignore")
        try:
            return _unfit_header(content, kind, name) or _printed(content, kind)
        except Exception:  # noqa: BLE001 - a damaged picture fails in any way inside Pillow
            return _unfit("picture-broken", name)


def _unfit_header(content: bytes, kind: str, name: str) -> Unfit | None:
    """What is wrong with the picture as its header tells it, before a pixel is decoded."""
    from PIL import Image

    limit = MEGAPIXELS[kind]
    try:
        picture = Image.open(BytesIO(content), formats=[kind])
    except Image.DecompressionBombError:  # Pillow's own limit is above ours
        return _unfit("picture-pixels", name, limit=limit)
    with picture:
        if picture.width * picture.height > limit * 1_000_000:
            return _unfit("picture-pixels", name, limit=limit)
        if kind == "jpeg" and _has_many_scans(content):
            return _unfit("picture-scans", name, limit=SCANS)
        # A telephone's JPEG may hold several pictures; the first one is it.
        if kind == "png" and getattr(picture, "is_animated", False):
            return _unfit("picture-animated", name)
        picture.verify()  # the checksums of a PNG, which decoding passes by
    return None


def _has_many_scans(content: bytes) -> bool:
    """Whether the JPEG has more than `SCANS` scans before its end.

    Segments are stepped over, for a small picture may lie in one, and another after the end.
    """
    at, scans = 2, 0
    while scans <= SCANS and (marker := _MARKER.search(content, at)) and marker[1] != _END:
        scans += marker[1] == _SCAN
        at = marker.end() + max(2, int.from_bytes(content[marker.end() : marker.end() + 2], "big"))
    return scans > SCANS


def _printed(content: bytes, kind: str) -> Picture:
    """The picture decoded to its end, and encoded again."""
    from PIL import Image, ImageOps

    with Image.open(BytesIO(content), formats=[kind]) as picture:
        part = min(1, LONGEST / max(picture.size))
        # A JPEG can be decoded at a half, a quarter or an eighth of its size.
        picture.draft("RGB", (ceil(picture.width * part), ceil(picture.height * part)))
        ImageOps.exif_transpose(picture, in_place=True)
        shown = _plain(picture)
    shown.thumbnail((LONGEST, LONGEST))
    shown.info.clear()
    written = BytesIO()
    shown.save(written, kind, quality=_QUALITY)
    return Picture(written.getvalue(), kind, shown.width, shown.height, "")


def _plain(picture: Image) -> Image:
    """The picture as Word shows it everywhere: grey or in colours, of 8 bits, see-through or not.

    It is a copy, so that nothing of the file hangs on.
    """
    if picture.mode.startswith("I"):  # 16 bits; Pillow would cut what is above 255
        return picture.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    return picture.convert("L" if picture.mode in {"1", "L"} else "RGB")
