"""The commands on Word documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from digit_xl.cli.frame import FILES, FORMAT, examples, refusing
from digit_xl.console import judge

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def _list_rules(context: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's own form
    """Print the rules on documents and end."""
    from digit_xl import accessibility as path

    if wanted:
        for rule in path.rules():
            click.echo(f"{rule.id} {rule.severity.value}: {rule.about}")
        context.exit()


@click.command(epilog=examples("digit-xl accessibility register-2019.docx --format json"))
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
@refusing
def accessibility(files: Sequence[Path], form: str) -> int:
    """Tell what in a Word document shuts readers out.

    Headings, tables, alternative texts, contrast, language, links and lists are judged after
    WCAG 2.1 AA; each finding names its rule, its place, and what to do about it in Word.

    JSON is one array of {file, rule, severity, place, message}; place is null for the document as
    a whole.
    """
    from digit_xl import accessibility as path

    return judge(files, form, path.check)
