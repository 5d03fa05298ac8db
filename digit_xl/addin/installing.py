"""Puts the add-in where Excel opens it, with its settings, and takes both away again."""

from __future__ import annotations

import contextlib
from enum import Enum
from typing import TYPE_CHECKING, Final

from digit_xl import output
from digit_xl.addin import applescript, configuration
from digit_xl.addin.places import PROJECT, Place, System
from digit_xl.findings import Refusal, printable

if TYPE_CHECKING:
    from pathlib import Path

    from digit_xl.addin.places import Places

_CLOSE_EXCEL: Final = (
    "Tilføjelsesprogrammet er åbent i Excel. Luk alle Excels vinduer, og prøv igen. Hjælper det "
    "ikke, så afslut Excel i Windows' Jobliste."
)


class Fate(Enum):
    """What became of a file when the add-in was taken away."""

    REMOVED = "Fjernet"
    KEPT = "Beholdt med det, som andre har skrevet i den"
    ABSENT = "Var der ikke"


def install(places: Places, addin: bytes, python: str) -> list[Path]:
    """The files that were written: the add-in, on macOS the script, and the settings.

    An older add-in is replaced. Lines that others put into the settings are kept, unless the file
    could not be read anyhow.

    Raises:
        Refusal: a path would not reach Excel, the add-in is open in Excel, or a file cannot be
            stored. Nothing is written when the path or the add-in is to blame.
    """
    settings = configuration.naming(_settings(places), python, places.system)
    script = applescript.content() if places.scripts else b""
    written = [_write(places.addin, addin)]
    if places.scripts:
        settings, path = _install_script(places.scripts, script, settings)
        written.append(path)
    content = configuration.encoded(settings, places.system)
    return [*written, _write(places.configuration, content)]


def remove(places: Places) -> list[tuple[Path, Fate]]:
    """What became of each file that `install` writes; no other file is touched.

    Raises:
        Refusal: the add-in is open in Excel, or the system does not let go of a file.
    """
    settings = _settings(places)
    fates = [(places.addin.path, _removed(places.addin.path))]
    name = settings.get(configuration.SCRIPT, "")
    if places.scripts and applescript.is_name(name):
        script = places.scripts.path / name
        fates.append((script, _removed(script)))
    return [*fates, (places.configuration.path, _without_ours(places, settings))]


def _settings(places: Places) -> dict[str, str]:
    """The settings as they are; none when there is no file, or one that VBA could not read."""
    try:
        return configuration.read(places.configuration.path, places.system) or {}
    except FileNotFoundError:
        return {}


def _install_script(
    scripts: Place, content: bytes, settings: dict[str, str]
) -> tuple[dict[str, str], Path]:
    """The settings, which tell the script that is ours to remove, and where it lies now.

    A script that was there before belongs to the user's own xlwings, and stays when we go.
    """
    name, older = applescript.name(), settings.get(configuration.SCRIPT, "")
    place = Place(scripts.path / name, scripts.ground)
    others = place.path.exists() and older != name
    _write(place, content)
    if applescript.is_name(older) and older != name:
        _removed(scripts.path / older)
    kept = {key: value for key, value in settings.items() if key != configuration.SCRIPT}
    return (kept if others else {**kept, configuration.SCRIPT: name}), place.path


def _write(place: Place, content: bytes) -> Path:
    """The path, which now holds the content; folders above it are made as far as they may."""
    folder = place.path.parent
    if folder != place.ground and not place.ground.is_dir():
        raise Refusal(
            "excel-unknown",
            f"Mappen »{printable(str(place.ground))}« findes ikke. Har Excel aldrig været åbnet "
            "her, så åbn Excel én gang, luk den igen, og prøv igen.",
        )
    try:
        if folder != place.ground:
            folder.mkdir(parents=True, exist_ok=True)
        return output.write(place.path, content, beside=False)
    except Refusal as refusal:
        raise _in_excel(refusal) from refusal
    except OSError as error:
        raise _forbidden(folder, error) from error


def _in_excel(refusal: Refusal) -> Refusal:
    """The refusal, which names Excel when another program is to blame."""
    return Refusal(refusal.code, _CLOSE_EXCEL) if refusal.code == "output-open" else refusal


def _forbidden(path: Path, error: OSError) -> Refusal:
    return Refusal(
        "addin-forbidden",
        f"Systemet tillader ikke ændringer i »{printable(str(path))}« ({error.strerror}). Bed den, "
        "der passer maskinen, om adgang.",
    )


def _removed(path: Path) -> Fate:
    """What became of the file."""
    try:
        path.unlink()
    except (FileNotFoundError, NotADirectoryError):
        return Fate.ABSENT
    except PermissionError as error:  # Windows says the same of a file that is open
        raise Refusal(
            "addin-kept",
            f"»{printable(str(path))}« kan ikke fjernes. Er det åbent i Excel, så luk alle Excels "
            "vinduer, og prøv igen; bed ellers den, der passer maskinen, om adgang.",
        ) from error
    except OSError as error:
        raise _forbidden(path, error) from error
    return Fate.REMOVED


def _without_ours(places: Places, settings: dict[str, str]) -> Fate:
    """What became of the settings: the file goes with our lines when it has no others."""
    place = places.configuration
    others = configuration.without_ours(settings)
    if others:
        _write(place, configuration.encoded(others, places.system))
        return Fate.KEPT
    fate = _removed(place.path)
    if places.system is System.WINDOWS and place.path.parent.name == f".{PROJECT}":
        with contextlib.suppress(OSError):  # not there, or something else lies in it
            place.path.parent.rmdir()
    return fate
