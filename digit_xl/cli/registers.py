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

    from digit_xl.targets import Target

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


@click.command(epilog=examples("digit-xl validate register-2019.xlsx --format json"))
@FILES
@FORMAT
@refusing
def validate(files: Sequence[Path], form: str) -> int:
    """Check registers and tell what is wrong.

    Each finding names its cell, its rule, and what to do about it.

    JSON is one array of {file, sheet, cell, row, column, rule, severity, message}.
    """
    from digit_xl import export as path

    return judge(files, form, lambda file: path.check(path.grids(file), path.pictures(file))[1])


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
