"""What each sheet of the register must be; one class a sheet, listed in SHEETS at the foot."""

from __future__ import annotations

import pandera.polars as pa

from digit_xl.association.terms import (
    BOARD,
    CARRIED,
    CATEGORIES,
    CHAIR,
    EXPENSE,
    EXTRAORDINARY,
    INCOME,
    MANAGEMENT,
    NEGATIVE,
    ORDINARY,
    PHASES,
    POSITIVE,
    SECRETARIAT,
    TEXT_KEYS,
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
    body = Column(
        "Organ", Kind.KEY, "Vælg organet.", choices=(BOARD, MANAGEMENT, SECRETARIAT), width=16
    )
    seat = Column(
        "Rolle",
        Kind.TEXT,
        "Formand, Medlem eller stillingen i sekretariatet.",
        suggestions=(CHAIR, "Medlem"),
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


class Notes(Sheet, title="Noter", about="Noter til regnskabet."):
    """The notes of the accounts."""

    note = Column("Note", Kind.WHOLE, "Notens nummer.", unique=True, width=8)
    heading = Column("Overskrift", Kind.TEXT, "Notens overskrift.", width=30)
    text = Column("Tekst", Kind.MARKDOWN, "Notens tekst.", required=False, width=90)


def _amount(title: str, about: str, *, computed: bool = False) -> Column:
    """A column of amounts that may be blank and has a total below it."""
    return Column(title, Kind.MONEY, about, required=False, computed=computed, total=True, width=18)


class Accounts(
    Sheet, title="Konti", about="Regnskabets linjer i den rækkefølge, de vises.", may_be_empty=False
):
    """The lines of the income statement, in the order in which they are shown."""

    number = Column("Nr", Kind.WHOLE, "Kontoens nummer.", unique=True, width=8)
    name = Column("Navn", Kind.KEY, "Kontoens navn i regnskabet.", unique=True, width=38)
    group = Column(
        "Gruppe",
        Kind.KEY,
        "Konti med samme gruppe samles under en overskrift med en sum. Må være tom.",
        required=False,
        width=18,
    )
    kind = Column("Art", Kind.KEY, "Vælg arten.", choices=(INCOME, EXPENSE, CARRIED), width=12)
    note = Column(
        "Note",
        Kind.WHOLE,
        "Nummeret på kontoens note.",
        required=False,
        reference=Notes.note,
        width=8,
    )
    income = _amount("Indtægter", "Med foreningens fortegn, se arket Forening.")
    expense = _amount("Udgifter", "Positive; et overført overskud negativt.")
    total = _amount("I alt", "Indtægter og udgifter under ét.", computed=True)
    budget = _amount("Budget", "Årets budget med samme fortegn som I alt.")
    deviation = _amount("Afvigelse", "I alt fratrukket budgettet.", computed=True)
    last_year = _amount("Sidste år", "Sidste års beløb med samme fortegn som I alt.")
    posted = _amount("Posteret", "Summen af kontoens posteringer.", computed=True)


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


class Postings(
    Sheet, title="Posteringer", about="Årets posteringer fra økonomisystemet. Må være tomt."
):
    """The ledger behind the accounts; up to a full sheet."""

    date = Column("Dato", Kind.DATE, "Bogføringsdatoen.", width=20)
    voucher = Column("Bilag", Kind.TEXT, "Bilagets nummer.", required=False)
    account = Column("Konto", Kind.WHOLE, "Kontoens nummer.", reference=Accounts.number, width=10)
    project = Column(
        "Projekt", Kind.KEY, "Projektets kode.", required=False, reference=Projects.code, width=12
    )
    text = Column("Tekst", Kind.TEXT, "Posteringens tekst.", required=False, width=50)
    amount = Column("Beløb", Kind.MONEY, "Med samme fortegn som I alt på kontoen.", width=18)


class Assemblies(
    Sheet, title="Generalforsamlinger", about="Årets generalforsamlinger og de planlagte."
):
    """The general assemblies, held and planned."""

    date = Column("Dato", Kind.PERIOD, "Dagen, eller måneden når dagen ikke kendes.", width=20)
    kind = Column("Type", Kind.KEY, "Vælg typen.", choices=(ORDINARY, EXTRAORDINARY), width=18)
    decisions = Column(
        "Beslutninger", Kind.MARKDOWN, "Det, der blev eller skal besluttes.", width=90
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


class Guide(
    Sheet,
    title="Vejledning",
    about="Sådan bruges projektmappen.",
    role=Role.GUIDE,
):
    """How to use the workbook, for finance staff."""

    topic = Column("Emne", Kind.TEXT, "Det, vejledningen handler om.", width=26)
    text = Column("Vejledning", Kind.TEXT, "Vejledningen.", width=110)


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
