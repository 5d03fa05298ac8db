"""The commands of `digit-xl addin`."""

from __future__ import annotations

from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digit_xl.cli.frame import FORMAT, examples, refusing
from digit_xl.console import DONE, FINDINGS, print_json, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from digit_xl.addin.places import Places

_OPTIONS = (
    click.option(
        "--system",
        "system",
        type=click.Choice(["windows", "macos"]),
        show_default="this machine's",
        help="The system of the profile.",
    ),
    click.option(
        "--profile",
        type=click.Path(path_type=Path, file_okay=False),
        show_default="your own",
        help="The user's folder, such as C:\\Users\\NAME or /Users/NAME.",
    ),
    click.option(
        "--addins",
        type=click.Path(path_type=Path, file_okay=False),
        show_default="the one from which Excel opens all at its start",
        help="The folder of the add-in.",
    ),
    click.option(
        "--config",
        type=click.Path(path_type=Path, dir_okay=False),
        show_default="where Excel looks for it",
        help="The file of the add-in's settings; Excel reads none elsewhere.",
    ),
)


def _placed(command: Callable[..., int]) -> Callable[..., int]:
    """The command with the options that say whose Excel is meant, given to it as `places`."""

    @wraps(command)
    def given(
        *,
        system: str | None,
        profile: Path | None,
        addins: Path | None,
        config: Path | None,
        **options: Any,  # noqa: ANN401 - whatever click hands over
    ) -> int:
        from digit_xl.addin import places

        wanted = places.System(system) if system else None
        if wanted and wanted is not places.here() and profile is None:
            raise click.UsageError("The profile of another system must be named with --profile.")
        return command(places.find(wanted, profile).moved(addins, config), **options)

    for option in reversed(_OPTIONS):
        given = option(given)
    return given


@click.group(epilog=examples("digit-xl addin install", "digit-xl addin status"))
def addin() -> None:
    """Put the ribbon tab Årsrapport into Excel."""


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


@addin.command(
    epilog=examples(
        "digit-xl addin install",
        "digit-xl addin install --profile C:\\Users\\Default "
        "--interpreter C:\\digit-xl\\.venv\\Scripts\\python.exe",
    )
)
@refusing
@_placed
@click.option(
    "--interpreter",
    "python",
    show_default="the one that runs this",
    help="The Python that the buttons start, by its whole path.",
)
def install(places: Places, python: str | None) -> int:
    """Put the add-in into Excel, for this user.

    Excel opens it whenever it starts. It is told to start the Python of this environment. To
    update, close Excel, install the new digit-xl and run this again.
    """
    from digit_xl.addin import build as addins
    from digit_xl.addin import installing, interpreter

    for path in installing.install(places, addins.xlam(), python or interpreter.ours()):
        say(path)
    say(
        "Luk Excel helt, og åbn det igen: så står fanen »Årsrapport« i båndet. Gør den ikke, så "
        "kør »digit-xl addin status«."
        if places.opened_by_excel
        else "Excel åbner ikke selv tilføjelsesprogrammet fra den mappe. Vælg Filer > "
        "Indstillinger > Tilføjelsesprogrammer > Excel-tilføjelsesprogrammer > Udfør, find filen "
        "med Gennemse, og sæt flueben ved den."
    )
    return DONE


@addin.command(epilog=examples("digit-xl addin remove"))
@refusing
@_placed
def remove(places: Places) -> int:
    """Take the add-in out of Excel, and its settings with it.

    What others have put beside them stays.
    """
    from digit_xl.addin import installing

    for path, fate in installing.remove(places):
        say(f"{fate.value}: {path}")
    return DONE


@addin.command(epilog=examples("digit-xl addin status", "digit-xl addin status --format json"))
@refusing
@_placed
@FORMAT
def status(places: Places, form: str) -> int:
    """Tell whether each link holds from a button in Excel to the report.

    What is wrong comes with what to do about it. The exit code is 1 when a link is broken.

    JSON is one array of {link, holds, place, message}; place is null when it is not known, holds
    when an earlier link keeps this one from being tried.
    """
    from digit_xl.addin import build as addins
    from digit_xl.addin import status as chain

    links = chain.check(places, addins.xlam())
    broken = sum(link.holds is False for link in links)
    if form == "json":
        print_json([link.told for link in links])
    else:
        for link in links:
            say(link)
        say(f"{broken} led er brudt. Begynd med det øverste." if broken else "Alt er i orden.")
    return FINDINGS if broken else DONE
