"""What each worksheet function answers: a number, or a text that fits a cell.

A blank question has a blank answer. What cannot be answered is told in the cell: a text that begins
with `Fejl: ` and says what is wrong and what to do, for a cell that shows `#VALUE!` says nothing.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from digit_xl import danish, export
from digit_xl.association import figures
from digit_xl.association.names import AMOUNTS
from digit_xl.association.sheets import Accounts, Phases
from digit_xl.association.terms import NOT_STARTED
from digit_xl.cells import Kind
from digit_xl.findings import Refusal
from digit_xl.functions.arguments import day, near, one, short, table, typed, wrong

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from digit_xl.book.grid import Grid
    from digit_xl.functions.arguments import Given, Table
    from digit_xl.register import Register
    from digit_xl.schema import Column

Answer: TypeAlias = str | float

LONGEST: Final = 32_767  # characters of a cell (Excel's own limit)
_LARGEST = 10**15  # no cents are left in fifteen digits of so large a number
_ROUNDING = frozenset({"hele", "tusinde", "mio", "procent"})
_GROUPS, _ACCOUNTS = "grupper.", "konti."  # as the texts of the register name them


def refused(refusal: Refusal) -> str:
    """The refusal as a cell tells it."""
    return f"Fejl: {refusal.sentence}"


def _answering(call: Callable[..., Answer]) -> Callable[..., Answer]:
    """The function with its refusals as answers, and none longer than a cell can hold."""

    @wraps(call)
    def answer(*given: Any) -> Answer:  # noqa: ANN401 - as the function takes them
        try:
            told = call(*given)
        except Refusal as refusal:
            told = refused(refusal)
        if isinstance(told, str) and len(told) > LONGEST:
            return told[: LONGEST - 1] + "…"
        return told

    return answer


@_answering
def kroner(amount: Given, words: Given = None) -> Answer:
    """The amount as the report writes it; with more than two decimals if the format rounds."""
    wanted = _format(words)
    rounds = bool(_ROUNDING & set(wanted.split()))
    return danish.text(typed("tal", Kind.NUMBER if rounds else Kind.MONEY, amount), wanted)


def _format(given: Given) -> str:
    """The words of a format, each known and all together possible."""
    words = str(typed("format", Kind.TEXT, given) or "").casefold().split()
    known = sorted(danish.NUMBER_WORDS)
    for word in words:
        if word not in known:
            hint = near(word, known)
            raise wrong("format", f"»{short(word)}« kendes ikke. {hint}Brug {', '.join(known)}.")
    if not danish.fits(1, " ".join(words)):
        raise wrong("format", "Vælg ét af ordene tusinde, mio og procent.")
    return " ".join(words)


@_answering
def tal(text: Given) -> Answer:
    """The number that the text means, as exact as Excel holds it."""
    cell = one("tekst", text)
    if not isinstance(cell, str) or not cell.strip():
        value = typed("tekst", Kind.NUMBER, cell)
        return "" if value is None else _float(value)
    amount = danish.amount_from(cell)
    if amount is None:
        raise wrong("tekst", f"»{short(cell)}« er ikke et tal. Skriv det som fx 1.541.130,23.")
    if abs(amount) >= _LARGEST:
        raise wrong("tekst", "Tallet er for stort til at være rigtigt.")
    if figures.exact(float(amount)) != amount:
        raise wrong("tekst", "Tallet har flere end de 15 cifre, som Excel regner med.")
    return _float(amount)


def _float(value: Any) -> float:  # noqa: ANN401 - a number of any kind
    """The number as Excel holds it; zero without a sign."""
    return float(value) or 0.0


@_answering
def fase(project: Given, when: Given, phases: Given) -> Answer:
    """The phase that the project has entered last by that day, as `figures` finds it.

    A project without any phase is told of: it may not have started, or its code be mistyped.
    """
    code = typed("projekt", Kind.KEY, project)
    if code is None:
        return ""
    last = day("dato", when)
    steps = table("faser", Phases, phases)
    # A row whose project cannot be read may be this project's.
    rows = [row["row"] for row in steps.rows if row["project"] in {code, None}]
    steps.demand((Phases.project, Phases.phase, Phases.since), rows)
    projects = {row["project"] for row in steps.rows} - {None}
    like = [known for known in projects if known.casefold() == str(code).casefold()]
    if like and code not in like:
        raise wrong("projekt", f"Mener du »{like[0]}«? Store og små bogstaver tæller.")
    if not like:
        hint = near(str(code), sorted(projects))
        sentence = f"»{short(str(code))}« står ikke i tabellen. {hint}"
        raise wrong("projekt", f"{sentence}Er koden rigtig, er projektet ikke startet.")
    entered = figures.entered(steps.read.frame, last).rows(named=True)
    return {row["project"]: row["phase"] for row in entered}.get(code) or NOT_STARTED


@_answering
def total(name: Given, accounts: Given, column: Given = None) -> Answer:
    """The sum of the column over the account or the group; a blank cell counts as nothing."""
    wanted = typed("navn", Kind.KEY, name)
    if wanted is None:
        return ""
    amounts = _column(column)
    lines = table("konti", Accounts, accounts)
    lines.demand([amounts])
    return _float(sum(lines.value(amounts, row) or 0 for row in _rows(lines, str(wanted))))


def _column(given: Given) -> Column:
    """The column of amounts of Konti with that heading, or that texts call by that word."""
    asked = str(typed("kolonne", Kind.TEXT, given) or Accounts.total.title)
    columns = {column.title.casefold(): column for column in AMOUNTS.values()} | AMOUNTS
    if found := columns.get(" ".join(asked.casefold().split())):
        return found
    titles = [column.title for column in AMOUNTS.values()]
    hint = near(asked, titles)
    sentence = f"Konti har ingen beløb i »{short(asked)}«. {hint}Vælg {', '.join(titles)}."
    raise wrong("kolonne", sentence)


def _rows(lines: Table, name: str) -> list[int]:
    """The rows of the account or the group of that name, or of the account of that number."""
    in_group = [] if name.startswith(_ACCOUNTS) else _group(lines, name.removeprefix(_GROUPS))
    account = [] if name.startswith(_GROUPS) else _account(lines, name.removeprefix(_ACCOUNTS))
    if in_group and account:
        choice = f"Skriv {_ACCOUNTS}{short(name)} eller {_GROUPS}{short(name)}."
        raise wrong("navn", f"Både en konto og en gruppe hedder »{short(name)}«. {choice}")
    if len(account) > 1:
        raise wrong("navn", f"{len(account)} konti hedder »{short(name)}«. Ret tabellen.")
    if found := in_group or account:
        return found
    lines.demand((Accounts.number, Accounts.name, Accounts.group))
    known = {row[key] for row in lines.rows for key in ("name", "group") if row[key]}
    hint = near(name.removeprefix(_GROUPS).removeprefix(_ACCOUNTS), sorted(known))
    sentence = (
        f"Ingen konto eller gruppe hedder »{short(name)}«. {hint}Skriv navnet som i tabellen."
    )
    raise wrong("navn", sentence)


def _group(lines: Table, name: str) -> list[int]:
    """The rows of that group; another row whose group cannot be read may be of it too."""
    rows = [row["row"] for row in lines.rows if row["group"] == name]
    if rows:
        lines.demand([Accounts.group], [row["row"] for row in lines.rows])
    return rows


def _account(lines: Table, name: str) -> list[int]:
    """The row of the account of that name, else of that number."""
    named = [row["row"] for row in lines.rows if row["name"] == name]
    return named or [row["row"] for row in lines.rows if str(row["number"]) == name]


@_answering
def tekst(sheets: Mapping[str, Grid], text: Given) -> Answer:
    """The text as the report will tell it, with the register's figures."""
    from digit_xl.association import doubt, names
    from digit_xl.association.rules.texts import misnamed
    from digit_xl.facts import RichText
    from digit_xl.word import markdown, plain

    written = str(typed("tekst", Kind.MARKDOWN, text) or "")
    register = doubt.withheld(_checked(sheets))
    known = names.figures(register)
    for name, words in markdown.figure_names(written):
        if message := misnamed(register, name, words):
            raise wrong("tekst", message)
        if not known[name]:
            sentence = f"»{name}« er ukendt, så længe registret har fejl. Ret dem først."
            raise wrong("tekst", sentence)
    return plain.plain(RichText(written, known))


# The register that was checked last: many cells ask for the same one, one after the other.
_LATEST: list[tuple[Mapping[str, Grid], Register]] = []


def _checked(sheets: Mapping[str, Grid]) -> Register:
    """The register that the sheets hold, with its computed columns."""
    if not _LATEST or _LATEST[0][0] is not sheets:
        _LATEST[:] = [(sheets, export.check(sheets)[0])]
    return _LATEST[0][1]
