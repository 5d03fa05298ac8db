"""Folders laid out as a user's Windows and macOS have them, add-ins, and Pythons to start."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from digit_xl import __version__
from digit_xl.addin import installing, places

if TYPE_CHECKING:
    from pathlib import Path

    from digit_xl.addin.places import Places

CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties"><cp:version>{}</cp:version></cp:coreProperties>'
)


def windows(folder: Path) -> Places:
    """A Windows profile of a Danish name, whose Excel was never started."""
    profile = folder / "Søren Ærø"
    (profile / "AppData" / "Roaming").mkdir(parents=True)
    return places.windows(profile)


def macos(folder: Path) -> Places:
    """A macOS home whose Excel was started once."""
    home = folder / "soren"
    (home / "Library" / "Group Containers" / "UBF8T346G9.Office").mkdir(parents=True)
    (home / "Library" / "Containers" / "com.microsoft.Excel" / "Data").mkdir(parents=True)
    return places.macos(home)


def addin(version: str = __version__, project: bytes = b"VBA") -> bytes:
    """An add-in that tells that version."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("docProps/core.xml", CORE.format(version))
        package.writestr("xl/vbaProject.bin", project)
    return content.getvalue()


def installed(where: Places, python: str = sys.executable) -> Places:
    """The places, with the add-in of this version in them."""
    installing.install(where, addin(), python)
    return where


def python(folder: Path, **modules: str) -> str:
    """A real Python that has those modules alone, each of that source."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    [site] = folder.glob("lib/python*/site-packages")
    for name, source in modules.items():
        (site / f"{name}.py").write_text(source, encoding="utf-8")
    return str(folder / "bin" / "python")


def files(folder: Path) -> list[str]:
    """The names of the files under the folder."""
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )
