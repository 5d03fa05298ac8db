"""The worksheet functions, listed once for all who serve or describe them; no Excel here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from digit_xl.functions import answers

if TYPE_CHECKING:
    from collections.abc import Callable

    from digit_xl.functions.answers import Answer

CATEGORY: Final = "Årsrapport"  # where Excel's function wizard lists them


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument as Excel's function wizard tells of it; its name is a VBA identifier.

    A trigger is cells that are not read: the formula is calculated anew when they change.
    """

    name: str
    about: str
    optional: bool = False
    trigger: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """A worksheet function: its name in Excel, what it does, its arguments, and an example.

    `call` takes the arguments that are not triggers, an optional one also as None, and always
    answers. With `reads_register` the Grids of the calling workbook come first, by sheet title.
    """

    name: str
    about: str
    call: Callable[..., Answer]
    arguments: tuple[Argument, ...]
    example: str
    reads_register: bool = False

    @property
    def passed(self) -> tuple[Argument, ...]:
        """The arguments that `call` takes."""
        return tuple(one for one in self.arguments if not one.trigger)


FUNCTIONS: Final = (
    Function(
        "DX_KRONER",
        "Et beløb som dansk tekst, skrevet som i årsrapporten.",
        answers.kroner,
        (
            Argument("tal", "Beløbet. Tomt giver en tom tekst."),
            Argument(
                "format",
                "Rapportens ord i vilkårlig orden: kr, hele, tusinde, mio, positiv, procent. "
                "Udeladt: 1.541.130,23.",
                optional=True,
            ),
        ),
        '=DX_KRONER(1541130,23;"hele kr")',
    ),
    Function(
        "DX_TAL",
        "Tallet i en dansk tekst, fx 1.541.130,23 kr., så Excel kan regne med det.",
        answers.tal,
        (Argument("tekst", "Teksten med tallet. Tom giver en tom tekst."),),
        '=DX_TAL("1.541.130,23 kr.")',
    ),
    Function(
        "DX_FASE",
        "Den fase, et projekt senest er gået ind i på en dato.",
        answers.fase,
        (
            Argument("projekt", "Projektets kode, fx ESDH."),
            Argument("dato", "Dagen, fx DATO(2019;12;31)."),
            Argument("faser", "Tabellen med overskrifter: Faser[#Alle]."),
        ),
        '=DX_FASE("ESDH";DATO(2019;12;31);Faser[#Alle])',
    ),
    Function(
        "DX_SUM",
        "Summen for en konto eller en gruppe af konti.",
        answers.total,
        (
            Argument(
                "navn",
                "Kontoens navn eller nummer, eller gruppens navn. Hedder en konto og en gruppe "
                "det samme: konti.Navn eller grupper.Navn.",
            ),
            Argument("konti", "Tabellen med overskrifter: Konti[#Alle]."),
            Argument("kolonne", "Kolonnens overskrift. Udeladt: I alt.", optional=True),
        ),
        '=DX_SUM("Projekter";Konti[#Alle];"Udgifter")',
    ),
    Function(
        "DX_TEKST",
        "En tekst, som årsrapporten vil vise den, med tallene fra registret sat ind.",
        answers.tekst,
        (
            Argument("tekst", "Teksten, fx en celle i kolonnen Tekst på arket Tekster."),
            Argument(
                "celler",
                "Celler, der får teksten beregnet igen, når de ændres, fx Konti[#Alle]. Udeladt: "
                "kun når teksten ændres, eller ved Ctrl+Alt+F9.",
                optional=True,
                trigger=True,
            ),
        ),
        '=DX_TEKST("Årets resultat: {regnskab.resultat|positiv kr}";Konti[#Alle])',
        reads_register=True,
    ),
)
