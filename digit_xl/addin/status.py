"""Whether each link holds between a button in Excel and what it sets going.

The links are told in the order in which a press of the button passes them; what is wrong with one
comes with what to do about it.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version as installed
from pathlib import Path
from typing import TYPE_CHECKING, Final

from digit_xl import __version__
from digit_xl.addin import applescript, configuration, interpreter, version
from digit_xl.findings import printable
from digit_xl.word.printing import libreoffice, winword

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from digit_xl.addin.places import Places

_INSTALL: Final = "Kør »digit-xl addin install«."
_REINSTALL: Final = "Installér digit-xl igen, og kør »digit-xl addin install«."
_WAITS: Final = "Kan først prøves, når det foregående er i orden."
_VERDICTS: Final = {True: "i orden", False: "BRUDT", None: "ukendt"}
_MOST: Final = 40  # signs of a version that a foreign file tells


@dataclass(frozen=True, slots=True)
class Link:
    """One link: a stable id, its name in Danish, where it lies, and how it is with it.

    Whether it holds is None, unknown, when an earlier link keeps it from being tried.
    """

    id: str
    title: str
    place: str
    holds: bool | None
    message: str

    @property
    def told(self) -> dict[str, object]:
        """The link as programs read it; `place` is null when it is not known."""
        return {
            "link": self.id,
            "holds": self.holds,
            "place": self.place or None,
            "message": self.message,
        }

    def __str__(self) -> str:
        """`i orden  PDF (/usr/bin/soffice): Laves af LibreOffice.`; else `BRUDT`, `ukendt`."""
        place = f" ({self.place})" if self.place else ""
        return f"{_VERDICTS[self.holds]:<8} {self.title}{place}: {self.message}"


def check(places: Places, addin: bytes, limit: float = interpreter.LIMIT) -> list[Link]:
    """Every link of that user, in order; `addin` is what this version of digit_xl would install.

    The Python that the settings name is started, and may take so many seconds.
    """
    return list(_links(places, addin, limit))


def _links(places: Places, addin: bytes, limit: float) -> Iterator[Link]:
    yield _addin(places, addin)
    settings, link = _configuration(places)
    yield link
    if places.scripts:
        yield _script(places.scripts.path / applescript.name())
    yield from _python(configuration.interpreter(settings, places.system), limit)
    yield _printer()


def _addin(places: Places, addin: bytes) -> Link:
    path = places.addin.path

    def link(message: str, *, holds: bool = False) -> Link:
        return Link("addin", "Tilføjelsesprogram", str(path), holds, message)

    if not path.is_file():
        return link(
            f"Filen er der ikke. {_INSTALL} Forsvinder den igen, har et antivirusprogram fjernet "
            "den; bed IT om at godkende den."
        )
    try:
        found = version.read(path)
    except OSError as error:
        return link(f"Filen kan ikke læses ({error.strerror}). Bed IT om adgang til mappen.")
    told = version.told(found)
    if found == addin:
        return link(f"Udgave {__version__}. {_how_opened(places)}", holds=True)
    if told is None:
        return link(f"Filen er beskadiget. Luk Excel. {_INSTALL}")
    if told != __version__:
        return link(
            f"Filen er udgave {printable(told[:_MOST])}, men digit-xl er udgave {__version__}. "
            f"Luk Excel. {_INSTALL}"
        )
    return link(
        f"Udgave {told}, men ikke helt den fil, som digit-xl lægger. Det er den ikke, når IT har "
        f"signeret den; kør ellers »digit-xl addin install«. {_how_opened(places)}",
        holds=True,
    )


def _how_opened(places: Places) -> str:
    if places.opened_by_excel:
        return "Excel åbner den selv."
    return (
        "Excel åbner den ikke selv fra den mappe: sæt flueben ved den i Excels liste over "
        "tilføjelsesprogrammer."
    )


def _configuration(places: Places) -> tuple[Mapping[str, str], Link]:
    """The settings, and whether they are such as Excel can use."""
    path, system = places.configuration.path, places.system
    settings: Mapping[str, str] | None = {}
    try:
        settings = configuration.read(path, system)
        python = configuration.interpreter(settings or {}, system)
        if settings is None:
            wrong = 'Filen kan ikke læses af Excel: en linje i den er ikke "NØGLE","værdi".'
        elif not python:
            wrong = "Filen siger ikke, hvilken Python der skal startes."
        elif not configuration.is_whole(python, system):
            wrong = "Filen siger ikke hele stien til den Python, der skal startes."
        else:
            wrong = ""
    except FileNotFoundError:
        wrong = "Filen er der ikke."
    except OSError as error:
        wrong = f"Filen kan ikke læses ({error.strerror})."
    if not wrong and not places.read_by_excel:
        wrong = "Knapperne i Excel leder ikke efter indstillingerne der."
    message = f"{wrong} {_INSTALL}" if wrong else "Kan læses."
    return settings or {}, Link("configuration", "Indstillinger", str(path), not wrong, message)


def _script(path: Path) -> Link:
    """Whether Excel on macOS may start Python."""
    try:
        wrong = "" if path.read_bytes() == applescript.content() else "Filen er ændret."
    except FileNotFoundError:
        wrong = "Filen er der ikke, og uden den må Excel ikke starte Python."
    except OSError as error:
        wrong = f"Filen kan ikke læses ({error.strerror})."
    message = f"{wrong} {_INSTALL}" if wrong else "Excel må starte Python."
    return Link("script", "Script til macOS", str(path), not wrong, message)


def _python(python: str, limit: float) -> Iterator[Link]:
    """Whether Python runs, and imports what the buttons call; a broken link hides the next."""
    wrong, versions = _asked(python, limit) if python else (_WAITS, {})
    verdict = _verdict(wrong)
    yield Link("python", "Python", python, verdict, wrong or "Kan startes.")
    for name, expected in (("digit_xl", __version__), ("xlwings", installed("xlwings"))):
        found = versions.get(name, "")
        wrong = _library(name, found, expected) if verdict else _WAITS
        verdict = _verdict(wrong)
        yield Link(name, name, "", verdict, wrong or f"Udgave {found}.")


def _verdict(wrong: str) -> bool | None:
    return None if wrong == _WAITS else not wrong


def _asked(python: str, limit: float) -> tuple[str, Mapping[str, str]]:
    """What is wrong with Python, and the versions that it told."""
    if not Path(python).is_file():
        return f"Den Python, som knapperne starter, findes ikke. {_REINSTALL}", {}
    answer = interpreter.ask(python, limit)
    if not answer.ran:
        return f"Den Python, som knapperne starter, kan ikke startes. {_REINSTALL}", {}
    if not answer.in_time:
        return (
            f"Python svarede ikke inden for {limit:.0f} sekunder. Prøv igen; sker det igen, så "
            "spørg IT, om et antivirusprogram holder den tilbage."
        ), {}
    return "", answer.versions


def _library(name: str, found: str, expected: str) -> str:
    if not found:
        return f"Den Python, som knapperne starter, har ikke {name}. {_REINSTALL}"
    if found != expected:
        return (
            f"Den Python, som knapperne starter, har udgave {printable(found[:_MOST])}, men "
            f"tilføjelsesprogrammet hører til udgave {expected}. {_REINSTALL}"
        )
    return ""


def _printer() -> Link:
    """Whether anything can print the report as a PDF."""
    if winword.is_here():
        return Link("pdf", "PDF", "", holds=True, message="Laves af Word.")
    program = libreoffice.find()
    message = "Laves af LibreOffice." if program else libreoffice.MISSING
    return Link("pdf", "PDF", program or "", program is not None, message)
