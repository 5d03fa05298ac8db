"""What stands in the report: the cover, the chapters in order, and the colophon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from template.accounts import accounts_table, notes
from template.charts import charts
from template.controls import block, condition, repeat, value
from template.frames import FACE, LOGO, PICTURE, picture_above, picture_alone
from template.pages import LANDSCAPE, PORTRAIT, cover_section, section_break
from template.references import STATEMENT, caption, contents, reference
from template.tables import Column, band, row, table
from template.wml import paragraph, run

if TYPE_CHECKING:
    from template.wml import Element

ORGANISATION = (Column("Navn", 48), Column("Rolle", 65), Column("Kommune", 32))
SIGNATURES = (
    Column("Navn", 42),
    Column("Rolle", 24),
    Column("Kommune", 29),
    Column("Underskrift", 50),
)
MEMBERS = (Column("Kommune", 105), Column("Kommunekode", 40, figures=True))
CHANGES = (
    Column("Navn", 44),
    Column("Organ", 25),
    Column("Kommune", 28),
    Column("Indtrådt", 24),
    Column("Udtrådt", 24),
)
GAINS = (
    Column("Projekt", 26),
    Column("Gevinst", 32),
    Column("Enhed", 17),
    Column("Start", 15, figures=True),
    Column("Mål", 15, figures=True),
    Column("Målt", 16, figures=True),
    Column("Målt den", 24, figures=True),
)
ROTATION = (
    Column("Navn", 44),
    Column("Rolle", 25),
    Column("Organ", 25),
    Column("Kommune", 27),
    Column("Udløber", 24),
)


def body() -> list[Element]:
    """The whole report, cover to colophon; the last section's page set-up is not among it."""
    return [
        *_cover(),
        contents(),
        *_statement(),
        *_presentation(),
        _year(),
        _portfolio(),
        _results(),
        _experiences(),
        *_accounts(),
        _future(),
        _colophon(),
    ]


def _heading(key: str, level: int = 1) -> Element:
    title = value(f"tekst.{key}.overskrift", f"Overskrift: {key}")
    return paragraph(f"Heading{level}", title)


def _text(key: str) -> Element:
    """The text of the year under that key, or nothing at all."""
    return condition(f"tekst.{key}", f"tekst: {key}", block(f"tekst.{key}", f"Tekst: {key}"))


def _text_section(key: str) -> Element:
    """A section that is its text alone, and goes with it."""
    parts = [_heading(key, 2), block(f"tekst.{key}", f"Tekst: {key}")]
    return condition(f"tekst.{key}", f"tekst: {key}", *parts)


def _section(key: str, *content: Element, level: int = 2) -> Element:
    """A section, or at level 1 a chapter, that holds more than a text and goes with its heading."""
    name = f"tekst.{key}.overskrift"
    return condition(name, f"overskrift: {key}", _heading(key, level), _text(key), *content)


def _cover() -> list[Element]:
    byline = paragraph("Forsidetekst", value("forening.undertitel", "Undertitel"))
    return [
        paragraph("Title", "Årsrapport"),
        paragraph("Forsideaar", value("forening.år", "År")),
        paragraph("Subtitle", value("forening.navn", "Foreningens navn")),
        condition("forening.undertitel", "undertitel", byline),
        picture_alone("forening.logo", "logo", LOGO, "Logo"),
        section_break(cover_section()),
    ]


def _statement() -> list[Element]:
    heading = value("tekst.påtegning.overskrift", "Overskrift: påtegning")
    date = paragraph("Dato", "Dato: ", value("forening.udgivet|dato", "Udgivelsesdato"))
    return [
        paragraph("KapitelUdenNummer", heading),
        block("tekst.påtegning", "Tekst: påtegning"),
        condition("forening.udgivet", "udgivelsesdato", date),
        repeat("underskrivere", "organ, der skriver under", *_signers()),
    ]


