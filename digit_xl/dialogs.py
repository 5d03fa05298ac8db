"""What the dialogs in Excel say: the outcome of a button, or why it could not do its work."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from digit_xl import __version__, log
from digit_xl.findings import Refusal, Severity, counted, printable, system_refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digit_xl.export import Outcome
    from digit_xl.filling import Filling
    from digit_xl.findings import Finding
    from digit_xl.word.refresh.told import Change

_MOST = 10  # findings that a dialog lists
_OPTIONS = {
    "pdf-slow": " Den, der passer digit-xl, kan gøre det med digit-xl export --pdf --pdf-limit."
}


def failure(error: Exception, button: str) -> str:
    """Why the button could not do its work; the log keeps what nobody had a sentence for."""
    if isinstance(error, Refusal):
        return refused(error)
    try:
        kept = printable(str(log.keep(error, button)))
        where = f"Den tekniske forklaring står i »{kept}«; der står intet fra registret."
    except OSError:
        where = "Den tekniske forklaring kunne ikke skrives i loggen."
    if isinstance(error, OSError):
        return f"{system_refusal(error).sentence}\n\n{where}"
    return (
        f"Der skete en uventet fejl ({type(error).__name__}). Prøv igen. Sker den igen, så meld "
        f"den til den, der passer digit-xl.\n\n{where}"
    )


def refused(refusal: Refusal) -> str:
    """The refusal's sentence, with what an option is called outside Excel."""
    return refusal.sentence + _OPTIONS.get(refusal.code, "")


def drift(addin: str) -> str:
    """That the add-in is of another version than this, and the remedy."""
    return (
        f"Knapperne i Excel er udgave {printable(addin)}, men digit-xl er udgave {__version__}. "
        "Luk Excel, bed den, der passer digit-xl, om at køre digit-xl addin install, og start "
        "Excel igen."
    )


def found(outcome: Outcome) -> str:
    """How much a check found, and what to do about it."""
    if not outcome.findings:
        return "Kontrollen fandt intet at rette."
    then = (
        "Ret fejlene, før årsrapporten dannes."
        if outcome.failed
        else "Årsrapporten kan dannes, som registret er."
    )
    return (
        f"Kontrollen fandt {counted(outcome.findings)}. Arket Kontrol viser, hvad der er galt, og "
        f"hvad du skal gøre. Klik i kolonnen Celle for at gå til cellen.\n\n{then}"
    )


def filled(plan: Filling) -> str:
    """Which formulas were missing, which were put back, and which could not be written."""
    if not plan.changes.filled and not plan.findings:
        return "Alle formler er på plads. Intet er ændret."
    return "\n\n".join((plan.told, *filter(None, ["\n".join(_lines(plan.findings))])))


def _lines(findings: Sequence[Finding]) -> Iterator[str]:
    """The first findings with their cells, the gravest first, and how many more there are."""
    order = [*Severity]
    gravest = sorted(findings, key=lambda finding: order.index(finding.severity))
    for finding in gravest[:_MOST]:
        yield printable(f"{finding.place}: {finding.message}")
    if more := len(findings) - min(len(findings), _MOST):
        yield f"… og {more} {'mere' if more == 1 else 'flere'}."


def whether_draft(outcome: Outcome) -> str:
    """The question whether a draft is wanted in spite of the errors."""
    return (
        f"Registret har {_of(Severity.ERROR, outcome)}, så årsrapporten kan ikke dannes. Vil du "
        "have et udkast? Det har UDKAST på hver side og en kommentar ved hvert fund.\n\n"
        "Svar nej for at rette fejlene først; knappen »Kontrollér register« viser dem."
    )


def whether_refreshed(report: Path) -> str:
    """The question whether that report is the one to bring up to date."""
    import datetime as dt

    from digit_xl import danish

    saved = dt.datetime.fromtimestamp(report.stat().st_mtime).astimezone()
    return printable(
        f"Opdatér »{report.name}«, gemt {danish.date(saved)} kl. {saved:%H.%M}? Luk den først, "
        "hvis den er åben i Word.\n\nDet, I har skrevet i den, bliver stående. Svar nej for at "
        "vælge en anden."
    )


def no_report(folder: Path) -> str:
    """That there is no report to bring up to date, and the remedy."""
    return printable(
        f"Der er ingen rapport at opdatere i mappen »{folder}«. Tryk på »Dan årsrapport«, eller "
        "læg rapporten i mappen."
    )


def kept_from_refresh(outcome: Outcome) -> str:
    """That errors keep the report from being brought up to date."""
    return (
        f"Registret har {_of(Severity.ERROR, outcome)}, så rapporten er ikke opdateret. Ret "
        "fejlene først; knappen »Kontrollér register« viser dem."
    )


def refreshed(report: Path, changes: Sequence[Change]) -> str:
    """What a refresh changed in the report, what it left, and where the older one is."""
    name = printable(report.name)
    if not changes:
        return f"»{name}« siger allerede det, registret siger.\n\n{opens(report)}"
    told = [printable(str(change)) for change in changes[:_MOST]]
    if (more := len(changes) - _MOST) > 0:
        told.append(f"… og {more} mere." if more == 1 else f"… og {more} flere.")
    kept = f"»{name}« er opdateret. Det, den var før, ligger ved siden af som sikkerhedskopi."
    return "\n\n".join((kept, "\n".join(told), opens(report)))


def whether_replaced(older: Sequence[Path]) -> str:
    """The question whether files that lie in the folder already may be replaced."""
    names = " og ".join(f"»{path.name}«" for path in older)
    return printable(
        f"{names} ligger i forvejen i mappen »{older[0].parent}« og bliver erstattet. Fortsæt?"
    )


def written(path: Path, wanted: Path) -> str:
    """Where a file was written, and why it has another name than wanted, if it has."""
    told = printable(f"»{path.name}« ligger i mappen »{path.parent}«.")
    if path == wanted:
        return told
    taken = printable(wanted.name)
    return f"»{taken}« er åben i et andet program, så den nye har fået et andet navn: {told}"


def warned(outcome: Outcome) -> str:
    """That the register has warnings, which keep no report from being written; nothing for none."""
    told = _of(Severity.WARNING, outcome)
    return told and f"Registret har {told}. Knappen »Kontrollér register« viser mere."


def opens(path: Path) -> str:
    """What comes after the dialog."""
    return f"Tryk OK, så åbnes »{printable(path.name)}«."


def about(addin: str) -> str:
    """The versions, where the guide and the log are, and what to do when a button fails."""
    differs = [drift(addin)] if addin not in ("", __version__) else []
    told = [
        f"digit-xl: udgave {__version__}\nKnapperne i Excel: udgave {printable(addin) or '?'}",
        *differs,
        "Vejledningen er arket Vejledning i registret.",
        f"Når noget går galt, står den tekniske forklaring i »{printable(str(log.path()))}«.",
        f"Programmet ligger i »{printable(str(Path(__file__).parent))}«.",
        "Virker en knap ikke, så bed den, der passer digit-xl, om at køre digit-xl addin status.",
    ]
    return "\n\n".join(told)


def _of(severity: Severity, outcome: Outcome) -> str:
    """How many findings of that severity there are: `2 advarsler`; nothing for none."""
    return counted(one for one in outcome.findings if one.severity is severity)
