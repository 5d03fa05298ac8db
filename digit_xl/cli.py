"""The server's door: the commands of `digit-xl`.

Only click is imported at the top, for `--help` must not wait for anything else.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from digit_xl import __version__
from digit_xl.console import DONE, FINDINGS, REFUSED, each, judge, print_json, say, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from digit_xl.targets import Target

TRACE = "DIGIT_XL_TRACE"  # set: a bug shows its traceback
PDF_SECONDS, PDF_SECONDS_EACH = 60, 30  # a report takes one or two; a busy server much longer

OPTIONS = {"pdf-slow": " Det gøres med --pdf-limit."}  # what a refusal asks for is called so here
FILES = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Text for people, or JSON for programs.",
)


def _refusing(command: Callable[..., int]) -> Callable[..., None]:
    """The command with a Refusal told on stderr, and its number as the exit code."""

    @wraps(command)
    def told(*args: Any, **options: Any) -> None:  # noqa: ANN401 - whatever click hands over
        from digit_xl.findings import Refusal

        # A run is short and its imports make many objects that stay: Python's default, to look
        # for garbage after every 700 of them, costs a twelfth of a cold export.
        gc.set_threshold(1_000_000)
        try:
            code = command(*args, **options)
        except Refusal as refusal:
            say(refusal.sentence, err=True)
            code = REFUSED
        except (click.ClickException, BrokenPipeError):
            raise
        except OSError as error:
            click.echo(
                f"Systemet kan ikke læse eller skrive ({error.strerror}). "
                "Kontrollér rettighederne og pladsen på disken.",
                err=True,
            )
            code = REFUSED
        except Exception as error:
            if os.environ.get(TRACE):
                raise
            click.echo(
                f"Der er en fejl i digit-xl ({type(error).__name__}). Meld den til den, der "
                f"passer programmet; med {TRACE}=1 i miljøet vises, hvor den opstod.",
                err=True,
            )
            code = REFUSED
        sys.exit(code)

    return told


def _examples(*commands: str) -> str:
    """The foot of a help page: what to type, kept in lines as it is (click's backspace mark)."""
    return "\n  ".join(["\b\nExample:" if len(commands) == 1 else "\b\nExamples:", *commands])


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=_examples("digit-xl export workbooks/digit-2019.xlsx -o reports/")
    + "\n\nExit codes: 0 done, 1 findings that are errors, 2 wrong usage, 3 refused.",
)
@click.version_option(__version__, prog_name="digit-xl")
def main() -> None:
    """Check a register workbook and write the Word annual report from it."""


@main.command(epilog=_examples("digit-xl init register-2020.xlsx"))
@click.argument("new", type=click.Path(path_type=Path))
@_refusing
def init(new: Path) -> int:
    """Make an empty register; never overwrites."""
    from digit_xl import create, output
    from digit_xl.findings import Refusal

    if new.suffix.lower() != ".xlsx":
        raise Refusal("not-xlsx", f"{new.name} skal ende på .xlsx. Vælg et andet navn.")
    say(output.new(new, create.empty()))
    return DONE


@main.command(epilog=_examples("digit-xl validate register-2019.xlsx --format json"))
@FILES
@FORMAT
@_refusing
def validate(files: Sequence[Path], form: str) -> int:
    """Check registers and tell what is wrong.

    Each finding names its cell, its rule, and what to do about it.

    JSON is one array of {file, sheet, cell, row, column, rule, severity, message}.
    """
    from digit_xl import export as path

    return judge(files, form, lambda file: path.check(path.grids(file), path.pictures(file))[1])


@main.command(
    epilog=_examples(
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
@_refusing
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


@main.command(epilog=_examples("digit-xl schema --format json"))
@FORMAT
@_refusing
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


def _list_rules(context: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's own form
    """Print the rules on documents and end."""
    from digit_xl import accessibility as path

    if wanted:
        for rule in path.rules():
            click.echo(f"{rule.id} {rule.severity.value}: {rule.about}")
        context.exit()


@main.command(epilog=_examples("digit-xl accessibility register-2019.docx --format json"))
@FILES
@FORMAT
@click.option(
    "--rules",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list_rules,
    help="List the rules and exit.",
)
@_refusing
def accessibility(files: Sequence[Path], form: str) -> int:
    """Tell what in a Word document shuts readers out.

    Headings, tables, alternative texts, contrast, language, links and lists are judged after
    WCAG 2.1 AA; each finding names its rule, its place, and what to do about it in Word.

    JSON is one array of {file, rule, severity, place, message}; place is null for the document as
    a whole.
    """
    from digit_xl import accessibility as path

    return judge(files, form, path.check)


def _publish(
    reports: Mapping[Path, bytes], wanted: Mapping[Path, Target], seconds: int | None
) -> int:
    """Write the reports and their PDFs; a reason for which there is no PDF is told once."""
    from digit_xl import export as path
    from digit_xl import output
    from digit_xl.findings import Refusal

    if sys.stderr.isatty():
        click.echo("Laver PDF …", err=True)
    limit = seconds or PDF_SECONDS + PDF_SECONDS_EACH * len(reports)
    published = dict(zip(reports, path.publish([*reports.values()], limit), strict=True))
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


def run() -> NoReturn:
    """Run the command line, and end the process at once.

    Python would spend a fifth of a cold export on taking its modules apart; by then every file
    is closed and synced, and nothing waits for an exit handler.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A file or pipe gets UTF-8 whatever the system's own code page is; a terminal keeps
            # its own, which may lack a sign such as the minus.
            coding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=coding, errors="replace")
    code: object = DONE
    try:
        main()
    except SystemExit as end:
        code = end.code
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except BrokenPipeError:  # whoever read our output has gone
            code = code or DONE
        except OSError:
            code = REFUSED  # nobody could be told
    os._exit(code if isinstance(code, int) else DONE if code is None else REFUSED)


if __name__ == "__main__":
    run()
