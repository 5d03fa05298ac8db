"""The workbook's own sheets: the overview of totals, what was found, and the guide."""

from __future__ import annotations

from digit_xl.cells import Kind
from digit_xl.schema import Column, Role, Sheet


class Overview(
    Sheet,
    title="Overblik",
    about="Nøgletal, diagrammer og sammentællinger. Alt på arket er formler.",
    role=Role.OVERVIEW,
):
    """Key figures and charts; below them totals, the result of the year, and projects per phase."""

    subject = Column("Emne", Kind.TEXT, "Det, der tælles.", computed=True, width=34)
    line = Column("Post", Kind.TEXT, "Gruppen eller fasen.", computed=True, width=40)
    value = Column("Værdi", Kind.MONEY, "Summen eller antallet.", computed=True, width=23)
    budget = Column(
        "Budget", Kind.MONEY, "Budgettet, når der er et.", computed=True, later=True, width=23
    )
    last_year = Column(
        "Sidste år", Kind.MONEY, "Sidste år, når det er der.", computed=True, later=True, width=23
    )


class Control(
    Sheet,
    title="Kontrol",
    about="Det, den seneste kontrol fandt. Arket skrives af kontrollen.",
    role=Role.CONTROL,
):
    """What the latest check found; the other sheets light the cells that it names."""

    severity = Column("Alvor", Kind.KEY, "Fejl, advarsel eller bemærkning.", width=14)
    where = Column("Ark", Kind.KEY, "Arket, som fundet er på.", width=20)
    cell = Column("Celle", Kind.KEY, "Cellen; klik for at gå til den.", width=10)
    rule = Column("Regel", Kind.KEY, "Reglens nummer.", width=10)
    message = Column("Fund", Kind.TEXT, "Hvad der er galt, og hvad du skal gøre.", width=100)


class Guide(
    Sheet,
    title="Vejledning",
    about="Sådan bruges projektmappen.",
    role=Role.GUIDE,
):
    """How to use the workbook, for finance staff."""

    topic = Column("Emne", Kind.TEXT, "Det, vejledningen handler om.", width=26)
    text = Column("Vejledning", Kind.TEXT, "Vejledningen.", width=110)


def _text(title: str, about: str, width: int) -> Column:
    return Column(title, Kind.TEXT, about, computed=True, width=width)


def _amount(title: str, about: str) -> Column:
    return Column(title, Kind.MONEY, about, computed=True, width=16)


def _months(title: str, about: str) -> Column:
    return Column(title, Kind.WHOLE, about, computed=True, width=11)


class ChartData(
    Sheet,
    title="Diagramdata",
    about="Det, diagrammerne på Overblik viser. Skjult; alt på arket er formler.",
    role=Role.OVERVIEW,
):
    """What the charts show, line by line; months are counted from the portfolio's first."""

    number = Column("Nr", Kind.WHOLE, "Linjens nummer.", computed=True, width=6)
    text = _text("Tekst", "Diagrammernes titler, seriernes navne.", 60)
    count = Column("Tal", Kind.WHOLE, "Antal konti, projekter, måneder.", computed=True, width=10)
    account = _text("Konto", "Projekternes konti, de dyreste først.", 30)
    expense = _amount("Udgifter", "Kontoens udgifter.")
    post = _text("Post", "Indtægter, udgifter, overført, resultat.", 24)
    now = _amount("I år", "Et overskud er positivt.")
    budget = _amount("Budget", "Et overskud er positivt.")
    before = _amount("Sidste år", "Et overskud er positivt.")
    position = _months("Række", "Projektets række på arket Projekter.")
    project = _text("Projekt", "Projekterne efter kategori.", 40)
    code = _text("Kode", "Projektets kode.", 12)
    idea_from = _months("Idé fra", "Måneden, fasen begynder.")
    analysis_from = _months("Analyse fra", "Måneden, fasen begynder.")
    procurement_from = _months("Anskaffelse fra", "Måneden, fasen begynder.")
    implementation_from = _months("Gennemførelse fra", "Måneden, fasen begynder.")
    operation_from = _months("Drift fra", "Måneden, fasen begynder.")
    closed_from = _months("Lukket fra", "Måneden, fasen begynder.")
    before_idea = _months("Før idé", "Måneder uden fase.")
    idea = _months("Idé", "Måneder i fasen.")
    before_analysis = _months("Før analyse", "Måneder uden fase.")
    analysis = _months("Analyse", "Måneder i fasen.")
    before_procurement = _months("Før anskaffelse", "Måneder uden fase.")
    procurement = _months("Anskaffelse", "Måneder i fasen.")
    before_implementation = _months("Før gennemførelse", "Måneder uden fase.")
    implementation = _months("Gennemførelse", "Måneder i fasen.")
    before_operation = _months("Før drift", "Måneder uden fase.")
    operation = _months("Drift", "Måneder i fasen.")
    before_closed = _months("Før lukket", "Måneder uden fase.")
    closed = _months("Lukket", "Måneden, projektet lukkes.")
    rest = _months("Rest", "Måneder efter den sidste fase.")
    year = _text("År", "Porteføljens år.", 8)
    months = _months("Måneder", "Årets måneder.")
    unused = _months("Ubrugt", "1 i en linje uden projekt.")
