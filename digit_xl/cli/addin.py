"""The commands of `digit-xl addin`."""

from __future__ import annotations

from pathlib import Path

import click

from digit_xl.cli.frame import examples, refusing
from digit_xl.console import DONE, say


@click.group(epilog=examples("digit-xl addin build -o digit-xl.xlam"))
def addin() -> None:
    """Build Excel's add-in with the ribbon tab Årsrapport."""


@addin.command(epilog=examples("digit-xl addin build -o digit-xl.xlam"))
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("digit-xl.xlam"),
    show_default=True,
    help="The .xlam to write; an older one is replaced.",
)
@refusing
def build(target: Path) -> int:
    """Write the add-in as a file; needs no Excel.

    The same version writes the same bytes.
    """
    from digit_xl import output
    from digit_xl.addin import build as addins
    from digit_xl.findings import Refusal

    if target.suffix.lower() != ".xlam":
        raise Refusal("not-xlam", f"{target.name} skal ende på .xlam. Vælg et andet navn.")
    say(output.write(target, addins.xlam()))
    return DONE
