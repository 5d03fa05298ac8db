"""The commands on registers: make, check, fill, write the report."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digit_xl.cli.frame import FILES, FORMAT, examples, refusing
from digit_xl.console import DONE, FINDINGS, REFUSED, each, judge, print_json, say, tell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from digit_xl.export import Outcome
    from digit_xl.saved import Stored
    from digit_xl.targets import Target

OUTPUT = click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    show_default="beside each register",
    help="The folder to write to, or the .xlsx or .xlsm to write.",
)
IN_PLACE = click.option(
    "--in-place",
    is_flag=True,
    help="Write into the register itself, and keep what it was beside it, as "
    "`register-2019 (sikkerhedskopi).xlsx`.",
)
OPTIONS = {"pdf-slow": " Det gøres med --pdf-limit."}  # what a refusal asks for is called so here


@click.command(epilog=examples("digit-xl init register-2020.xlsx"))
@click.argument("new", type=click.Path(path_type=Path))
@refusing
def init(new: Path) -> int:
    """Make an empty register; never overwrites."""
    from digit_xl import create, output
    from digit_xl.findings import Refusal

    if new.suffix.lower() != ".xlsx":
        raise Refusal("not-xlsx", f"{new.name} skal ende på .xlsx. Vælg et andet navn.")
    say(output.new(new, create.empty()))
    return DONE


@click.command(
    epilog=examples(
        "digit-xl validate register-2019.xlsx --format json",
        "digit-xl validate register-2019.xlsx --write --in-place",
    )
)
@FILES
@FORMAT
@click.option("--write", is_flag=True, help="Write the findings to the register's sheet Kontrol.")
@OUTPUT
@IN_PLACE
@refusing
def validate(
    files: Sequence[Path], form: str, target: Path | None, *, write: bool, in_place: bool
) -> int:
    """Check registers and tell what is wrong.

    Each finding names its cell, its rule, and what to do about it. With --write they also go to
    the sheet Kontrol of `register-2019-kontrolleret.xlsx`, where the cells get a colour.

    JSON is one array of {file, sheet, cell, row, column, rule, severity, message}.
    """
    if not write:
        if target or in_place:
            raise click.UsageError("Nothing is written without --write.")
        from digit_xl import export as path

        return judge(files, form, lambda file: path.check(path.grids(file), path.pictures(file))[1])

    import datetime as dt

    from digit_xl import saved

    wanted = _wanted(files, target, "kontrolleret", in_place=in_place)
    checked: dict[Path, saved.Saved] = {}
    moment = dt.datetime.now().astimezone()

    def check(file: Path) -> Outcome:
        outcome, checked[file] = saved.check(file, moment)
        return outcome

    def store(file: Path) -> int:
        _tell(saved.store(checked[file], wanted[file]), err=True)
        return DONE

    code = judge(files, form, check)
    return max(code, each([*checked], store))


@click.command(
    epilog=examples(
        "digit-xl fill register-2019.xlsx", "digit-xl fill register-2019.xlsx --in-place"
    )
)
@FILES
@OUTPUT
@IN_PLACE
@refusing
def fill(files: Sequence[Path], target: Path | None, *, in_place: bool) -> int:
    """Put the formulas of the computed columns into every row.

    Rows that lack them get them, and formulas that somebody has typed over are put back and told
    on stderr. Nothing else changes. The register is written as `register-2019-udfyldt.xlsx`; when
    all formulas are in place, it is written only where -o says.
    """
    from digit_xl import saved

    wanted = _wanted(files, target, "udfyldt", in_place=in_place)

    def write(file: Path) -> int:
        filling, register = saved.fill(file)
        for finding in filling.findings:
            say(f"{file.name}: {finding}", err=True)
        say(f"{file.name}: {filling.told}", err=True)
        if register.changed or target:
            _tell(saved.store(register, wanted[file]))
        return FINDINGS if filling.failed else DONE

    return each(files, write)


def _tell(stored: Stored, *, err: bool = False) -> None:
    """Print where the register went, and on stderr where what stood there is kept."""
    say(stored.path, err=err)
    if stored.backup:
        said = f"{stored.path.name}: Den tidligere udgave er gemt som »{stored.backup.name}«."
        say(said, err=True)


def _wanted(
    files: Sequence[Path], target: Path | None, word: str, *, in_place: bool
) -> dict[Path, Path]:
    """Where each register goes."""
    from digit_xl import targets

    if target and in_place:
        raise click.UsageError("Write in place, or to what -o names: not both.")
    if target and len(files) > 1 and targets.is_register(target):
        raise click.UsageError("One file cannot hold several registers: name a folder with -o.")
    return {file: file for file in files} if in_place else targets.registers(files, target, word)


@click.command(
    epilog=examples(
        "digit-xl export register-2019.xlsx",
        "digit-xl export register-2019.xlsx --pdf",
        "digit-xl export register-2019.xlsx -o reports/ --template our-template.docx",
        "digit-xl export register-2019.xlsx --draft",
    )
)
@FILES
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    show_default="beside each register",
    help="The folder to write to, or the .docx or .pdf to write.",
)
@click.option(
    "--template",
    type=click.Path(path_type=Path),
    help="Another Word template than the one that comes with digit-xl.",
)
@click.option(
    "--pdf",
    is_flag=True,
    help="Write a PDF beside each report, made by LibreOffice, or by Word on Windows.",
)
@click.option(
    "--pdf-limit",
    "seconds",
    type=click.IntRange(1, 86400),
    metavar="SECONDS",
    show_default="60, and 30 for each report",
    help="How long the PDFs may take altogether.",
)
@click.option(
    "--draft",
    is_flag=True,
    help="Write `register-2019-udkast.docx` instead, whatever is wrong: marked UDKAST on every "
    "page, each finding a Word comment where its cell is shown.",
)
@refusing
def export(
    files: Sequence[Path],
    target: Path | None,
    template: Path | None,
    seconds: int | None,
    *,
    pdf: bool,
    draft: bool,
) -> int:
    """Write each register's annual report in Word, and as a PDF.

    The report of `register-2019.xlsx` is `register-2019.docx`; `-o` with a .pdf writes that alone.
    Pictures are looked up in the folder `billeder` beside the register. Findings are told on
    stderr. A register with an error gets no report, and an older report stays as it is; with
    --draft it gets a draft, and the exit code is 1 all the same.
    """
    from digit_xl import export as path
    from digit_xl import output, targets

    if target and len(files) > 1 and targets.is_report(target):
        raise click.UsageError("One file cannot hold several reports: name a folder with -o.")
    wanted = targets.targets(files, target, template, pdf=pdf, draft=draft)
    form = path.template(template)
    waiting: dict[Path, bytes] = {}  # one start of LibreOffice prints them all

    def write(file: Path) -> int:
        outcome = path.export(path.grids(file), form, path.pictures(file), draft=draft)
        tell(file, outcome, err=True)
        if outcome.document is None:
            say(f"{file.name}: Rapporten er ikke skrevet. Ret fejlene først.", err=True)
            return FINDINGS
        docx = wanted[file].docx
        if wanted[file].pdf or not docx:
            waiting[file] = outcome.document
        else:
            say(output.write(docx, outcome.document))
        if outcome.failed:
            say(f"{file.name}: Ret fejlene, før rapporten kan udgives.", err=True)
        return FINDINGS if outcome.failed else DONE

    code = each(files, write)
    return max(code, _publish(waiting, wanted, seconds)) if waiting else code


@click.command(epilog=examples("digit-xl schema --format json"))
@FORMAT
@refusing
def schema(form: str) -> int:
    """Tell every sheet, column and rule.

    Columns are told with type, whether required, and allowed values.
    """
    from digit_xl import describe

    if form == "json":
        print_json(describe.data())
    else:
        click.echo(describe.text())
    return DONE


def _publish(
    reports: Mapping[Path, bytes], wanted: Mapping[Path, Target], seconds: int | None
) -> int:
    """Write the reports and their PDFs; a reason for which there is no PDF is told once."""
    from digit_xl import export as path
    from digit_xl import output
    from digit_xl.findings import Refusal

    if sys.stderr.isatty():
        click.echo("Laver PDF …", err=True)
    published = dict(zip(reports, path.publish([*reports.values()], seconds), strict=True))
    missing: dict[str, list[str]] = {}

    def write(file: Path) -> int:
        report, target = published[file], wanted[file]
        if target.docx:
            say(output.write(target.docx, report.document))
        if isinstance(report.pdf, Refusal):
            sentence = report.pdf.sentence + OPTIONS.get(report.pdf.code, "")
            missing.setdefault(sentence, []).append(file.name)
            return REFUSED
        if target.pdf:
            say(output.write(target.pdf, report.pdf))
        return DONE

    code = each([*published], write)
    for sentence, names in missing.items():
        say(f"{', '.join(names)}: {sentence}", err=True)
    return code
