"""Where reports, and registers that were written into, are to go."""

from __future__ import annotations

from dataclasses import dataclass
from os.path import isdir, realpath
from pathlib import Path
from typing import TYPE_CHECKING

from digit_xl.findings import Refusal, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from digit_xl.book.grid import Grid

_DOCX, _PDF = ".docx", ".pdf"
_REGISTERS = {".xlsx", ".xlsm"}
_DRAFT = "-udkast"  # a draft takes the place of a report only where the user names its file


@dataclass(frozen=True, slots=True)
class Target:
    """Where a report goes: as a Word document, as a PDF, or both."""

    docx: Path | None
    pdf: Path | None

    def __iter__(self) -> Iterator[Path]:
        """The files that will be written."""
        yield from (path for path in (self.docx, self.pdf) if path)


def is_report(output: Path) -> bool:
    """Whether the path names a report, not a folder of reports."""
    return output.suffix.lower() in {_DOCX, _PDF}


def targets(
    registers: Sequence[Path],
    output: Path | None,
    template: Path | None,
    *,
    pdf: bool = False,
    draft: bool = False,
) -> dict[Path, Target]:
    """Where each register's report goes: beside it, in the folder, or to the file of that name.

    Raises:
        Refusal: two reports, or a report and something that is read, would be the same file.
    """
    wanted = {}
    for register in registers:
        name = register.stem + (_DRAFT if draft else "")
        wanted[register] = _target(output, register.with_name(name + _DOCX), pdf=pdf)
    keep_apart(wanted, (*registers, *([template] if template else [])))
    return wanted


def is_register(output: Path) -> bool:
    """Whether the path names a register, not a folder of registers."""
    return output.suffix.lower() in _REGISTERS


def registers(files: Sequence[Path], output: Path | None, word: str) -> dict[Path, Path]:
    """Where each register goes with what is written into it: a file of its own, never itself.

    That is one beside it whose name ends with the word, the same in the folder, or the file of
    that name, which is of the register's kind: one without macros cannot hold those of the other.

    Raises:
        Refusal: the file is of another kind, or two would be the same file.
    """
    wanted = {}
    for file in files:
        beside = file.with_name(f"{file.stem}-{word}{file.suffix}")
        target = (
            output if output and is_register(output) else (output or beside.parent) / beside.name
        )
        if target.suffix.lower() != file.suffix.lower():
            raise Refusal(
                "output-kind",
                f"{target.name} skal ende på {file.suffix} som {file.name}. Vælg et andet navn.",
            )
        wanted[file] = target
    keep_apart({file: [target] for file, target in wanted.items()}, files)
    return wanted


def document(output: Path, read: Iterable[Path]) -> None:
    """Refuse a Word document to write that is none by its name, or is one of those that are read.

    Raises:
        Refusal: it is so.
    """
    if output.suffix.lower() != _DOCX:
        raise Refusal("output-kind", f"{output.name} skal ende på .docx. Vælg et andet navn.")
    keep_apart({output: [output]}, read)


def keep_apart(wanted: Mapping[Path, Iterable[Path]], read: Iterable[Path]) -> None:
    """Refuse to write two files, or a file and one that is read, to the same place.

    Raises:
        Refusal: two would be the same file.
    """
    # `Path.resolve` raises at a link that leads to itself; the system tells of that when it writes.
    places = {realpath(path): path for path in read}
    taken: dict[str, Path] = {}
    for register, targets in wanted.items():
        for path in targets:
            place = realpath(path)
            other = places.get(place) or taken.setdefault(place, register)
            if place in places or other != register:
                raise Refusal(
                    "same-output",
                    f"{path.name} ville blive skrevet oven i {other.name}. "
                    "Vælg en anden mappe eller et andet navn med -o.",
                )


def folder_set(association: Grid | None) -> Path:
    """The folder for a register that lies in none: the one that its sheet Forening sets.

    When it sets none, or none that can be read, it is the user's Documents.

    Raises:
        Refusal: the folder is not told by its whole path, or there is none.
    """
    from digit_xl import reading
    from digit_xl.association.sheets import Association
    from digit_xl.register import Register

    register = Register({Association: reading.read(Association, association)})
    folder = register.known(Association.report_folder)
    if not folder:
        import platformdirs

        return platformdirs.user_documents_path()
    path, shown, place = Path(folder), printable(folder), register.place(Association.report_folder)
    if not path.is_absolute():
        raise Refusal(
            "report-folder-part",
            f"»{shown}« i {place} er ikke en hel sti til en mappe. Skriv den fra drevet eller "
            "roden af, fx C:\\Rapporter, eller tøm cellen.",
        )
    if not isdir(path):  # noqa: PTH112 - pathlib raises at a name that is too long
        raise Refusal(
            "report-folder-missing",
            f"Mappen »{shown}« i {place} findes ikke. Opret den, eller ret cellen.",
        )
    return path


def _target(output: Path | None, beside: Path, *, pdf: bool) -> Target:
    """Where one report goes; `beside` is the document beside its register."""
    if output and output.suffix.lower() == _PDF:
        return Target(None, output)
    docx = output if output and is_report(output) else (output or beside.parent) / beside.name
    return Target(docx, docx.with_suffix(_PDF) if pdf else None)
