"""The command that brings a report up to date with its register."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from digit_xl.cli.frame import FORMAT, examples, refusing
from digit_xl.console import DONE, FINDINGS, print_json, say, tell

if TYPE_CHECKING:
    from digit_xl.refreshing import Refreshed


class Asked(TypedDict):
    """What the options of the command say."""

    target: Path | None
    template: Path | None
    in_place: bool
    dry_run: bool
    force: bool


@click.command(
    epilog=examples(
        "digit-xl refresh register-2019.docx register-2019.xlsx --dry-run",
        "digit-xl refresh register-2019.docx register-2019.xlsx",
        "digit-xl refresh register-2019.docx register-2019.xlsx --in-place",
    )
)
@click.argument("report", type=click.Path(path_type=Path))
@click.argument("register", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    show_default="beside the report, `register-2019-opdateret.docx`",
    help="The .docx to write, which must not be there yet.",
)
@click.option(
    "--template",
    type=click.Path(path_type=Path),
    help="The Word template that the report was written with, if not the one of digit-xl.",
)
@click.option(
    "--in-place",
    is_flag=True,
    help="Write into the report itself, and keep what it was beside it, as "
    "`register-2019 (sikkerhedskopi).docx`.",
)
@click.option("--dry-run", is_flag=True, help="Tell what would change, and write nothing.")
@click.option(
    "--force",
    is_flag=True,
    help="Also from the register of another year or association, or with another template.",
)
@FORMAT
@refusing
def refresh(report: Path, register: Path, form: str, **asked: Unpack[Asked]) -> int:
    """Bring the register's figures and texts into a report that somebody has worked in.

    Figures, tables, plans and charts are the register's. A text that was changed in Word alone
    stays; where the register has changed too, it stays and gets a comment with the register's text.
    All that stands outside the controls is untouched. Told is what changed, with old and new.

    JSON is one array of {kind, name, place, old, new, note}.
    """
    from digit_xl import export, refreshing

    target, in_place = asked["target"], asked["in_place"]
    if target and in_place:
        raise click.UsageError("Write in place, or to what -o names: not both.")
    if target and target.suffix.lower() != report.suffix.lower():
        raise click.UsageError(f"The report is a {report.suffix}: name one with -o.")
    older, design = refreshing.read(report), export.template(asked["template"])
    sheets, pictures = export.grids(register), export.pictures(register)
    done = refreshing.refresh(older, sheets, design, pictures, force=asked["force"])
    tell(register, export.Outcome(done.findings), err=True)
    if done.document is None:
        say(f"{report.name}: Rapporten er ikke opdateret. Ret fejlene først.", err=True)
        return FINDINGS
    _tell(report, done, form)
    if not asked["dry_run"] and (done.document != older or target):
        place = None if in_place else target or refreshing.beside(report)
        say(refreshing.store(report, older, done.document, place), err=form == "json")
    return DONE


def _tell(report: Path, done: Refreshed, form: str) -> None:
    """Print what changed, a line each."""
    if form == "json":
        print_json([change.as_data for change in done.changes])
        return
    for change in done.changes:
        say(f"{report.name}: {change}")
    if not done.changes:
        say(f"{report.name}: Rapporten siger allerede det, registret siger.")
