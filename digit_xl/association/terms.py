"""The words of this kind of association: its bodies, accounts, phases and texts; and its terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from digit_xl.facts import Period

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

NEGATIVE, POSITIVE = "minus", "plus"
KRONER, THOUSANDS = "kroner", "tkr."
BOARD, MANAGEMENT, SECRETARIAT = "Bestyrelse", "Direktion", "Sekretariat"
GROUP = "Projektgruppe"
THE_LEADERSHIP = (BOARD, MANAGEMENT)  # whose members are elected, rotate and sign
BODIES = (BOARD, MANAGEMENT, SECRETARIAT, GROUP)
THE_BODY = {
    BOARD: "bestyrelsen",
    MANAGEMENT: "direktionen",
    SECRETARIAT: "sekretariatet",
    GROUP: "projektgruppen",
}
CHAIR, LEADER, LEADERS = "Formand", "Projektleder", "Projektledere"
INCOME, EXPENSE, CARRIED = "Indtægt", "Udgift", "Overført"
ORDINARY, EXTRAORDINARY = "Ordinær", "Ekstraordinær"
SHARED = "Fælleskommunale systemer"
CATEGORIES = ("Egne projekter", "Drift og videreudvikling", SHARED)

IDEA = "Idéfase"
ANALYSIS = "Analysefase"
PROCUREMENT = "Anskaffelsesfase"
IMPLEMENTATION = "Gennemførelsesfase"
OPERATION = "Drifts- og videreudviklingsfase"
CLOSED = "Lukket"
PHASES = (IDEA, ANALYSIS, PROCUREMENT, IMPLEMENTATION, OPERATION, CLOSED)  # in their order
NOT_STARTED = "Ikke startet"
MOST_YEARS = 20  # of a plan across a page
# What fits in a plan of many years.
SHORT = {
    IDEA: "Idé",
    ANALYSIS: "Analyse",
    PROCUREMENT: "Anskaffelse",
    IMPLEMENTATION: "Gennemførelse",
    OPERATION: "Drift",
    CLOSED: "Lukket",
}

# The texts that a report can have, by the key that the template's controls are named after, with
# the heading that stands above one which the register does not have.
HEADINGS = {
    "påtegning": "Ledelsespåtegning",
    "præsentation": "Præsentation af foreningen",
    "vision": "Vision",
    "målsætninger": "Målsætninger",
    "kerneopgaver": "Kerneopgaver",
    "læs_mere": "Læs mere",
    "organisering": "Organisering",
    "året": "Året som forening",
    "samarbejde": "Samarbejde",
    "generalforsamlinger": "Generalforsamlinger",
    "portefølje": "Porteføljeoverblik",
    "resultater": "Porteføljeresultater",
    "idéfase": "Idéfase",
    "analysefase": "Analysefase",
    "gennemførelse": "Anskaffelse og gennemførelse",
    "drift": "Drift og videreudvikling",
    "fælleskommunale": "Fælleskommunale systemer",
    "afsluttede": "Afsluttede projekter",
    "oplevelser": "Medlemmernes oplevelser",
    "økonomi": "Årets økonomi",
    "fremtid": "Fremtidsperspektiv",
    "rotation": "Rotation i foreningen",
    "planen": "Planen",
}
TEXT_KEYS = tuple(HEADINGS)


def period(iso: str | None) -> Period | None:
    """The day or month that a cell holds; None for a blank one."""
    return Period.from_iso(iso) if iso else None


def month_end(month: dt.date) -> dt.date:
    """The last day of the month that the day lies in."""
    return Period(month.year, month.month).last


def sits(term: Mapping[str, Any], day: dt.date | None) -> bool:
    """Whether the term (`since`, `until`; blank is open) may run on that day; None is any day."""
    if day is None:
        return True
    since, until = period(term["since"]), period(term["until"])
    return (since is None or since.first <= day) and (until is None or day <= until.last)
