"""The projects: what they are, their phases and their measured benefits."""

from __future__ import annotations

import pandera.polars as pa

from digit_xl.association.sheets.accounts import Accounts
from digit_xl.association.terms import CATEGORIES, PHASES
from digit_xl.cells import Kind
from digit_xl.findings import Rule, Severity
from digit_xl.schema import Column, ColumnRule, Sheet


class Projects(Sheet, title="Projekter", about="Foreningens projekter."):
    """The projects, with the texts of the year."""

    code = Column("Kode", Kind.KEY, "Kort kode, fx ESDH.", unique=True, width=10)
    name = Column("Navn", Kind.TEXT, "Projektets navn i rapporten.", unique=True, width=40)
    category = Column("Kategori", Kind.KEY, "Vælg kategorien.", choices=CATEGORIES, width=26)
    account = Column(
        "Konto",
        Kind.KEY,
        "Den konto, projektets udgifter føres på.",
        required=False,
        reference=Accounts.name,
        width=30,
    )
    manager = Column("Projektleder", Kind.TEXT, "Projektlederens navn.", required=False, width=24)
    pulse = Column(
        "Puls",
        Kind.NUMBER,
        "Projektets puls fra 1 til 5. Må være tom.",
        required=False,
        width=8,
        rules=(
            ColumnRule(
                Rule("PRO-01", Severity.ERROR, "Pulsen ligger fra 1 til 5."),
                pa.Check.in_range(1, 5),
                "Pulsen {value} ligger ikke fra 1 til 5. Ret tallet, eller ryd cellen.",
            ),
        ),
    )
    status = Column("Status", Kind.MARKDOWN, "Året, der gik.", required=False, width=80)
    outlook = Column("Fremad", Kind.MARKDOWN, "Året, der kommer.", required=False, width=60)
    phase = Column(
        "Fase ved årets udgang",
        Kind.TEXT,
        "Den fase, projektet senest er gået ind i.",
        required=False,
        computed=True,
        width=32,
    )


class Phases(Sheet, title="Faser", about="Projekternes faser, en fase i hver række."):
    """The phases that each project goes through, in whole months."""

    project = Column("Projekt", Kind.KEY, "Projektets kode.", reference=Projects.code, width=12)
    phase = Column("Fase", Kind.KEY, "Vælg fasen.", choices=PHASES, width=34)
    since = Column("Fra", Kind.MONTH, "Fasens første måned; dagen tæller ikke.", width=16)
    until = Column(
        "Til",
        Kind.MONTH,
        "Fasens sidste måned; dagen tæller ikke. Tomt: åben.",
        required=False,
        width=16,
    )


class Benefits(Sheet, title="Gevinster", about="Målte gevinster. Må være tomt."):
    """The measured benefits of the projects."""

    project = Column("Projekt", Kind.KEY, "Projektets kode.", reference=Projects.code, width=12)
    benefit = Column("Gevinst", Kind.TEXT, "Det, der måles.", width=50)
    unit = Column("Enhed", Kind.TEXT, "Fx timer, procent, kr.", required=False)
    baseline = Column(
        "Udgangspunkt", Kind.NUMBER, "Tallet før projektet.", required=False, width=18
    )
    target = Column("Mål", Kind.NUMBER, "Det tal, der sigtes efter.", required=False)
    measured = Column("Målt", Kind.NUMBER, "Det seneste målte tal.", required=False)
    measured_on = Column("Målt den", Kind.DATE, "Dagen for målingen.", required=False, width=20)
