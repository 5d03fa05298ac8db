"""What each sheet of the register must be; one class a sheet, listed in SHEETS at the foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digit_xl.association.sheets.accounts import Accounts, Notes
from digit_xl.association.sheets.association import Assemblies, Association, Members, Offices
from digit_xl.association.sheets.postings import Postings
from digit_xl.association.sheets.projects import Benefits, Phases, Projects
from digit_xl.association.sheets.texts import Experiences, Texts
from digit_xl.association.sheets.workbook import Guide, Overview

if TYPE_CHECKING:
    from digit_xl.schema import Sheet

__all__ = [
    "SHEETS",
    "Accounts",
    "Assemblies",
    "Association",
    "Benefits",
    "Experiences",
    "Guide",
    "Members",
    "Notes",
    "Offices",
    "Overview",
    "Phases",
    "Postings",
    "Projects",
    "Texts",
]

SHEETS: tuple[type[Sheet], ...] = (
    Guide,
    Overview,
    Association,
    Members,
    Offices,
    Projects,
    Phases,
    Accounts,
    Postings,
    Notes,
    Assemblies,
    Benefits,
    Texts,
    Experiences,
)