def _signers() -> list[Element]:
    """The people of one body under its name, with room to sign."""
    signature = row(SIGNATURES, *_person(), (), kind="Underskrift")
    people = repeat("personer", "person", signature)
    return [
        paragraph("Tabeltitel", value("navn", "Organ")),
        table(SIGNATURES, "Underskrifter", people),
    ]


def _person() -> tuple[Element, Element, Element]:
    return value("navn", "Navn"), value("rolle", "Rolle"), value("medlem", "Kommune")


def _presentation() -> list[Element]:
    return [
        _heading("præsentation"),
        _text("præsentation"),
        *(_text_section(key) for key in ("vision", "målsætninger", "kerneopgaver", "læs_mere")),
        _section("organisering", condition("organer", "organer", *_bodies()), _members()),
    ]


def _bodies() -> list[Element]:
    """One table of all bodies, each under its name; who leads it stands first, in bold."""
    name = band(ORGANISATION, value("navn", "Organ"))
    people = repeat("organer", "organ", condition("personer", "personer", name, _seats()))
    return [
        caption("Tabel", "Foreningens organer"),
        table(ORGANISATION, "Foreningens organer", people, style="DigitPersoner"),
    ]


def _seats() -> Element:
    _, role, member = _person()
    portrait = picture_above("portræt", "portræt", FACE)
    leader = condition("leder", "den, der leder", value("leder", "Leder", style="Strong"))
    other = condition("øvrig", "øvrige", value("øvrig", "Navn"))
    return repeat("personer", "person", row(ORGANISATION, (portrait, leader, other), role, member))


def _members() -> Element:
    since = condition(
        "fra", "indtrædelsesdato", run(" (medlem fra "), value("fra", "Fra"), run(")")
    )
    member = row(MEMBERS, (value("navn", "Kommune"), since), value("kode", "Kommunekode"))
    return condition(
        "medlemmer",
        "medlemmer",
        caption("Tabel", "Foreningens medlemmer"),
        table(MEMBERS, "Medlemmer", repeat("medlemmer", "medlem", member)),
    )


def _year() -> Element:
    held = repeat("generalforsamlinger", "generalforsamling", *_assembly())
    return _section(
        "året",
        _text_section("samarbejde"),
        _section("generalforsamlinger", held, condition("udskiftning", "udskiftning", *_changes())),
        level=1,
    )


def _assembly() -> list[Element]:
    return [
        paragraph("Heading3", value("type", "Type"), " generalforsamling, ", value("dato", "Dato")),
        condition("beslutninger", "beslutninger", block("beslutninger", "Beslutninger")),
    ]


def _changes() -> list[Element]:
    change = row(
        CHANGES,
        value("navn", "Navn"),
        value("organ", "Organ"),
        value("medlem", "Kommune"),
        value("ind", "Indtrådt"),
        value("ud", "Udtrådt"),
    )
    return [
        caption("Tabel", "Årets udskiftning på posterne"),
        table(CHANGES, "Årets udskiftning på posterne", repeat("udskiftning", "person", change)),
    ]


def _portfolio() -> Element:
    """Chapter 3 on a wide page of its own; both of its section breaks go with it."""
    return condition(
        "portefølje",
        "projekter",
        section_break(PORTRAIT),
        paragraph("KapitelBred", value("tekst.portefølje.overskrift", "Overskrift: portefølje")),
        _text("portefølje"),
        caption("Figur", "Projekternes faser år for år"),
        block("portefølje", "Porteføljeplan"),
        section_break(LANDSCAPE),
    )


def _results() -> Element:
    phase = [
        paragraph("Heading2", value("overskrift", "Fasens overskrift")),
        condition("tekst", "fasens tekst", block("tekst", "Fasens tekst")),
        repeat("projekter", "projekt", *_project()),
    ]
    return condition(
        "resultater",
        "resultater",
        _heading("resultater"),
        _text("resultater"),
        repeat("resultater", "fase", *phase),
        condition("gevinster", "gevinster", *_gains()),
    )


