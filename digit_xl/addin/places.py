"""Where the parts of the add-in lie on a user's Windows or macOS.

The add-in goes into the folder from which Excel opens every file when it starts. Excel trusts that
folder, so its macros run without a question, and there is nothing to tick: a copy in the folder
`AddIns` would wait for that, and only Excel itself could tell whether it was done.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from digit_xl.findings import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

ADDIN: Final = "digit-xl.xlam"
PROJECT: Final = "digit_xl"  # PROJECT_NAME of the VBA module, which looks for its settings by it
_WINDOWS_STARTUP: Final = "Microsoft/Excel/XLSTART"
_OFFICE: Final = "Library/Group Containers/UBF8T346G9.Office"
_MACOS_STARTUP: Final = "User Content.localized/Startup.localized/Excel"
_SANDBOX: Final = "Library/Containers/com.microsoft.Excel/Data"
_SCRIPTS: Final = "Application Scripts/com.microsoft.Excel"


class System(Enum):
    """A system that has an Excel with VBA."""

    WINDOWS = "windows"
    MACOS = "macos"


_HERE: Final = {"win32": System.WINDOWS, "darwin": System.MACOS}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file lies, and the folder above it that must be there already.

    The folders between the two may be made. The system or Excel makes `ground`; a folder of that
    name made by us would be one that neither knows.
    """

    path: Path
    ground: Path


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of one user's add-in lie; `scripts` is None where there is no AppleScript."""

    system: System
    addin: Place
    configuration: Place
    scripts: Place | None
    startup: Path
    read_by_excel: bool = True  # the settings: the add-in looks for them in one place alone

    @property
    def opened_by_excel(self) -> bool:
        """Whether Excel opens the add-in by itself when it starts."""
        return self.addin.path.parent == self.startup

    def moved(self, addins: Path | None, configuration: Path | None) -> Places:
        """The same with the add-in in that folder and the settings in that file."""
        changed = self
        if addins is not None:
            changed = replace(changed, addin=Place(addins / ADDIN, addins))
        if configuration is not None:
            place = Place(configuration, configuration.parent)
            read = configuration.absolute() == self.configuration.path.absolute()
            changed = replace(changed, configuration=place, read_by_excel=read)
        return changed


def windows(profile: Path, roaming: Path | None = None) -> Places:
    """The places under a Windows profile, whose roaming part may have been moved elsewhere.

    VBA looks for the settings under `%USERPROFILE%`, Excel for what it opens under `%APPDATA%`.
    """
    roaming = roaming or profile / "AppData" / "Roaming"
    startup = roaming / _WINDOWS_STARTUP
    configuration = profile / f".{PROJECT}" / f"{PROJECT}.conf"
    return Places(
        System.WINDOWS,
        Place(startup / ADDIN, roaming),
        Place(configuration, profile),
        None,
        startup,
    )


def macos(profile: Path) -> Places:
    """The places under a macOS home: those that Excel's sandbox lets it read.

    Excel runs a script of the user's only from its folder of scripts, which it cannot write to.
    """
    office, sandbox = profile / _OFFICE, profile / _SANDBOX
    startup, library = office / _MACOS_STARTUP, profile / "Library"
    return Places(
        System.MACOS,
        Place(startup / ADDIN, office),
        Place(sandbox / f"{PROJECT}.conf", sandbox),
        Place(library / _SCRIPTS, library),
        startup,
    )


def here(platform: str = sys.platform) -> System | None:
    """The system of this machine, None when no Excel runs on it."""
    return _HERE.get(platform)


def find(
    system: System | None,
    profile: Path | None,
    environment: Mapping[str, str] = os.environ,
) -> Places:
    """The places of that profile, or of the user who asks; of that system, or of this machine's.

    Raises:
        Refusal: there is no Excel on this machine, and no other system is named.
    """
    system = system or here()
    if system is None:
        raise Refusal(
            "no-excel",
            "Der er ingen Excel på dette system: knapperne i båndet kræver Excel på Windows eller "
            "macOS. Alt, hvad de gør, kan gøres fra kommandolinjen; se digit-xl --help.",
        )
    if system is System.MACOS:
        return macos(profile or Path.home())
    roaming = None if profile else environment.get("APPDATA")
    return windows(profile or Path.home(), Path(roaming) if roaming else None)
