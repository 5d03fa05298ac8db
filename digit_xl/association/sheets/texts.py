"""The texts of the report."""

from __future__ import annotations

from digit_xl.association.sheets.association import Members
from digit_xl.association.terms import TEXT_KEYS
from digit_xl.cells import Kind
from digit_xl.schema import Column, Sheet


class Texts(Sheet, title="Tekster", about="Rapportens tekster.", may_be_empty=False):
    """The texts of the report, by key."""

    key = Column(
        "Nøgle", Kind.KEY, "Vælg den tekst, rækken er.", unique=True, choices=TEXT_KEYS, width=22
    )
    heading = Column("Overskrift", Kind.TEXT, "Afsnittets overskrift.", width=34)
    text = Column("Tekst", Kind.MARKDOWN, "Afsnittets tekst.", required=False, width=110)


class Experiences(
    Sheet, title="Oplevelser", about="Medlemmernes oplevelser, genfortalt. Må være tomt."
):
    """What members experienced, retold."""

    person = Column("Navn", Kind.TEXT, "Den eller dem, der fortæller.", unique=True, width=34)
    position = Column("Stilling", Kind.TEXT, "Stillingen.", required=False, width=40)
    member = Column(
        "Medlem",
        Kind.KEY,
        "Kommunen; tom for sekretariatet.",
        required=False,
        reference=Members.municipality,
        width=20,
    )
    topic = Column("Emne", Kind.TEXT, "Det, oplevelsen handler om.", required=False, width=40)
    text = Column("Tekst", Kind.MARKDOWN, "Oplevelsen, genfortalt.", width=110)
    picture = Column(
        "Billede",
        Kind.PICTURE,
        "Fil i mappen billeder, fx anna.jpg.",
        required=False,
        later=True,
        width=20,
    )
    picture_text = Column(
        "Billede, tekst",
        Kind.TEXT,
        "Det, billedet viser, fx Portræt af Anna Holm.",
        required=False,
        describes=picture,
        later=True,
        width=28,
    )
