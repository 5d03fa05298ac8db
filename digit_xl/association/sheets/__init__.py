"""What each sheet of the register must be; one class a sheet, listed in SHEETS at the foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digit_xl.association.sheets.accounts import Accounts, Notes
from digit_xl.association.sheets.association import Assemblies, Association, Members, Offices
from digit_xl.association.sheets.postings import Postings
from digit_xl.association.sheets.projects import Benefits, Phases, Projects
from digit_xl.association.sheets.texts import Experiences, Texts
from digit_xl.association.sheets.workbook import ChartData, Control, Guide, Overview
from digit_xl.schema import Role

if TYPE_CHECKING:
    from digit_xl.schema import Sheet

__all__ = [
    "READ",
    "SHEETS",
    "Accounts",
    "Assemblies",
    "Association",
    "Benefits",
    "ChartData",
    "Control",
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
    Control,
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
    ChartData,
)

# The titles of those that are read; the others are written only.
READ = tuple(sheet.title for sheet in SHEETS if sheet.role not in (Role.CONTROL, Role.GUIDE))
