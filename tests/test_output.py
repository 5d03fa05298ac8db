"""Output is whole or untouched, and every failure is one sentence."""

from __future__ import annotations

import errno
import itertools
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from digit_xl import output
from digit_xl.findings import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

OLD, NEW = b"the older report", b"the newer report" * 1000


def failing(number: int) -> Callable[..., NoReturn]:
    """A system call that fails so."""

    def call(*_: object, **__: object) -> NoReturn:
        raise OSError(number, os.strerror(number))

    return call


def refused(write: Callable[[Path, bytes], Path], path: Path) -> str:
    """The code that the writing is refused with, after a look at the sentence."""
    with pytest.raises(Refusal) as caught:
        write(path, NEW)
    assert caught.value.sentence.endswith(".")
    assert "{" not in caught.value.sentence
    return caught.value.code


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """An older report."""
    path = tmp_path / "Årsrapport.docx"
    path.write_bytes(OLD)
    return path


def names(folder: Path) -> list[str]:
    """Everything in the folder."""
    return sorted(os.listdir(folder))  # noqa: PTH208 - hidden names too, as plain text


def test_a_new_file_has_the_content_and_the_mode_of_the_umask(tmp_path: Path) -> None:
    """As if any other program had written it."""
    before = os.umask(0o027)
    try:
        path = output.write(tmp_path / "r.docx", NEW)
    finally:
        os.umask(before)
    assert path.read_bytes() == NEW
    assert path.stat().st_mode & 0o777 == 0o640
    assert names(tmp_path) == ["r.docx"]


def test_a_replaced_file_keeps_its_mode(report: Path) -> None:
    """Whoever could read the older report can read the newer."""
    report.chmod(0o604)
    assert output.write(report, NEW) == report
    assert report.read_bytes() == NEW
    assert report.stat().st_mode & 0o777 == 0o604
    assert names(report.parent) == [report.name]


