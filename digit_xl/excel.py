"""Excel's door: what the ribbon's buttons do, over the same path as the command line.

The add-in starts a process for each press, which calls one function here with the add-in's own
version. A button gives an answer; `_press` alone tells it, so there is one dialog, whatever
happens. What is done in Excel is done by `book/live`, and nothing heavy is imported before it is
used.
"""

from __future__ import annotations

import atexit
import gc
import os
import re
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digit_xl import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from xlwings import Book

    from digit_xl.book.grid import Grid
    from digit_xl.findings import Refusal
    from digit_xl.targets import Target

_READING, _WRITING = "Læser registret …", "Skriver rapporten …"
_LISTING, _FILLING, _PRINTING = "Skriver på arket Kontrol …", "Skriver formlerne …", "Laver PDF …"
_REFRESHING = "Opdaterer rapporten …"
_OFFERED = 5  # reports that are asked about, one after the other
_SEPARATORS = re.compile(r"[\\/:]")  # macOS lets a workbook's name hold some


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a button tells in the end, if anything, and what is then opened for the user."""

    text: str = ""
    opened: Path | None = None


def validate(addin: str = "") -> None:
    """Check the open register, and list on its sheet Kontrol what is wrong."""
    _press("validate", _validated, addin)


def fill(addin: str = "") -> None:
    """Put the formulas of the computed columns where they are missing or were overtyped."""
    _press("fill", _filled, addin)


def report(addin: str = "") -> None:
    """Write the annual report in Word, and open it."""
    _press("report", lambda book: _reported(book, pdf=False), addin)


def pdf(addin: str = "") -> None:
    """Write the annual report in Word and as a PDF, and open the PDF."""
    _press("pdf", lambda book: _reported(book, pdf=True), addin)


def refresh(addin: str = "") -> None:
    """Bring the register's figures and texts into a report that somebody has worked in."""
    _press("refresh", _refreshed, addin)


def folder(addin: str = "") -> None:
    """Open the folder that the report is written to."""
    _press("folder", lambda book: _Answer(opened=_home(book)), addin)


def about(addin: str = "") -> None:
    """Tell the versions, and where the guide and the log are; also when the versions differ."""
    _press("about", lambda _: _about(addin))


def _press(name: str, button: Callable[[Book], _Answer], addin: str = "") -> None:
    """Tell the button's answer in the Excel that it was pressed in.

    When there is no Excel to tell it in, the sentence goes to stderr and the process ends with 1:
    then the add-in tells that something went wrong, and where that is written.
    """
    # A press is short and its imports make many objects that stay: see cli/frame.
    gc.set_threshold(1_000_000)
    if sys.argv[0] == "-c":  # the add-in's process, which nobody else has a use for
        atexit.register(_leave)  # before xlwings is there, so its own handlers run first
    try:
        from digit_xl.book import live

        book = live.caller()
        answer = _answer(name, button, book, addin)
        with suppress(Exception):  # the add-in does it too, and the answer matters more
            live.status(book, None)
        _tell(book, answer)
    except Exception as error:  # noqa: BLE001 - whatever it is, somebody has to be told
        from digit_xl import dialogs

        atexit.unregister(_leave)
        print(dialogs.failure(error, name), file=sys.stderr)  # noqa: T201 - the add-in reads it
        sys.exit(1)


def _leave() -> None:
    """End the process at once: taking its modules apart would be a tenth of a press.

    Behind the other exit handlers, for on macOS xlwings has Excel's status bar cleared by one. What
    holds on to Excel is let go, or Windows could keep it running after its user has closed it.
    """
    if os.name == "nt":
        gc.collect()
    os._exit(0)


def _answer(name: str, button: Callable[[Book], _Answer], book: Book, addin: str) -> _Answer:
    """What the button answers, or why it could not do its work."""
    from digit_xl import dialogs

    if addin not in ("", __version__):
        return _Answer(dialogs.drift(addin))
    try:
        return button(book)
    except Exception as error:  # noqa: BLE001 - whatever it is, it becomes one dialog
        return _Answer(dialogs.failure(error, name))


def _tell(book: Book, answer: _Answer) -> None:
    """Show the answer, and then what it opens: who has just pressed OK gets it in front."""
    from digit_xl import opening
    from digit_xl.book import live
    from digit_xl.findings import Refusal

    if answer.text:
        live.tell(book, answer.text)
    if answer.opened:
        try:
            opening.show(answer.opened)
        except Refusal as refusal:
            live.tell(book, refusal.sentence)


def _about(addin: str) -> _Answer:
    from digit_xl import dialogs

    return _Answer(dialogs.about(addin))


