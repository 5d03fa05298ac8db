"""The workbook's own sheets: the overview of totals, what was found, and the guide."""

from __future__ import annotations

from digit_xl.cells import Kind
from digit_xl.schema import Column, Role, Sheet


class Overview(
    Sheet,
    title="Overblik",
    about="Sammentællinger. Alt på arket er formler.",
    role=Role.OVERVIEW,
):
    """Totals per group, the result of the year, and projects per phase; formulas only."""

    subject = Column("Emne", Kind.TEXT, "Det, der tælles.", computed=True, width=34)
    line = Column("Post", Kind.TEXT, "Gruppen eller fasen.", computed=True, width=38)
    value = Column("Værdi", Kind.MONEY, "Summen eller antallet.", computed=True, width=20)


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
