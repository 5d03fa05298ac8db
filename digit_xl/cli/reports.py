"""The commands on reports that were written: tie out, trace, compare, freeze."""

from __future__ import annotations

from pathlib import Path

import click

from digit_xl.cli.frame import FORMAT, examples, refusing
from digit_xl.console import DONE, FINDINGS, judge, print_json, say

REPORT = click.argument("report", type=click.Path(path_type=Path))
OPTIONS = {"register-other": " Med --force afstemmes de alligevel."}  # what a refusal may offer


def _list_rules(context: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's own form
    """Print the rules of a tie-out and end."""
    from digit_xl import tieout

    if wanted:
        for rule in tieout.rules():
            click.echo(f"{rule.id} {rule.severity.value}: {rule.about}")
        context.exit()


@click.command(
    epilog=examples(
        "digit-xl check register-2019.docx register-2019.xlsx",
        "digit-xl check register-2019.docx register-2019.xlsx -o checked.docx",
        "digit-xl check register-2019.pdf register-2019.xlsx --format json",
    )
)
@REPORT
@click.argument("register", type=click.Path(path_type=Path))
@FORMAT
@click.option(
    "-o",
    "--output",
    "copy",
    type=click.Path(path_type=Path),
    help="Write a copy of the Word report, with a comment at each thing that does not tie.",
)
@click.option(
    "--template",
    type=click.Path(path_type=Path),
    help="The Word template of a PDF's report, if it is not the one that comes with digit-xl.",
)
@click.option("--force", "forced", is_flag=True, help="Also hold it against another register.")
@click.option(
    "--rules",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list_rules,
    help="List the rules and exit.",
)
@refusing
def check(
    report: Path,
    register: Path,
    form: str,
    copy: Path | None,
    template: Path | None,
    *,
    forced: bool,
) -> int:
    """Tie a report out: hold each figure in it against the register.

    Told are figures that are stale, typed over, deleted, rounded otherwise or with their sign
    turned, sums that do not add up as printed, and amounts in free text, with the cell that they
    are from or without source. Of a PDF, only its text is held against the report that the
    register gives now.

    JSON is one array of {file, rule, severity, place, name, cells, text, written, register,
    message}; place is null for the report as a whole.
    """
    from digit_xl import output, targets, tieout
    from digit_xl.findings import Refusal

    kept: list[tieout.Verdict] = []
    if copy is not None:
        if copy.suffix.lower() != ".docx":
            raise click.UsageError("The copy with comments is a Word document: name a .docx.")
        targets.keep_apart({report: [copy]}, (report, register))

    def held(file: Path) -> tieout.Verdict:
        try:
            kept.append(tieout.check(file, register, template=template, forced=forced))
        except Refusal as refusal:
            more = OPTIONS.get(refusal.code, "")
            raise Refusal(refusal.code, refusal.sentence + more) from refusal
        return kept[0]

    code = judge([report], form, held)
    for verdict in kept:
        if form == "text":
            say(f"{report.name}: {_counted(verdict.figures)} er holdt op mod {register.name}.")
        if copy is not None:
            say(output.write(copy, tieout.marked(verdict)), err=form == "json")
    return code


def _counted(figures: int) -> str:
    return "1 tal" if figures == 1 else f"{figures} tal"


@click.command(
    epilog=examples(
        "digit-xl trace register-2019.docx",
        'digit-xl trace register-2019.docx "-322.748,08"',
        "digit-xl trace register-2019.docx regnskab.resultat",
        "digit-xl trace register-2019.docx --cell Konti!F10",
    ),
    context_settings={"ignore_unknown_options": True},  # an amount may begin with a minus
)
@REPORT
@click.argument("asked", metavar="[TEXT-OR-NAME]", required=False)
@click.option("--cell", metavar="CELL", help="Tell where the report shows that cell or range.")
@FORMAT
@refusing
def trace(report: Path, asked: str | None, cell: str | None, form: str) -> int:
    """Tell which cells a figure of a report comes from, or where it shows a cell.

    The report itself knows; no register is needed. Without more, all figures are told. An amount is
    found however it is typed. What somebody has typed over since is told so. The exit code is 1
    when nothing is found.

    JSON is {made_by, register, identity, found}, found an array of {text, written, changed, name,
    format, kind, value, cells, sum, records, place}.
    """
    from digit_xl import tracing

    told = tracing.trace(report, asked, cell)
    if form == "json":
        origin = told.ledger.origin
        print_json(
            {
                "made_by": told.ledger.made_by,
                "register": origin.register,
                "identity": [*origin.identity],
                "found": [one.told for one in told.found],
            }
        )
    else:
        for one in told.found:
            say(one)
        if not told.found:
            meant = f" Mente du »{told.near}«?" if told.near else ""
            say(f"{report.name}: Rapporten viser ikke »{asked or cell}«.{meant}")
        say(told.origin)
    return DONE if told.found else FINDINGS


@click.command(
    epilog=examples(
        "digit-xl diff report-before.docx report-now.docx",
        "digit-xl diff register-2018.xlsx register-2019.xlsx --html differences.html",
    )
)
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@FORMAT
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write the differences as a page of HTML; an older one is replaced.",
)
@refusing
def diff(old: Path, new: Path, form: str, html: Path | None) -> int:
    """Tell which figures and texts differ between two reports, or two registers.

    Each is told with its name, its place, and what it was and is. The exit code is 1 when anything
    differs.

    JSON is one array of {kind, name, place, old, new, note}.
    """
    from digit_xl import comparing, output, targets

    if html is not None:
        if html.suffix.lower() not in {".html", ".htm"}:
            raise click.UsageError("The page is HTML: name an .html.")
        targets.keep_apart({old: [html]}, (old, new))
    changes = comparing.compare(old, new)
    if form == "json":
        print_json([change.as_data for change in changes])
    else:
        for change in changes:
            say(change)
        say(comparing.counted(changes))
    if html is not None:
        page = comparing.page(old, new, changes).encode()
        say(output.write(html, page), err=form == "json")
    return FINDINGS if changes else DONE


@click.command(
    epilog=examples(
        "digit-xl freeze register-2019.docx -o annual-report-2019.docx",
        "digit-xl freeze register-2019.docx --register register-2019.xlsx -o final.docx",
    )
)
@REPORT
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The .docx to write, which must not be there yet.",
)
@click.option(
    "--register",
    type=click.Path(path_type=Path),
    help="Tie the report out against this register first, as `digit-xl check` does.",
)
@click.option("--force", "forced", is_flag=True, help="Also write a report that does not tie.")
@refusing
def freeze(report: Path, target: Path, register: Path | None, *, forced: bool) -> int:
    """Make a report ready to be published.

    Its controls, its ledger, its comments and whoever worked in it are taken out; it looks the
    same. A report in which a figure was typed over, or which does not tie with the register, is
    told so and not written.
    """
    from digit_xl import freezing, output, targets

    if target.suffix.lower() != ".docx":
        raise click.UsageError("The report is a Word document: name a .docx.")
    targets.keep_apart({report: [target]}, [report, *([register] if register else [])])
    done = freezing.freeze(report, register, forced=forced)
    for line in done.told:
        say(f"{report.name}: {line}", err=True)
    if done.document is None:
        say(
            f"{report.name}: Rapporten stemmer ikke og er ikke skrevet. Ret den eller registret, "
            "eller brug --force.",
            err=True,
        )
        return FINDINGS
    say(output.new(target, done.document))
    return DONE
