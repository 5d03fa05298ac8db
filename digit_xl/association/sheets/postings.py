"""The ledger behind the accounts."""

from __future__ import annotations

from digit_xl.association.sheets.accounts import Accounts
from digit_xl.association.sheets.projects import Projects
from digit_xl.cells import Kind
from digit_xl.schema import Column, Sheet


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
