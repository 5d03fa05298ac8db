"""What differs between two reports, or between the reports that two registers would give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from digit_xl.findings import Refusal, printable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from digit_xl.word.ledger.standing import Report
    from digit_xl.word.refresh.told import Change

_REPORTS, _REGISTERS = frozenset({".docx"}), frozenset({".xlsx", ".xlsm"})
_HEADINGS: Final = ("", "Navn", "Sted", "Før", "Nu")
_PAGE: Final = """\
<!DOCTYPE html>
<html lang="da">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 16px/1.4 Calibri, Carlito, sans-serif; margin: 2rem; color: #1f2a30 }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ border-bottom: 1px solid #c9d1d5; padding: .4rem .6rem }}
th, td {{ text-align: left; vertical-align: top }}
td {{ white-space: pre-wrap; overflow-wrap: anywhere }}
</style>
<h1>{title}</h1>
<p>{count}</p>
{table}
</html>
"""


def compare(old: Path, new: Path) -> tuple[Change, ...]:
    """Each figure and text that differs, by its name and its place in the newer one.

    The files are two reports, or two registers. Of registers the reports are compared that they
    give in the template of digit_xl, with what is certain of one that has errors.

    Raises:
        Refusal: a file cannot be read, they are of two kinds, or a document has no controls of a
            report.
    """
    from digit_xl.word.refresh import differences

    kinds = {old.suffix.lower(), new.suffix.lower()}
    if kinds <= _REPORTS:
        states = [_report(path) for path in (old, new)]
    elif kinds <= _REGISTERS:
        states = [_register(path) for path in (old, new)]
    else:
        raise Refusal(
            "diff-kinds",
            f"{old.name} og {new.name} kan ikke sammenlignes: Vælg to rapporter (.docx) eller to "
            "registre (.xlsx, .xlsm).",
        )
    return tuple(differences.between(*map(differences.shown, states)))


def page(old: Path, new: Path, changes: Sequence[Change]) -> str:
    """The differences as a page of HTML that needs nothing else."""
    from html import escape

    title = escape(printable(f"{old.name} og {new.name}"))
    rows = [
        (change.kind.value, change.name, change.place, change.old, change.new) for change in changes
    ]
    lines = [
        "<tr>" + "".join(f"<td>{escape(printable(cell))}</td>" for cell in row) + "</tr>"
        for row in rows
    ]
    head = "".join(f'<th scope="col">{heading}</th>' for heading in _HEADINGS)
    table = "\n".join((f"<table>\n<tr>{head}</tr>", *lines, "</table>")) if lines else ""
    return _PAGE.format(title=title, count=counted(changes), table=table)


def counted(changes: Sequence[Change]) -> str:
    """How many differences there are, in a sentence."""
    if not changes:
        return "Der er ingen forskelle."
    return f"{len(changes)} forskel." if len(changes) == 1 else f"{len(changes)} forskelle."


def _report(path: Path) -> Report:
    """The report as it stands.

    Raises:
        Refusal: the file cannot be read, or is no report of digit_xl's.
    """
    from digit_xl.book import guard
    from digit_xl.word import package
    from digit_xl.word.ledger.standing import standing

    found = standing(package.opened(guard.read(path, guard.Kind.DOCUMENT), "document"))
    if not found.controls:
        raise Refusal(
            "report-untagged",
            f"{path.name} har ingen af rapportens felter: Den er ikke skrevet af digit-xl, eller "
            "den har været gemt i et andet program end Word. Vælg en anden udgave af den.",
        )
    return found


def _register(path: Path) -> Report:
    """The report that the register gives."""
    from digit_xl import export, tieout
    from digit_xl.word import package
    from digit_xl.word.fill import fill
    from digit_xl.word.ledger.standing import standing

    known = tieout.register(path)
    document = fill(export.template(None), known.facts, known.properties, known.origin)
    return standing(package.opened(document, "document"))