def test_what_replaces_a_private_file_is_private_while_it_is_written(
    report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The temporary file is as private as what it replaces."""
    report.chmod(0o600)
    modes = []
    fsync = os.fsync

    def watching(descriptor: int) -> None:
        modes.append(os.fstat(descriptor).st_mode & 0o777)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", watching)
    output.write(report, NEW)
    assert modes[0] == 0o600


def test_file_and_folder_reach_the_drive_in_that_order(
    report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name must not reach the drive before its bytes."""
    calls = []
    replace = Path.replace

    def replacing(path: Path, target: Path) -> Path:
        calls.append("replace")
        return replace(path, target)

    def syncing(descriptor: int) -> None:
        calls.append("folder" if os.fstat(descriptor).st_mode & 0o040000 else "file")

    monkeypatch.setattr(Path, "replace", replacing)
    monkeypatch.setattr(os, "fsync", syncing)
    output.write(report, NEW)
    assert calls == ["file", "replace", "folder"]


def test_a_link_stays_a_link(report: Path) -> None:
    """The file behind it is replaced."""
    link = report.with_name("link.docx")
    link.symlink_to(report)
    assert output.write(link, NEW) == link
    assert link.is_symlink()
    assert report.read_bytes() == NEW


@pytest.mark.parametrize(
    ("call", "number", "code"),
    [
        ("open", errno.EACCES, "output-forbidden"),
        ("open", errno.EROFS, "output-forbidden"),
        ("open", errno.ENOSPC, "output-full"),
        ("fsync", errno.ENOSPC, "output-full"),
        ("fsync", errno.EDQUOT, "output-full"),
        ("fsync", errno.EIO, "output-failed"),
        ("replace", errno.EACCES, "output-forbidden"),
        ("replace", errno.EPERM, "output-forbidden"),
        ("replace", errno.EIO, "output-failed"),
        ("chmod", errno.EPERM, "output-forbidden"),
    ],
)
def test_a_failing_call_leaves_the_older_file_and_no_litter(
    report: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, code: str
) -> None:
    """Whatever the system says no to."""
    monkeypatch.setattr(os, call, failing(number))
    assert refused(output.write, report) == code
    monkeypatch.undo()
    assert report.read_bytes() == OLD
    assert names(report.parent) == [report.name]


def test_an_interruption_leaves_no_litter(report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl+C passes through."""

    def interrupted(_: int) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        output.write(report, NEW)
    assert report.read_bytes() == OLD
    assert names(report.parent) == [report.name]


def test_a_folder_that_cannot_be_synced_is_no_failure(
    report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some network drives cannot, and the file is in place."""
    numbers = itertools.count()

    def first_only(_: int) -> None:
        if next(numbers):
            raise OSError(errno.EINVAL, "")

    monkeypatch.setattr(os, "fsync", first_only)
    output.write(report, NEW)
    assert report.read_bytes() == NEW


@pytest.mark.parametrize("write", [output.write, output.new])
def test_impossible_paths_are_refused(tmp_path: Path, write: Callable[[Path, bytes], Path]) -> None:
    """Before anything is written."""
    (tmp_path / "file").write_bytes(OLD)
    assert refused(write, tmp_path / "none" / "r.docx") == "output-folder-missing"
    assert refused(write, tmp_path / "file" / "r.docx") == "output-folder-missing"
    assert refused(write, tmp_path / ("r" * 300 + ".docx")) == "output-name"
    assert refused(write, tmp_path / "r\0.docx") == "output-name"
    assert names(tmp_path) == ["file"]


def test_a_folder_or_a_device_is_not_replaced(tmp_path: Path) -> None:
    """An administrator's rename would take even a device away."""
    folder, fifo = tmp_path / "folder", tmp_path / "fifo"
    folder.mkdir()
    os.mkfifo(fifo)
    assert refused(output.write, folder) == "output-is-folder"
    assert refused(output.write, fifo) == "output-special"
    assert refused(output.write, Path("/")) == "output-is-folder"
    assert fifo.is_fifo()
    assert names(tmp_path) == ["fifo", "folder"]


def test_a_sentence_carries_nothing_that_a_terminal_obeys(tmp_path: Path) -> None:
    """Names may hold escape sequences."""
    (tmp_path / "\x1b[31mrød").mkdir()
    with pytest.raises(Refusal) as caught:
        output.write(tmp_path / "\x1b[31mrød", NEW)
    assert "\x1b" not in caught.value.sentence


def test_new_refuses_whatever_has_the_name(report: Path) -> None:
    """A file, a folder, a link to nowhere."""
    dangling = report.with_name("dangling.docx")
    dangling.symlink_to("nowhere")
    assert refused(output.new, report) == "output-exists"
    assert refused(output.new, dangling) == "output-exists"
    assert refused(output.new, report.parent) == "output-exists"
    assert report.read_bytes() == OLD
    assert output.new(report.with_name("ny.xlsx"), NEW).read_bytes() == NEW
    assert names(report.parent) == ["dangling.docx", "ny.xlsx", report.name]


@pytest.mark.parametrize("links", [True, False])
def test_new_refuses_a_file_that_came_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, links: bool
) -> None:
    """The name is taken in one step, on drives without links too."""
    path = tmp_path / "ny.xlsx"
    fsync = os.fsync

    def another_writer(descriptor: int) -> None:
        path.write_bytes(OLD)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", another_writer)
    if not links:
        monkeypatch.setattr(os, "link", failing(errno.EPERM))
    assert refused(output.new, path) == "output-exists"
    assert path.read_bytes() == OLD
    assert names(tmp_path) == ["ny.xlsx"]


def test_new_works_on_a_drive_without_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FAT has none; a failure leaves no empty file."""
    monkeypatch.setattr(os, "link", failing(errno.EPERM))
    assert output.new(tmp_path / "ny.xlsx", NEW).read_bytes() == NEW
    monkeypatch.setattr(os, "replace", failing(errno.EIO))
    assert refused(output.new, tmp_path / "ny2.xlsx") == "output-failed"
    assert names(tmp_path) == ["ny.xlsx"]


def test_on_windows_an_open_file_is_waited_for(
    report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A virus scanner lets go after a moment."""
    attempts = itertools.count()
    replace = os.replace

    def open_twice(source: Path, target: Path) -> None:
        if next(attempts) < 2:
            raise PermissionError(errno.EACCES, "")
        replace(source, target)

    monkeypatch.setattr(output, "_OPEN_FILES_STAY", True)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    monkeypatch.setattr(os, "replace", open_twice)
    assert output.write(report, NEW) == report
    assert report.read_bytes() == NEW


def test_on_windows_a_file_that_stays_open_gets_a_sibling(
    report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Word does not let go; the path written is told."""
    seconds = itertools.count(step=2)
    monkeypatch.setattr(output, "_OPEN_FILES_STAY", True)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    monkeypatch.setattr(time, "monotonic", lambda: float(next(seconds)))
    monkeypatch.setattr(os, "replace", failing(errno.EACCES))
    report.with_name("Årsrapport (2).docx").write_bytes(OLD)
    written = output.write(report, NEW)
    assert written == report.with_name("Årsrapport (3).docx")
    assert (written.read_bytes(), report.read_bytes()) == (NEW, OLD)
    monkeypatch.setattr(output, "_SIBLINGS", 3)
    assert refused(output.write, report) == "output-open"
    assert names(report.parent) == ["Årsrapport (2).docx", "Årsrapport (3).docx", report.name]


def test_leftovers_are_swept_by_age_and_only_ours(report: Path) -> None:
    """Another writer's file is young, another program's is not ours."""
    hour_ago = time.time() - 3700
    for name, moment in [
        (".digit_xl-0123456789abcdef.tmp", hour_ago),
        (".digit_xl-fedcba9876543210.tmp", time.time()),
        (".other-0123456789abcdef.tmp", hour_ago),
    ]:
        path = report.with_name(name)
        path.write_bytes(b"half")
        os.utime(path, (moment, moment))
    output.write(report, NEW)
    kept = [".digit_xl-fedcba9876543210.tmp", ".other-0123456789abcdef.tmp", report.name]
    assert names(report.parent) == sorted(kept)


KILLED = """
import os, signal, sys
from pathlib import Path
from digit_xl import output

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

setattr(os, sys.argv[2], die)
output.write(Path(sys.argv[1]), b"the newer report" * 1000)
"""


@pytest.mark.parametrize("call", ["fsync", "replace", "chmod"])
def test_a_kill_leaves_the_older_file_and_the_next_run_tidies_up(report: Path, call: str) -> None:
    """Killed at each step before the name is taken."""
    run = subprocess.run(
        [sys.executable, "-c", KILLED, report, call],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
        check=False,
    )
    assert run.returncode == -signal.SIGKILL
    assert report.read_bytes() == OLD
    (leftover,) = set(names(report.parent)) - {report.name}
    hour_ago = time.time() - 3700
    os.utime(report.with_name(leftover), (hour_ago, hour_ago))
    output.write(report, NEW)
    assert names(report.parent) == [report.name]


LIMITED = """
import resource, sys
from pathlib import Path
from digit_xl import output
from digit_xl.findings import Refusal

resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    output.write(Path(sys.argv[1]), b"the newer report" * 1000)
except Refusal as refusal:
    print(refusal.code)
"""


def test_a_limit_on_file_size_is_a_refusal(report: Path) -> None:
    """Half a file is written, then removed."""
    run = subprocess.run(
        [sys.executable, "-c", LIMITED, report],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "output-full"
    assert report.read_bytes() == OLD
    assert names(report.parent) == [report.name]
