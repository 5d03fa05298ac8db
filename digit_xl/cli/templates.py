"""The commands on templates: what they can name, what is wrong with one, one from a draft."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from digit_xl.cli.frame import FORMAT, examples, refusing
from digit_xl.console import DONE, FINDINGS, judge, print_json, say

if TYPE_CHECKING:
    from digit_xl.word.templates.problems import Verdict

_A_PATH = click.Path(path_type=Path)


@click.group()
def template() -> None:
    """Make a template: its fields, what is wrong with it, and one from a draft."""


@template.command(
    epilog=examples(
        "digit-xl template fields",
        "digit-xl template fields register-2019.xlsx -o felter.docx",
    )
)
@click.argument("register", required=False, type=_A_PATH)
@FORMAT
@click.option(
    "-o",
    "--output",
    "target",
    type=_A_PATH,
    help="The .docx to write, with a ready-made control for each name, to copy from.",
)
@refusing
def fields(register: Path | None, form: str, target: Path | None) -> int:
    """Tell every name that a template can use.

    Each with its kind, what it is, and an example: from a made-up register, or from your own.

    JSON is one array of {group, name, kind, about, example, formats, fields}; fields are those of
    the records of a repeat, else null.
    """
    from digit_xl import output, targets, templating
    from digit_xl.word.templates import fields as told

    catalogue = templating.catalogue(register)
    if target:
        targets.document(target, [register] if register else [])
        say(output.write(target, templating.ready_made(catalogue)))
    elif form == "json":
        print_json(told.data(catalogue))
    else:
        click.echo(told.text(catalogue))
    return DONE


@template.command(
    epilog=examples(
        "digit-xl template check our-template.docx",
        "digit-xl template check our-template.docx -o our-template-kommenteret.docx",
    )
)
@click.argument("file", metavar="TEMPLATE", type=_A_PATH)
@FORMAT
@click.option(
    "--register",
    type=_A_PATH,
    help="Take no account or group for known but those of this register.",
)
@click.option(
    "-o",
    "--output",
    "target",
    type=_A_PATH,
    help="The .docx to write: a copy with each finding as a Word comment.",
)
@refusing
def check(file: Path, form: str, register: Path | None, target: Path | None) -> int:
    """Tell all that is wrong with a template.

    Unknown names, wrong kinds and formats, broken repeats, and what an annual report should show
    and this one does not; each with its place and what to do about it.

    JSON is one array of {file, rule, severity, place, message}; place is null for the template as
    a whole.
    """
    from digit_xl import output, targets, templating

    if target:
        targets.document(target, [file, *([register] if register else [])])
    copies = []

    def verdict(path: Path) -> Verdict:
        found = templating.check(path, register, comment=target is not None)
        copies.append(found.document)
        return found

    code = judge([file], form, verdict)
    for copy in copies:
        if target and copy:
            say(output.write(target, copy), err=True)
    return code


@template.command(epilog=examples("digit-xl template adopt draft.docx -o our-template.docx"))
@click.argument("draft", type=_A_PATH)
@click.option(
    "-o", "--output", "target", type=_A_PATH, required=True, help="The .docx template to write."
)
@refusing
def adopt(draft: Path, target: Path) -> int:
    """Make a template from a document with names in braces.

    {{forening.navn}} and {{forening.udgivet|kort}} become controls for a value;
    {{#medlemmer}} … {{/medlemmer}} around paragraphs or table rows a repeat; {{?noter}} …
    {{/noter}} a condition. The text keeps its look. What cannot be understood is told with its
    place on stderr, and then nothing is written.
    """
    from digit_xl import output, targets, templating

    targets.document(target, [draft])
    found = templating.adopt(draft)
    for problem in found.findings:
        say(f"{draft.name}: {problem}", err=True)
    if found.document is None:
        say(f"{draft.name}: Skabelonen er ikke skrevet. Ret det i udkastet først.", err=True)
        return FINDINGS
    say(output.write(target, found.document))
    return DONE
