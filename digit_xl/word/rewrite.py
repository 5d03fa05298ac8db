"""A saved Word document read and changed part by part; a part that stays keeps its bytes."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from lxml import etree

from digit_xl.word import package, wml

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from digit_xl.word.wml import Element


def roots(document: bytes, marks: Collection[bytes]) -> Iterator[tuple[str, Element]]:
    """The name and the root of each XML part in which one of the marks stands.

    Raises:
        Refusal: such a part cannot be read.
    """
    with zipfile.ZipFile(BytesIO(document)) as archive:
        for name in archive.namelist():
            part = archive.read(name) if name.endswith(".xml") else b""
            if any(mark in part for mark in marks):
                yield name, _parsed(part)


def rewritten(
    document: bytes, marks: Collection[bytes], change: Callable[[Element], bool]
) -> bytes:
    """The document after the change of each XML part in which one of the marks stands.

    `change` is given the part's root and tells whether it changed it. The document itself comes
    back when nothing was changed.
    """
    changed = {
        name: etree.tostring(root, encoding="UTF-8", standalone=True)
        for name, root in roots(document, marks)
        if change(root)
    }
    return _with_parts(document, changed) if changed else document


def _parsed(part: bytes) -> Element:
    try:
        return wml.parsed(part)
    except ValueError as reason:
        raise package.unreadable("document") from reason


def _with_parts(document: bytes, changed: dict[str, bytes]) -> bytes:
    content = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(document)) as archive,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for entry in archive.infolist():
            copy.writestr(entry, changed.get(entry.filename) or archive.read(entry))
    return content.getvalue()
