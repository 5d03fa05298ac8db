"""LibreOffice as a printer of documents: one start for all of them, no network, no macro.

It gets a profile of its own, so that neither the user's settings nor an open LibreOffice matter.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final

from digit_xl.findings import Refusal
from digit_xl.word.printing import programs

if TYPE_CHECKING:
    from collections.abc import Iterator

MISSING: Final = (
    "Der kan ikke laves PDF, for LibreOffice er ikke installeret. Installér det (Debian og Ubuntu: "
    "sudo apt install libreoffice-writer-nogui; Windows: winget install "
    "TheDocumentFoundation.LibreOffice; macOS: brew install --cask libreoffice), og prøv igen."
)

# What to print and how: a tagged PDF (ISO 14289-1), headings as outline, no form fields, a named
# destination for each bookmark, pictures sharp enough for print.
_OPTIONS: Final = {
    "UseTaggedPDF": True,
    "PDFUACompliance": True,
    "ExportBookmarks": True,
    "ExportBookmarksToPDFDestination": True,
    "ExportFormFields": False,
    "ExportNotes": False,  # a comment would be a note whose box is empty
    "DisplayPDFDocumentTitle": True,
    "InitialView": 1,  # with the outline beside the page
    "ReduceImageResolution": True,
    "MaxImageResolution": 300,
    "Quality": 92,
}

# Where each setting stands in LibreOffice's registry, and what it is. The proxy is a port where
# nobody answers: what asks for it in spite of the rest gets nothing.
_SETTINGS: Final = (
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("Inet/Settings", "ooInetNoProxy", ""),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Java/VirtualMachine", "Enable", "false"),
    ("Setup/L10N", "ooSetupSystemLocale", "da-DK"),
)
_ITEM: Final = (
    '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse">'
    "<value>{}</value></prop></item>"
)
_PROFILE: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry">{}</oor:items>'
)

# Where LibreOffice is installed without being on the PATH.
_UNIX: Final = (
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/usr/local/lib/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_WINDOWS: Final = ("PROGRAMFILES", "PROGRAMW6432", "PROGRAMFILES(X86)", "LOCALAPPDATA")

# How a program is shut off from every network, where the system lets us (Linux).
_SHUT_OFF: Final = (("unshare", "--net"), ("unshare", "--map-root-user", "--net"))
_PROBE_SECONDS: Final = 5


def make_pdfs(folder: Path, names: list[str], limit: float) -> Refusal:
    """What to say of each PDF that does not stand beside its document in the folder by now."""
    program = find()
    if program is None:
        return Refusal("pdf-no-program", MISSING)
    command = [*shut_off(), program, *_arguments(folder, names)]
    try:
        # Dates in UTC: their text is as long on every machine.
        code = programs.finishes(command, folder, limit, {"TZ": "UTC"})
    except OSError as error:
        return _failed(error.strerror or "")
    if code is None:
        return Refusal(
            "pdf-slow",
            f"LibreOffice blev ikke færdig med PDF-filen inden for {limit:.0f} sekunder og er "
            "standset. Prøv igen, eller giv det længere tid.",
        )
    return _failed(programs.said(folder))


def find() -> str | None:
    """The program, from the PATH or from where it is usually installed."""
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            return found
    return next((str(place) for place in places() if place.is_file()), None)


def places() -> Iterator[Path]:
    """Where the program may be without being on the PATH, the likeliest first."""
    if programs.WINDOWS:
        for variable in _WINDOWS:
            if folder := os.environ.get(variable):
                for inner in ("LibreOffice", "Programs/LibreOffice"):
                    yield Path(folder, inner, "program", "soffice.exe")
        return
    yield from map(Path, _UNIX)
    yield Path.home() / _UNIX[-1].lstrip("/")
    # The packages of libreoffice.org: /opt/libreoffice24.8, the newest first.
    yield from sorted(Path("/opt").glob("libreoffice*/program/soffice"), reverse=True)


def _arguments(folder: Path, names: list[str]) -> list[str]:
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    items = "".join(_ITEM.format(*setting) for setting in _SETTINGS)
    settings = profile / "user" / "registrymodifications.xcu"
    settings.write_text(_PROFILE.format(items), encoding="utf-8")
    return [
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--norestore",
        "--convert-to",
        f"pdf:writer_pdf_Export:{json.dumps(_typed(_OPTIONS))}",
        "--outdir",
        str(folder),
        *names,
    ]


def _typed(options: dict[str, bool | int]) -> dict[str, dict[str, str]]:
    """The options as LibreOffice 7.4 and later read them."""
    kinds = {bool: "boolean", int: "long"}
    return {
        name: {"type": kinds[type(value)], "value": json.dumps(value)}
        for name, value in options.items()
    }


@functools.cache
def shut_off() -> tuple[str, ...]:
    """The start of a command that runs the rest without a network; empty where that cannot be."""
    for command in _SHUT_OFF if shutil.which("unshare") else ():
        try:
            probe = subprocess.run(  # noqa: S603 - the commands above
                [*command, "true"], check=False, capture_output=True, timeout=_PROBE_SECONDS
            )
        except (OSError, subprocess.TimeoutExpired):
            continue
        if probe.returncode == 0:
            return command
    return ()


def _failed(reason: str) -> Refusal:
    told = f" ({reason})" if reason else ""
    return Refusal(
        "pdf-failed",
        f"LibreOffice kunne ikke lave PDF-filen{told}. Prøv at åbne rapporten i LibreOffice, og "
        "installér LibreOffice igen, hvis det heller ikke kan lade sig gøre.",
    )
