"""The server's door: the commands of `digit-xl`.

Only click is imported at the top, for `--help` must not wait for anything else.
"""

from __future__ import annotations

import io
import os
import sys
from typing import NoReturn

import click

from digit_xl import __version__
from digit_xl.cli import addin, documents, registers, reports, templates
from digit_xl.cli import refresh as refreshing
from digit_xl.cli.frame import TRACE, examples
from digit_xl.console import DONE, REFUSED

__all__ = ["TRACE", "main", "run"]


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=examples("digit-xl export workbooks/digit-2019.xlsx -o reports/")
    + "\n\nExit codes: 0 done, 1 findings that are errors, 2 wrong usage, 3 refused.",
)
@click.version_option(__version__, prog_name="digit-xl")
def main() -> None:
    """Check a register workbook and write the Word annual report from it."""


for command in (
    registers.init,
    registers.validate,
    registers.fill,
    registers.export,
    registers.schema,
    documents.accessibility,
    reports.check,
    reports.trace,
    reports.diff,
    reports.freeze,
    refreshing.refresh,
    templates.template,
    addin.addin,
):
    main.add_command(command)


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
