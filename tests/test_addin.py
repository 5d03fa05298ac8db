"""The add-in as a file: its package, its ribbon, and the module that starts Python."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from addin_parts import AGREED, ALL, pressed_in_libreoffice
from click.testing import CliRunner
from lxml import etree
from office import validator_errors
from vba_reading import read_by_olevba

from digit_xl import __version__
from digit_xl.addin import build, ribbon
from digit_xl.addin.project import Kind
from digit_xl.cli import main
from digit_xl.functions import FUNCTIONS

if TYPE_CHECKING:
    from addin_parts import Call

UI = "{http://schemas.microsoft.com/office/2009/07/customui}"
SUBS = re.compile(r"^Public Sub (\w+)\(", re.MULTILINE)
PROCEDURES = re.compile(r"^(?:(Public|Private) )?(Sub|Function) (\w+)\(", re.MULTILINE)


def parts(package: bytes) -> dict[str, bytes]:
    """The parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def buttons(functions: frozenset[str]) -> list[etree._Element]:
    """The buttons of the built ribbon."""
    root = etree.fromstring(parts(build.package(functions))["customUI/customUI14.xml"])
    return list(root.iter(f"{UI}button"))


def module(functions: frozenset[str], name: str) -> str:
    """The source of a module of the built add-in."""
    part = parts(build.package(functions))["customUI/customUI14.xml"]
    [found] = [module.source for module in build.modules(part) if module.name == name]
    return found


def test_two_builds_are_the_same_bytes() -> None:
    assert build.package(ALL) == build.package(ALL)


def test_the_package_tells_neither_time_nor_person() -> None:
    package = build.package(ALL)
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.create_system for entry in archive.infolist()} == {0}
    core = parts(package)["docProps/core.xml"].decode()
    assert __version__ in core
    assert not re.search("creator|lastModifiedBy|created|modified", core)


def test_every_part_is_in_the_list_that_orders_them() -> None:
    """One that is forgotten there would be missing in the add-in."""
    folder = Path(build.__file__).with_name("parts")
    lying = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    assert set(parts(build.package(ALL))) == lying | {"xl/vbaProject.bin"}


@pytest.mark.office
def test_microsofts_validator_accepts_the_addin(tmp_path: Path) -> None:
    file = tmp_path / "digit-xl.xlam"
    file.write_bytes(build.package(ALL))
    assert validator_errors(file) == []


@pytest.mark.office
def test_microsofts_validator_reads_the_ribbon_too(tmp_path: Path) -> None:
    """Or its silence would say nothing."""
    file = tmp_path / "digit-xl.xlam"
    wrong = parts(build.package(ALL))["customUI/customUI14.xml"].replace(b'"large"', b'"huge"', 1)
    file.write_bytes(build.written(wrong, build.modules(wrong)))
    assert validator_errors(file)


def test_olevba_reads_each_module_of_the_addin_back(tmp_path: Path) -> None:
    file = tmp_path / "digit-xl.xlam"
    file.write_bytes(build.package(ALL))
    part = parts(build.package(ALL))["customUI/customUI14.xml"]
    read = read_by_olevba(file)
    assert set(read) == {
        *("ThisWorkbook.cls", "Sheet1.cls", "xlwings.cls"),
        *("Ribbon.bas", "Functions.bas"),
    }
    for one in build.modules(part):
        [found] = [text for name, text in read.items() if name.startswith(f"{one.name}.")]
        assert found == one.written.decode()


def test_a_button_is_there_when_its_function_is() -> None:
    assert {button.get("onAction") for button in buttons(ALL)} == {
        f"DigitXl_{name}" for name in ALL
    }
    assert "DigitXl_refresh" not in {button.get("onAction") for button in buttons(AGREED)}
    assert "refresh" not in module(AGREED, "Ribbon")


def test_functions_are_read_from_a_source_without_running_it() -> None:
    source = "import xlwings\nraise SystemExit\ndef fill(v): ...\ndef _own(): ...\nrefresh = 1\n"
    assert ribbon.actions(source) == {"fill"}


def test_excel_has_the_function_of_each_button_that_was_agreed() -> None:
    """Or its button would be left out without a word."""
    assert ribbon.actions(build.EXCEL.read_text(encoding="utf-8")) == ALL


