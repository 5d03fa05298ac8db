"""The association itself: who it is, its members, its offices and its assemblies."""

from __future__ import annotations

import pandera.polars as pa

from digit_xl.association.sheets.accounts import Accounts
from digit_xl.association.sheets.projects import Projects
from digit_xl.association.terms import (
    BODIES,
    CHAIR,
    EXTRAORDINARY,
    KRONER,
    LEADER,
    NEGATIVE,
    ORDINARY,
    POSITIVE,
    THOUSANDS,
)
from digit_xl.cells import Kind
from digit_xl.findings import Rule, Severity
from digit_xl.schema import Column, ColumnRule, Role, Sheet


class Members(
    Sheet,
    title="Medlemmer",
    about="Foreningens medlemmer, en kommune i hver række.",
    may_be_empty=False,
):
    """The members of the association."""

    municipality = Column(
        "Kommune", Kind.KEY, "Kommunens navn uden »Kommune«.", unique=True, width=22
    )
    code = Column(
        "Kommunekode",
        Kind.TEXT,
        "Kommunens tre cifre, fx 253.",
        required=False,
        unique=True,
        rules=(
            ColumnRule(
                Rule("MED-01", Severity.ERROR, "En kommunekode er tre cifre."),
                pa.Check.str_matches(r"^[0-9]{3}$"),
                "»{value}« er ikke en kommunekode. Skriv de tre cifre, fx 253.",
            ),
        ),
    )
    since = Column(
        "Medlem fra", Kind.PERIOD, "Dag eller måned. Tomt: ukendt.", required=False, width=18
    )
    until = Column(
        "Medlem til", Kind.PERIOD, "Dag eller måned. Tomt: stadig medlem.", required=False, width=18
    )
    fee = Column(
        "Kontingent",
        Kind.MONEY,
        "Årets kontingent med samme fortegn som på kontoen. Må være tomt.",
        required=False,
        width=18,
    )


class Offices(
    Sheet, title="Hverv", about="Hvem der sidder i foreningens organer, et hverv i hver række."
):
    """Who sits in which body, from when to when."""

    person = Column("Navn", Kind.TEXT, "Personens navn.", width=28)
    body = Column("Organ", Kind.KEY, "Vælg organet.", choices=BODIES, width=16)
    seat = Column(
        "Rolle",
        Kind.TEXT,
        "Formand, Medlem, Projektleder eller stillingen i sekretariatet.",
        suggestions=(CHAIR, "Medlem", LEADER),
        width=24,
    )
    member = Column(
        "Medlem",
        Kind.KEY,
        "Den kommune, personen kommer fra.",
        required=False,
        reference=Members.municipality,
        width=20,
    )
    since = Column("Fra", Kind.PERIOD, "Dag eller måned. Tomt: ukendt.", required=False, width=18)
    until = Column(
        "Til", Kind.PERIOD, "Dag eller måned. Tomt: uden slutdato.", required=False, width=18
    )
    project = Column(
        "Projekt",
        Kind.KEY,
        "Projektets kode, når organet er en projektgruppe.",
        required=False,
        reference=Projects.code,
        later=True,
        width=12,
    )
    portrait = Column(
        "Portræt",
        Kind.PICTURE,
        "Fil i mappen billeder, fx anna.jpg.",
        required=False,
        later=True,
        width=20,
    )
    portrait_text = Column(
        "Portræt, tekst",
        Kind.TEXT,
        "Det, billedet viser, fx Portræt af Anna Holm.",
        required=False,
        describes=portrait,
        later=True,
        width=28,
    )


def _a_year(code: str, about: str) -> tuple[ColumnRule, ...]:
    """The rule that a whole number is a year of our time."""
    message = "{value} er ikke et årstal. Skriv året med fire cifre, fx 2019."
    return (ColumnRule(Rule(code, Severity.ERROR, about), pa.Check.in_range(1800, 2200), message),)


