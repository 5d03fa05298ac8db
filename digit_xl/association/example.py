"""A made-up register with something in every column: what each name of the report looks like."""

from __future__ import annotations

import datetime as dt
from base64 import b64decode
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from digit_xl.association import terms
from digit_xl.association.sheets import (
    Accounts,
    Assemblies,
    Association,
    Benefits,
    Experiences,
    Members,
    Notes,
    Offices,
    Phases,
    Postings,
    Projects,
    Texts,
)
from digit_xl.book.images import Pictures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from digit_xl.schema import Sheet

# A grey dot: a picture's frame is what a template shows of it.
_DOT: Final = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)
_YEAR: Final = 2024
_FACE: Final = {"portrait": "portraet.png", "portrait_text": "Portræt"}


def pictures() -> Pictures:
    """The pictures that the rows name."""
    return Pictures(lambda _: _DOT)


def _account(
    number: int, name: str, kind: str, amounts: tuple[str, str, str], **more: str | int
) -> dict[str, str | int | Decimal]:
    """A line of the accounts with this year's amount, its budget and last year's amount."""
    own = "income" if kind == terms.INCOME else "expense"
    columns = dict(zip((own, "budget", "last_year"), map(Decimal, amounts), strict=True))
    return {"number": number, "name": name, "kind": kind, **columns, **more}


ROWS: Final[Mapping[type[Sheet], Sequence[Mapping[str, str | int | Decimal | dt.date | None]]]] = {
    Association: [
        {
            "name": "Foreningen Eksempel",
            "short_name": "Eksempel",
            "byline": "Kommuner i samarbejde",
            "website": "www.eksempel.dk",
            "founded": 2015,
            "year": _YEAR,
            "profit_centre": "1234567",
            "currency": "DKK",
            "income_sign": terms.NEGATIVE,
            "published": dt.date(2025, 5, 12),
            "horizon_from": 2023,
            "horizon_to": 2026,
            "unit": terms.KRONER,
            "logo": "logo.png",
            "logo_text": "Foreningens logo",
        }
    ],
    Members: [
        {"municipality": "Nordby", "code": "101", "since": "2015-03", "fee": Decimal(-260000)},
        {"municipality": "Sønderby", "code": "102", "since": "2016-01", "fee": Decimal(-240000)},
    ],
    Offices: [
        {
            "person": "Anna Holm",
            "body": terms.BOARD,
            "seat": terms.CHAIR,
            "member": "Nordby",
            "since": "2024-05-14",
            **_FACE,
        },
        {
            "person": "Bo Lund",
            "body": terms.BOARD,
            "seat": "Medlem",
            "member": "Sønderby",
            "since": "2023-05",
            "until": "2025-06",
            **_FACE,
        },
        {
            "person": "Carl Berg",
            "body": terms.MANAGEMENT,
            "seat": terms.CHAIR,
            "member": "Nordby",
            "since": "2020-01",
            "until": "2024-05-14",
            **_FACE,
        },
    ],
    Projects: [
        {
            "code": "ARKIV",
            "name": "Fælles arkiv",
            "category": terms.CATEGORIES[0],
            "account": "Fælles arkiv",
            "manager": "Dora Skov",
            "pulse": Decimal("3.5"),
            "status": "Arkivet er taget i brug af begge medlemmer.",
            "outlook": "De ældste sager kommer med.",
        },
        {
            "code": "KORT",
            "name": "Fælles kort",
            "category": terms.CATEGORIES[0],
            "outlook": "Projektet begynder til sommer.",
        },
    ],
    Phases: [
        {
            "project": "ARKIV",
            "phase": terms.ANALYSIS,
            "since": dt.date(2023, 3, 1),
            "until": dt.date(2023, 12, 1),
        },
        {"project": "ARKIV", "phase": terms.OPERATION, "since": dt.date(2024, 1, 1)},
    ],
    Accounts: [
        _account(1, "Kontingent", terms.INCOME, ("-500000", "-490000", "-480000"), note=1),
        _account(
            2, "Fælles arkiv", terms.EXPENSE, ("310250.50", "320000", "295000"), group="Projekter"
        ),
        _account(3, "Drift", terms.EXPENSE, ("96400", "90000", "88100.25"), group="Projekter"),
        _account(4, "Tilskud", terms.INCOME, ("-25000", "-25000", "-20000"), group="Projekter"),
        _account(5, "Overført", terms.CARRIED, ("-12500", "-12500", "-9800")),
    ],
    Postings: [
        {
            "date": dt.date(2024, 6, 30),
            "voucher": "B12",
            "account": 2,
            "project": "ARKIV",
            "text": "Licenser",
            "amount": Decimal("310250.50"),
        }
    ],
    Notes: [
        {
            "note": 1,
            "heading": "Kontingent",
            "text": "Kontingentet dækker {medlemmer.antal} kommuner.",
        }
    ],
    Assemblies: [
        {"date": "2024-05-14", "kind": terms.ORDINARY, "decisions": "Regnskabet blev godkendt."},
        {"date": "2025-06", "kind": terms.ORDINARY, "decisions": "Valg til bestyrelsen."},
    ],
    Benefits: [
        {
            "project": "ARKIV",
            "benefit": "Tid til at finde en sag",
            "unit": "minutter",
            "baseline": Decimal(12),
            "target": Decimal(5),
            "measured": Decimal("6.5"),
            "measured_on": dt.date(2024, 11, 1),
        }
    ],
    Texts: [
        {"key": key, "heading": heading, "text": f"Her står teksten til »{heading}«."}
        for key, heading in terms.HEADINGS.items()
    ],
    Experiences: [
        {
            "person": "Eva Dahl",
            "position": "Chef for digitalisering",
            "member": "Nordby",
            "topic": "Samarbejde",
            "text": "Eva fortæller, at sager findes hurtigere nu.",
            "picture": "eva.jpg",
            "picture_text": "Portræt af Eva Dahl",
        }
    ],
}
