"""The commands of `digit-xl addin`."""

from __future__ import annotations

from pathlib import Path

import click


@click.group()
def addin() -> None:
    """Build Excel's add-in with the ribbon tab Årsrapport."""


@addin.command()
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("digit-xl.xlam"),
    show_default=True,
    help="The .xlam to write; an older one is replaced.",
)
def build(target: Path) -> int:
    """Write the add-in as a file; needs no Excel.

    The same version writes the same bytes.
    """
    from digit_xl import output
    from digit_xl.addin import build as addins
    from digit_xl.console import DONE, say
    from digit_xl.findings import Refusal

    if target.suffix.lower() != ".xlam":
        raise Refusal("not-xlam", f"{target.name} skal ende på .xlam. Vælg et andet navn.")
    say(output.write(target, addins.xlam()))
    return DONE