class Association(
    Sheet,
    title="Forening",
    about="Oplysninger om foreningen og regnskabsåret, et felt i hver række.",
    role=Role.FIELDS,
    may_be_empty=False,
):
    """The association and the year that the register is about."""

    name = Column("Navn", Kind.TEXT, "Foreningens fulde navn.")
    short_name = Column("Kort navn", Kind.TEXT, "Det navn, foreningen bruger til daglig.")
    byline = Column("Undertitel", Kind.TEXT, "Står under navnet på forsiden.", required=False)
    website = Column("Hjemmeside", Kind.TEXT, "Fx www.digit.dk.", required=False)
    founded = Column(
        "Stiftet",
        Kind.WHOLE,
        "Året, foreningen blev stiftet.",
        required=False,
        rules=_a_year("FOR-01", "Stiftelsesåret er et årstal."),
    )
    year = Column(
        "Regnskabsår",
        Kind.WHOLE,
        "Det år, rapporten handler om.",
        rules=_a_year("FOR-02", "Regnskabsåret er et årstal."),
    )
    profit_centre = Column(
        "Profitcenter", Kind.TEXT, "Foreningens nummer i økonomisystemet.", required=False
    )
    currency = Column("Valuta", Kind.KEY, "Den valuta, alle beløb står i.", choices=("DKK",))
    income_sign = Column(
        "Fortegn for indtægter",
        Kind.KEY,
        "minus: indtægter skrives negative, og et negativt resultat er et overskud. "
        "plus: indtægter skrives positive.",
        choices=(NEGATIVE, POSITIVE),
    )
    published = Column("Udgivelsesdato", Kind.DATE, "Den dag, rapporten udgives.")
    horizon_from = Column(
        "Portefølje fra år",
        Kind.WHOLE,
        "Første år i porteføljeoverblikket.",
        required=False,
        rules=_a_year("FOR-05", "Porteføljens første år er et årstal."),
    )
    horizon_to = Column(
        "Portefølje til år",
        Kind.WHOLE,
        "Sidste år i porteføljeoverblikket.",
        required=False,
        rules=_a_year("FOR-06", "Porteføljens sidste år er et årstal."),
    )
    fee_account = Column(
        "Konto for kontingent",
        Kind.KEY,
        "Den konto, medlemmernes kontingent føres på.",
        required=False,
        reference=Accounts.name,
    )
    result = Column(
        "Årets resultat (kontrol)",
        Kind.MONEY,
        "Det resultat, regnskabet skal vise. Tomt: kontrolleres ikke.",
        required=False,
    )
    last_result = Column(
        "Sidste års resultat",
        Kind.MONEY,
        "Det resultat, der er ført over fra sidste år. Tomt: kontrolleres ikke.",
        required=False,
    )
    unit = Column(
        "Beløb i regnskabet",
        Kind.KEY,
        "tkr.: resultatopgørelsen vises i hele tusinder. Tomt: kroner.",
        required=False,
        choices=(KRONER, THOUSANDS),
        later=True,
    )
    rounding_account = Column(
        "Konto til afrunding",
        Kind.KEY,
        "Den konto, der ved tkr. får afrundingen. Tomt: den med det største beløb.",
        required=False,
        reference=Accounts.name,
        later=True,
    )
    logo = Column(
        "Logo",
        Kind.PICTURE,
        "Fil i mappen billeder, fx logo.png. Til forsiden.",
        required=False,
        later=True,
    )
    logo_text = Column(
        "Logo, tekst",
        Kind.TEXT,
        "Det, logoet viser, til dem, der får rapporten læst op.",
        required=False,
        describes=logo,
        later=True,
    )
    report_folder = Column(
        "Mappe til rapporten",
        Kind.TEXT,
        "Til registre på OneDrive og SharePoint, fx C:\\Rapporter. Tomt: Dokumenter.",
        required=False,
        later=True,
    )


class Assemblies(
    Sheet, title="Generalforsamlinger", about="Årets generalforsamlinger og de planlagte."
):
    """The general assemblies, held and planned."""

    date = Column("Dato", Kind.PERIOD, "Dagen, eller måneden når dagen ikke kendes.", width=20)
    kind = Column("Type", Kind.KEY, "Vælg typen.", choices=(ORDINARY, EXTRAORDINARY), width=18)
    decisions = Column(
        "Beslutninger", Kind.MARKDOWN, "Det, der blev eller skal besluttes.", width=90
    )
