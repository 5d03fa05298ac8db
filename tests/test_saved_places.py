"""Where the commands do not write into a saved register: over somebody's work, or to no place."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest
from saved_parts import BOTH, FILL, REGISTER, SUFFIX, broken, names, run

from digit_xl import output

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """A register in a folder of its own, with a formula that was lost and an unreadable amount."""
    path = tmp_path / "r.xlsx"
    path.write_bytes(broken())
    return path


def _excel(name: str) -> bytes:
    """Excel's owner file of 165 bytes: the name in the system's letters, and then in UTF-16."""
    ansi, wide = name.encode("cp1252").ljust(54), (name.ljust(54)).encode("utf-16-le")
    return bytes([len(name)]) + ansi + bytes([len(name), 0]) + wide


LOCKS = {
    "~$r.xlsx": _excel("Åse Bøgh"),
    ".~lock.r.xlsx#": ",aasb,pc-17,04.05.2020 08:07,file:///C:/Users/aasb;".replace(
        ",aasb", "Åse Bøgh,aasb", 1
    ).encode(),
}


@BOTH
@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize("options", [(), ("--in-place",)], ids=["beside", "in place"])
def test_a_register_that_somebody_has_open_is_not_written(
    words: tuple[str, ...], lock: str, options: tuple[str, ...], register: Path
) -> None:
    before = register.read_bytes()
    register.with_name(lock).write_bytes(LOCKS[lock])
    result = run(*words, register, *options)
    assert result.exit_code == 3
    assert "r.xlsx er åben hos Åse Bøgh. Gem og luk den dér, og prøv igen." in result.stderr
    assert f"»{lock}«" in result.stderr
    assert names(register.parent) == sorted([lock, "r.xlsx"])
    assert register.read_bytes() == before


@BOTH
@pytest.mark.parametrize("lock", LOCKS)
def test_nor_is_one_that_would_be_written_over(
    words: tuple[str, ...], lock: str, register: Path
) -> None:
    target = register.with_name(f"r-{SUFFIX[words]}.xlsx")
    target.write_bytes(REGISTER.read_bytes())
    register.with_name(lock.replace("r.xlsx", target.name)).write_bytes(LOCKS[lock])
    result = run(*words, register)
    assert result.exit_code == 3
    assert f"{target.name} er åben hos Åse Bøgh." in result.stderr
    assert target.read_bytes() == REGISTER.read_bytes()
    assert len(names(register.parent)) == 3


@pytest.mark.parametrize(
    "content",
    [b"", b"\x08", bytes(200), b"\xff" * 165, b"\xff\xfe,,,\x1b[2J", None],
    ids=["empty", "cut", "zeros", "ones", "escapes", "unreadable"],
)
@pytest.mark.parametrize("lock", LOCKS)
def test_whatever_such_a_file_holds_it_says_that_the_register_is_open(
    lock: str, content: bytes | None, register: Path
) -> None:
    place = register.with_name(lock)
    if content is None:
        place.symlink_to(register.parent / "nowhere")
    else:
        place.write_bytes(content)
    result = run(*FILL, register, "--in-place")
    assert result.exit_code == 3
    assert "r.xlsx er åben" in result.stderr
    assert "\x1b" not in result.stderr


@BOTH
def test_a_register_that_changed_meanwhile_is_not_written_over(
    words: tuple[str, ...], register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from digit_xl import locks

    newer = REGISTER.read_bytes()
    monkeypatch.setattr(locks, "check", lambda _: register.write_bytes(newer))
    result = run(*words, register, "--in-place")
    assert result.exit_code == 3
    assert "r.xlsx er blevet gemt af en anden imens. Prøv igen." in result.stderr
    assert register.read_bytes() == newer
    assert names(register.parent) == ["r.xlsx"]


@BOTH
@pytest.mark.parametrize("name", ["ud.xlsm", "UD.XLSM"])
def test_a_register_keeps_its_kind(words: tuple[str, ...], name: str, register: Path) -> None:
    result = run(*words, register, "-o", register.with_name(name))
    assert result.exit_code == 3
    assert f"{name} skal ende på .xlsx som r.xlsx. Vælg et andet navn." in result.stderr
    assert names(register.parent) == ["r.xlsx"]


@BOTH
def test_two_registers_are_never_written_over_each_other(
    words: tuple[str, ...], register: Path
) -> None:
    one, two, out = (register.with_name(name) for name in ("a", "b", "ud"))
    for folder in (one, two, out):
        folder.mkdir()
    for folder in (one, two):
        (folder / "r.xlsx").write_bytes(register.read_bytes())
    result = run(*words, one / "r.xlsx", two / "r.xlsx", "-o", out)
    assert result.exit_code == 3
    assert "ville blive skrevet oven i" in result.stderr
    result = run(*words, register, "-o", register)
    assert result.exit_code == 3
    assert "r.xlsx ville blive skrevet oven i r.xlsx." in result.stderr
    assert names(out) == []
    assert len(names(register.parent)) == 4


@BOTH
def test_one_register_under_two_names_is_written_in_place_once(
    words: tuple[str, ...], register: Path
) -> None:
    link = register.with_name("link.xlsx")
    link.symlink_to(register)
    before = register.read_bytes()
    run(*words, register, link, register, "--in-place")
    assert link.is_symlink()
    assert names(register.parent) == ["link.xlsx", "r (sikkerhedskopi).xlsx", "r.xlsx"]
    assert register.with_name("r (sikkerhedskopi).xlsx").read_bytes() == before


@BOTH
def test_a_link_stays_one_and_its_register_is_written(
    words: tuple[str, ...], register: Path
) -> None:
    before, folder = register.read_bytes(), register.parent / "links"
    folder.mkdir()
    link = folder / "link.xlsx"
    link.symlink_to(register)
    run(*words, link, "--in-place")
    assert link.is_symlink()
    assert register.read_bytes() != before
    assert (folder / "link (sikkerhedskopi).xlsx").read_bytes() == before
    register.write_bytes(before)
    for lock in (register.with_name("~$r.xlsx"), folder / "~$link.xlsx"):
        lock.write_bytes(LOCKS["~$r.xlsx"])
        assert "link.xlsx er åben hos Åse Bøgh." in run(*words, link, "--in-place").stderr
        assert register.read_bytes() == before
        lock.unlink()


@BOTH
def test_what_is_saved_while_the_backup_is_made_is_not_lost(
    words: tuple[str, ...], register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    do = output.keep

    def interrupted(target: Path, content: bytes) -> Path:
        kept = do(target, content)
        register.write_bytes(REGISTER.read_bytes())
        return kept

    monkeypatch.setattr(output, "keep", interrupted)
    assert "er blevet gemt af en anden imens" in run(*words, register, "--in-place").stderr
    assert register.read_bytes() == REGISTER.read_bytes()
    assert names(register.parent) == ["r.xlsx"]


@BOTH
def test_a_folder_in_which_nobody_may_write_is_told(
    words: tuple[str, ...], register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    do = os.open

    def forbidden(path: Path, flags: int, *more: int) -> int:
        if flags & os.O_CREAT:
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return do(path, flags, *more)

    before = register.read_bytes()
    monkeypatch.setattr(os, "open", forbidden)
    for options in ((), ("--in-place",)):
        result = run(*words, register, *options)
        assert result.exit_code == 3
        assert "Du har ikke lov til at gemme" in result.stderr
    monkeypatch.undo()
    assert register.read_bytes() == before
    assert names(register.parent) == ["r.xlsx"]


@BOTH
@pytest.mark.parametrize("target", ["mangler", "mappe.xlsx", "mangler/ud.xlsx"])
def test_a_place_that_cannot_be_is_told(
    words: tuple[str, ...], target: str, register: Path
) -> None:
    (register.parent / "mappe.xlsx").mkdir()
    result = run(*words, register, "-o", register.parent / target)
    assert result.exit_code == 3
    assert "fejl i digit-xl" not in result.stderr
    assert names(register.parent) == ["mappe.xlsx", "r.xlsx"]
    assert names(register.parent / "mappe.xlsx") == []


@BOTH
def test_a_refused_register_does_not_stop_the_others(
    words: tuple[str, ...], register: Path
) -> None:
    (text := register.with_name("tekst.xlsx")).write_text("Kommune;Kode\n", encoding="utf-8")
    (other := register.with_name("a b.xlsx")).write_bytes(register.read_bytes())
    (taken := register.with_name("c.xlsx")).write_bytes(register.read_bytes())
    register.with_name("~$c.xlsx").write_bytes(LOCKS["~$r.xlsx"])
    result = run(*words, text, taken, register, other)
    assert result.exit_code == 3
    assert "tekst.xlsx" in result.stderr
    assert "c.xlsx er åben hos Åse Bøgh." in result.stderr
    made = {f"{stem}-{SUFFIX[words]}.xlsx" for stem in ("r", "a b")}
    assert {name for name in names(register.parent) if SUFFIX[words] in name} == made