def _project() -> list[Element]:
    ahead = [paragraph("Etiket", "Det kommende år"), block("fremad", "Fremad")]
    return [
        paragraph("Heading3", value("navn", "Projekt")),
        _known("fase", "Fase"),
        _known("projektleder", "Projektleder"),
        _known("udgifter", "Årets udgifter", "udgifter|kr"),
        _known("puls", "Puls (1–5)"),
        condition("status", "status", block("status", "Status", "BroedtekstEfterFakta")),
        condition("fremad", "fremad", *ahead),
    ]


def _known(name: str, label: str, formatted: str = "") -> Element:
    """One line of what is known about a project; no line for what is unknown."""
    shown = value(formatted or name, label)
    return condition(name, label.lower(), paragraph("Faktalinje", f"{label}\t", shown))


def _gains() -> list[Element]:
    gain = row(
        GAINS,
        value("projekt", "Projekt"),
        value("gevinst", "Gevinst"),
        value("enhed", "Enhed"),
        value("udgangspunkt", "Start"),
        value("mål", "Mål"),
        value("målt", "Målt"),
        value("målt_den|kort", "Målt den"),
    )
    return [
        paragraph("Heading2", "Gevinster"),
        caption("Tabel", "Målte gevinster"),
        table(GAINS, "Gevinster", repeat("gevinster", "gevinst", gain)),
    ]


def _experiences() -> Element:
    person = [
        paragraph("Heading2", value("navn", "Navn")),
        paragraph(
            "Person",
            value("stilling", "Stilling"),
            condition("medlem", "kommune", run(", "), value("medlem", "Kommune")),
        ),
        picture_alone("billede", "billede", PICTURE, "Billede"),
        condition("emne", "emne", paragraph("Etiket", value("emne", "Emne"))),
        block("tekst", "Oplevelse"),
    ]
    return condition(
        "oplevelser",
        "oplevelser",
        _heading("oplevelser"),
        _text("oplevelser"),
        repeat("oplevelser", "oplevelse", *person),
    )


def _accounts() -> list[Element]:
    return [
        _heading("økonomi"),
        _text("økonomi"),
        _to_the_accounts(),
        *charts(),
        *accounts_table(),
        condition("noter", "noter", *notes()),
    ]


def _to_the_accounts() -> Element:
    """Where the figures stand that the chapter is about, and how their notes are found."""
    notes = run(" Notenumrene fører til noterne.")
    return paragraph(
        "BodyText",
        *reference(STATEMENT, "Tabel 1"),
        " viser indtægter og udgifter post for post.",
        condition("noter", "noter", notes),
    )


def _future() -> Element:
    post = row(
        ROTATION,
        value("navn", "Navn"),
        value("rolle", "Rolle"),
        value("organ", "Organ"),
        value("medlem", "Kommune"),
        value("til", "Udløber"),
    )
    title = caption("Tabel", "Poster, der udløber i ", value("forening.næste_år", "år"))
    posts = table(ROTATION, "Poster, der udløber", repeat("rotation", "post", post))
    project = [
        paragraph("Heading3", value("navn", "Projekt")),
        condition("fremad", "fremad", block("fremad", "Fremad")),
    ]
    return _section(
        "fremtid",
        _section("rotation", condition("rotation", "poster, der udløber", title, posts)),
        _section(
            "planen",
            repeat("planlagte", "planlagt generalforsamling", *_assembly()),
            repeat("kommende", "kommende projekt", *project),
        ),
        level=1,
    )


def _colophon() -> Element:
    return paragraph(
        "Kolofon",
        "Årsrapport ",
        value("forening.år", "År"),
        " er udgivet af ",
        value("forening.navn", "Foreningens navn"),
        condition(
            "forening.hjemmeside",
            "hjemmeside",
            run(" · "),
            value("forening.hjemmeside", "Hjemmeside"),
        ),
    )