def _validated(book: Book) -> _Answer:
    import datetime as dt

    from digit_xl import control, dialogs
    from digit_xl import export as path
    from digit_xl.book import live

    sheets = _sheets(book)
    _, outcome = path.check(sheets, path.pictures(_register(book, sheets)))
    live.status(book, _LISTING)
    changes = control.changes(outcome.findings, dt.datetime.now().astimezone(), sheets)
    live.write(book, changes)
    if outcome.findings:
        live.activate(book, changes.listed[0].title)
    return _Answer(dialogs.found(outcome))


def _filled(book: Book) -> _Answer:
    from digit_xl import dialogs, filling
    from digit_xl.book import live

    plan = filling.plan(_sheets(book))
    if plan.changes.filled:
        live.status(book, _FILLING)
        live.write(book, plan.changes)
    return _Answer(dialogs.filled(plan))


def _reported(book: Book, *, pdf: bool) -> _Answer:
    """Write the report; when there are errors, a draft of it if the user wants one."""
    from digit_xl import dialogs, targets
    from digit_xl import export as path
    from digit_xl.book import live

    sheets = _sheets(book)
    register, form = _register(book, sheets), path.template(None)
    pictures = path.pictures(register)
    for draft in (False, True):
        live.status(book, _WRITING)
        outcome = path.export(sheets, form, pictures, draft=draft)
        if outcome.document:
            target = targets.targets([register], None, None, pdf=pdf, draft=draft)[register]
            if not _may_write(book, target):
                break
            files = _files(book, outcome.document, pdf=pdf)
            return _saved(zip(target, files, strict=True), dialogs.warned(outcome))
        if not live.ask(book, dialogs.whether_draft(outcome)):
            break
    return _Answer()


def _refreshed(book: Book) -> _Answer:
    """Refresh the report that the user picks, the last one written first; what it was is kept."""
    from digit_xl import dialogs, refreshing
    from digit_xl import export as path
    from digit_xl.book import live

    sheets = _sheets(book)
    home = _home(book, sheets)
    reports = refreshing.reports(home)[:_OFFERED]
    if not reports:
        return _Answer(dialogs.no_report(home))
    report = next((it for it in reports if live.ask(book, dialogs.whether_refreshed(it))), None)
    if report is None:
        return _Answer()
    live.status(book, _REFRESHING)
    older, pictures = refreshing.read(report), path.pictures(_register(book, sheets))
    done = refreshing.refresh(older, sheets, path.template(None), pictures)
    if done.document is None:
        return _Answer(dialogs.kept_from_refresh(path.Outcome(done.findings)))
    if done.document != older:
        refreshing.store(report, older, done.document, None)
    return _Answer(dialogs.refreshed(report, done.changes), report)


def _may_write(book: Book, target: Target) -> bool:
    """Whether the files may be written: beside the register as always, elsewhere over none unasked.

    In a folder of many things a file of the register's name need not be its report.
    """
    from digit_xl import dialogs
    from digit_xl.book import live

    older = [path for path in target if path.exists()] if live.folder(book) is None else []
    return not older or live.ask(book, dialogs.whether_replaced(older))


def _files(book: Book, document: bytes, *, pdf: bool) -> Sequence[bytes | Refusal]:
    """The document, and when it is wanted its PDF, or why there is none."""
    from digit_xl import export as path
    from digit_xl.book import live

    if not pdf:
        return [document]
    live.status(book, _PRINTING)
    [published] = path.publish([document])
    return published.document, published.pdf


def _saved(files: Iterable[tuple[Path, bytes | Refusal]], note: str) -> _Answer:
    """Write the document, and the PDF if there is one; the last that was written is opened."""
    from digit_xl import dialogs, output
    from digit_xl.findings import Refusal

    written: list[Path] = []
    told: list[str] = []
    for path, content in files:
        try:
            if isinstance(content, Refusal):
                raise content
            written.append(output.write(path, content))
            told.append(dialogs.written(written[-1], path))
        except Refusal as refusal:
            if not written:
                raise
            told.append(dialogs.refused(refusal))
    told += [*filter(None, [note]), dialogs.opens(written[-1])]
    return _Answer("\n\n".join(told), written[-1])


def _register(book: Book, sheets: Mapping[str, Grid]) -> Path:
    """Where the register lies; one that was never saved, or lies on the web, where it would lie."""
    return _home(book, sheets) / _SEPARATORS.sub("-", book.name)


def _home(book: Book, sheets: Mapping[str, Grid] | None = None) -> Path:
    """The folder of the reports: the register's own, else the one that it sets, else Documents."""
    from digit_xl import targets
    from digit_xl.association.sheets import Association
    from digit_xl.book import live

    own = live.folder(book)
    if own:
        return own
    if sheets is None:
        sheets = live.sheets(book, [Association.title])
    return targets.folder_set(sheets.get(Association.title))


def _sheets(book: Book) -> Mapping[str, Grid]:
    """The open register's sheets, with what has not been saved."""
    from digit_xl.association.sheets import READ
    from digit_xl.book import live

    live.status(book, _READING)
    return live.sheets(book, READ)
