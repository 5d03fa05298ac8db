"""What every command shares: its arguments, the foot of its help, and how a refusal is told."""

from __future__ import annotations

import gc
import os
import sys
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digit_xl.console import REFUSED, say

if TYPE_CHECKING:
    from collections.abc import Callable

TRACE = "DIGIT_XL_TRACE"  # set: a bug shows its traceback

FILES = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Text for people, or JSON for programs.",
)


def refusing(command: Callable[..., int]) -> Callable[..., None]:
    """The command with a Refusal told on stderr, and its number as the exit code."""

    @wraps(command)
    def told(*args: Any, **options: Any) -> None:  # noqa: ANN401 - whatever click hands over
        from digit_xl.findings import Refusal, system_refusal

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
            say(system_refusal(error).sentence, err=True)
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


def examples(*commands: str) -> str:
    """The foot of a help page: what to type, kept in lines as it is (click's backspace mark)."""
    return "\n  ".join(["\b\nExample:" if len(commands) == 1 else "\b\nExamples:", *commands])
