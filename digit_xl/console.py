"""What the commands print: findings as text or JSON, and refusals; never what a terminal obeys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import TypeAlias

    from digit_xl import accessibility, tieout
    from digit_xl.export import Outcome
    from digit_xl.findings import Finding
    from digit_xl.word.accessibility import Barrier
    from digit_xl.word.templates import problems
    from digit_xl.word.tieout.untied import Untied

    Judged: TypeAlias = Outcome | accessibility.Verdict | problems.Verdict | tieout.Verdict

DONE, FINDINGS, USAGE, REFUSED = 0, 1, 2, 3  # exit codes


def say(text: object, *, err: bool = False) -> None:
    """Print one line; a file's name or a cell may hold signs that would clear the screen."""
    from digit_xl.findings import printable

    click.echo(printable(str(text)), err=err)


def judge(files: Sequence[Path], form: str, judge: Callable[[Path], Judged]) -> int:
    """The gravest exit code of the files, with what is amiss in each told on stdout."""
    told: list[dict[str, object]] = []

    def check(file: Path) -> int:
        outcome = judge(file)
        if form == "json":
            told.extend(_as_data(file, finding) for finding in outcome.findings)
        else:
            tell(file, outcome, err=False)
        return FINDINGS if outcome.failed else DONE

    code = each(files, check)
    if form == "json":
        print_json(told)
    return code


def each(files: Sequence[Path], job: Callable[[Path], int]) -> int:
    """The gravest exit code of the job on each file; a refused file does not stop the others."""
    from digit_xl.findings import Refusal

    code = DONE
    for file in files:
        try:
            code = max(code, job(file))
        except Refusal as refusal:
            named = file.name in refusal.sentence
            say(refusal.sentence if named else f"{file.name}: {refusal.sentence}", err=True)
            code = REFUSED
    return code


def tell(file: Path, outcome: Judged, *, err: bool) -> None:
    """Print the findings, a line each, and how many there are of each severity."""
    from digit_xl.findings import counted

    for finding in outcome.findings:
        say(f"{file.name}: {finding}", err=err)
    say(f"{file.name}: {counted(outcome.findings) or 'Ingen fejl.'}", err=err)


def _as_data(
    file: Path, finding: Finding | Barrier | problems.Problem | Untied
) -> dict[str, object]:
    """The finding as JSON tells it; row is null for a whole sheet."""
    from digit_xl.findings import Finding

    if not isinstance(finding, Finding):
        return {"file": str(file), **finding.told}
    place = finding.place
    return {
        "file": str(file),
        "sheet": place.sheet,
        "cell": place.cell or None,
        "row": place.row or None,
        "column": place.heading or None,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
    }


def print_json(told: object) -> None:
    """Print it as JSON, in letters as they are."""
    import json

    click.echo(json.dumps(told, ensure_ascii=False, indent=2))