def test_what_the_ribbon_calls_is_in_the_vba_and_the_other_way_round() -> None:
    root = etree.fromstring(parts(build.package(ALL))["customUI/customUI14.xml"])
    called = {
        value
        for element in root.iter()
        for name, value in element.attrib.items()
        if re.match("on[A-Z]|get[A-Z]", str(name))
    }
    assert called | {"DigitXl_Changed"} == set(SUBS.findall(module(ALL, "Ribbon")))


def test_ids_and_keytips_are_the_only_ones_of_their_kind() -> None:
    root = etree.fromstring(parts(build.package(ALL))["customUI/customUI14.xml"])
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    tips = [button.get("keytip", "") for button in buttons(ALL)]
    assert all(re.fullmatch("[A-ZÆØÅ]{1,3}", tip) for tip in tips)
    # One that begins another could not be typed.
    assert not any(one != two and two.startswith(one) for one in tips for two in tips)
    assert len(tips) == len(set(tips))


def test_each_button_says_in_danish_what_it_does_and_never_does() -> None:
    for button in buttons(ALL):
        told = button.get("supertip", "")
        assert button.get("label")
        assert button.get("screentip")
        assert button.get("imageMso")
        assert told.endswith(".")
        assert re.search(r"[Ii]ntet|[Aa]ldrig", told), told


def test_only_help_is_on_without_a_register() -> None:
    always = [button.get("onAction") for button in buttons(ALL) if not button.get("getEnabled")]
    assert always == ["DigitXl_about"]


def test_a_cell_can_call_the_worksheet_functions_alone() -> None:
    """Excel lets any cell call the public functions of a standard module, but no Sub or class."""
    part = parts(build.package(ALL))["customUI/customUI14.xml"]
    found = [
        name
        for one in build.modules(part)
        if one.kind is Kind.STANDARD
        for access, kind, name in PROCEDURES.findall(one.source)
        if kind == "Function" and access != "Private"
    ]
    assert found == [function.name for function in FUNCTIONS]
    assert "Attribute VB_Exposed = False\n" in module(ALL, "xlwings")


def test_the_command_writes_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "excel.py"
    source.write_text("\n".join(f"def {name}(version): ..." for name in AGREED), encoding="utf-8")
    monkeypatch.setattr(build, "EXCEL", source)
    target = tmp_path / "digit-xl.xlam"
    told = CliRunner().invoke(main, ["addin", "build", "-o", str(target)])
    assert (told.exit_code, told.output) == (0, f"{target}\n")
    assert target.read_bytes() == build.package(AGREED)


def test_the_command_refuses_another_kind_of_file(tmp_path: Path) -> None:
    told = CliRunner().invoke(main, ["addin", "build", "-o", str(tmp_path / "digit-xl.xlsx")])
    assert told.exit_code == 3
    assert "skal ende på .xlam" in told.stderr


@pytest.mark.office
def test_libreoffice_runs_each_callback(tmp_path: Path) -> None:
    """Each button asks xlwings to run the function that it is named after, with the version."""
    names = sorted(ALL)
    calls = [("Driver.Click", [f"DigitXl_{name}"]) for name in names]
    pong, *asked = pressed_in_libreoffice(tmp_path, ALL, [("Driver.Ping", []), *calls])
    assert pong == "pong"
    assert asked == [
        f"import digit_xl.excel; digit_xl.excel.{name}('{__version__}')" for name in names
    ]


@pytest.mark.office
def test_buttons_are_on_when_the_active_workbook_is_a_register(tmp_path: Path) -> None:
    calls: list[Call] = [
        ("Driver.Enabled", []),
        ("Driver.AddSheet", ["Forening"]),
        ("Driver.Enabled", []),
        ("Driver.AddSheet", ["Konti"]),
        ("Driver.Enabled", []),
    ]
    told = pressed_in_libreoffice(tmp_path, ALL, calls)
    assert told[::2] == ["False", "False", "True"]


@pytest.mark.office
def test_a_lost_ribbon_is_no_error_and_a_known_one_is_redrawn(tmp_path: Path) -> None:
    calls: list[Call] = [("Driver.Redrawn", []), ("Ribbon.CleanUp", []), ("xlwings.LastAsked", [])]
    assert pressed_in_libreoffice(tmp_path, ALL, calls) == ["2", None, "cleaned up"]
