"""A register full of what people put into a workbook: nothing of it is lost when it is patched."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from office import recalculated, validator_errors
from rich_workbook import ROWS, build, part_of
from saved_parts import run

from digit_xl import control, export, filling, saved
from digit_xl.association import overview
from digit_xl.association.sheets import READ, SHEETS
from digit_xl.book import disk, guard, patch
from digit_xl.book.changes import Changes
from digit_xl.book.places import MAIN

if TYPE_CHECKING:
    from pathlib import Path

    from lxml.etree import _Element as Element

    from digit_xl.findings import Finding

TITLES = [sheet.title for sheet in SHEETS]
MOMENT = dt.datetime(2020, 5, 4, 8, 7)
ACCOUNTS, CONTROL, OVERVIEW = (part_of(title) for title in ("Konti", "Kontrol", "Overblik"))
CONTROL_TABLE = CONTROL.replace("worksheets/sheet", "tables/table")
CHAIN, BOOK_RELATIONS, TYPES = (
    "xl/calcChain.xml",
    "xl/_rels/workbook.xml.rels",
    "[Content_Types].xml",
)
RESULT = Decimal("-322748.08")
# A shared text and a number typed over formulas, a formula of the user's own, and a blank one.
BROKEN = {"H3": 't="s"><v>0</v>', "H5": "<v>12.5</v>", "L6": "<f>1+1</f><v>2</v>", "J7": ""}


def filled(book: bytes) -> bytes:
    return patch.changed(book, filling.plan(disk.read(book, READ)).changes)


def checked(book: bytes, findings: list[Finding] | None = None) -> bytes:
    """The workbook after a check, or with those findings in place of what one finds."""
    sheets = disk.read(book, READ)
    if findings is None:
        findings = list(export.check(sheets)[1].findings)
    return patch.changed(book, control.changes(findings, MOMENT, sheets))


def parts(book: bytes) -> dict[str, bytes]:
    guard.check(book, "rig.xlsm", guard.Kind.WORKBOOK)
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def changed_parts(before: bytes, after: bytes) -> set[str]:
    old, new = parts(before), parts(after)
    return {name for name in old | new if old.get(name) != new.get(name)}


def root(book: bytes, part: str) -> Element:
    return etree.fromstring(parts(book)[part])


def chain(book: bytes) -> set[tuple[str, str]]:
    """The sheets and cells of the calculation chain."""
    number, cells = "", set()
    for entry in root(book, CHAIN):
        number = entry.get("i", number)
        cells.add((number, entry.get("r", "")))
    return cells


@pytest.fixture(scope="module")
def broken() -> bytes:
    return build(**BROKEN)


def test_filling_changes_the_sheet_of_the_formulas_alone(broken: bytes) -> None:
    after = filled(broken)
    assert changed_parts(broken, after) == {ACCOUNTS}
    assert filled(after) == after


def test_a_check_changes_its_sheet_its_table_and_the_light_alone(broken: bytes) -> None:
    after = checked(broken)
    assert changed_parts(broken, after) == {CONTROL, CONTROL_TABLE, OVERVIEW}
    cells = [
        {cell.get("r"): etree.tostring(cell) for cell in root(book, OVERVIEW).iter(f"{MAIN}c")}
        for book in (broken, after)
    ]
    differing = {address for address in cells[0] if cells[0][address] != cells[1][address]}
    assert differing == {overview.LIGHT.cell}
    assert checked(after) == after


def test_the_chain_forgets_the_links_that_went(broken: bytes) -> None:
    full = checked(broken)
    number = "3"
    with_links = _with_chain(full, number, 7)
    after = checked(with_links, [])
    assert changed_parts(with_links, after) == {CONTROL, CONTROL_TABLE, OVERVIEW, CHAIN}
    assert {cell for sheet, cell in chain(with_links) if sheet == number} != set()
    assert chain(after) == {(sheet, cell) for sheet, cell in chain(with_links) if sheet != number}


def _with_chain(book: bytes, number: str, last: int) -> bytes:
    """The workbook as Excel saves it: the links of Kontrol are in the middle of the chain."""
    cells = [cell.get("r") for cell in root(book, CONTROL).iter(f"{MAIN}c") if len(cell) == 2]
    assert 1 < len(cells) < last
    entries = "".join(
        f'<c r="{cell}"' + (f' i="{number}"' if not at else "") + "/>"
        for at, cell in enumerate(cells)
    ).encode()
    content = parts(book)
    at = content[CHAIN].rindex(b"<c ")  # before the last, which says no sheet of its own
    head, tail = content[CHAIN][:at], content[CHAIN][at:]
    assert b" i=" not in tail
    content[CHAIN] = head + entries + tail.replace(b"/>", b' i="90"/>', 1)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, part in content.items():
            package.writestr(zipfile.ZipInfo(name), part)
    return target.getvalue()


def test_what_else_is_on_the_sheet_stays(broken: bytes) -> None:
    before, after = root(broken, ACCOUNTS), root(filled(broken), ACCOUNTS)
    assert after.attrib == before.attrib
    assert after.nsmap == before.nsmap
    kept = {f"{MAIN}sheetData", f"{MAIN}sheetCalcPr"}
    for old, new in zip(
        *(
            [etree.tostring(part) for part in one if part.tag not in kept]
            for one in (before, after)
        ),
        strict=True,
    ):
        assert old == new
    assert [str(part.tag).removeprefix(MAIN) for part in after][5:8] == [
        *("sheetData", "sheetCalcPr", "conditionalFormatting"),
    ]
    old_cells, new_cells = (
        {cell.get("r"): etree.tostring(cell) for cell in one.iter(f"{MAIN}c")}
        for one in (before, after)
    )
    differing = {address for address in old_cells if old_cells[address] != new_cells[address]}
    assert old_cells.keys() == new_cells.keys()
    assert differing == BROKEN.keys()  # the sums below were right, and stay as Excel wrote them


def test_a_formula_that_is_put_back_keeps_the_look_of_its_cell(broken: bytes) -> None:
    after = {cell.get("r"): cell for cell in root(filled(broken), ACCOUNTS).iter(f"{MAIN}c")}
    for address in BROKEN:
        cell = after[address]
        assert cell.get("s") == after[f"{address[0]}9"].get("s")
        assert cell.findtext(f"{MAIN}f") == after[f"{address[0]}9"].findtext(f"{MAIN}f")
    assert (after["H5"].get("t"), after["H5"].findtext(f"{MAIN}v")) == (None, "198399.56")
    assert (after["J7"].get("t"), after["J7"].findtext(f"{MAIN}v")) == ("str", "")
    assert after["H20"].findtext(f"{MAIN}v") == str(RESULT)


@pytest.mark.office
@pytest.mark.parametrize("do", [filled, checked])
def test_other_programs_take_it_as_before(do: object, broken: bytes, tmp_path: Path) -> None:
    assert callable(do)
    after = do(broken)
    path = tmp_path / "rig.xlsm"
    path.write_bytes(after)
    assert validator_errors(path) == []
    found = disk.read(recalculated(filled(after), tmp_path), [*TITLES, "Mit ark"])
    assert round(found["Konti"].cell(20, 8), 2) == float(RESULT)  # type: ignore[arg-type] # a sum
    assert round(found["Mit ark"].cell(1, 2), 2) == float(RESULT)  # type: ignore[arg-type] # a sum
    assert round(found["Mit ark"].cell(2, 2), 2) == 2 * float(RESULT)  # type: ignore[arg-type] # a sum
    assert found["Mit ark"].cell(3, 2) == 198399.56
    assert found["Konti"].cell(3, 13) == found["Konti"].cell(3, 8)


CONTENT = st.one_of(
    st.just(""),
    st.just("<f/>"),
    st.integers(-(10**6), 10**6).map("<v>{}</v>".format),
    st.sampled_from(['t="s"><v>1</v>', 't="e"><v>#REF!</v>', 't="b"><v>1</v>', "<f>F3+G3</f>"]),
)
ADDRESSES = st.builds("{}{}".format, st.sampled_from("HJL"), st.integers(2, ROWS + 1))


@settings(max_examples=25, deadline=None)
@example({"H3": "", "J3": "", "L3": "<f/>"})  # an empty formula, which shares nobody's
@given(st.dictionaries(ADDRESSES, CONTENT, max_size=12))
def test_whatever_is_typed_over_formulas_is_mended_and_nothing_else(cells: dict[str, str]) -> None:
    before = build(**cells)
    after = filled(before)
    assert filling.plan(disk.read(after, READ)).changes == Changes([], shown={})
    assert changed_parts(before, after) <= {ACCOUNTS, CHAIN}
    old_cells, new_cells = (
        {cell.get("r"): etree.tostring(cell) for cell in root(book, ACCOUNTS).iter(f"{MAIN}c")}
        for book in (before, after)
    )
    sums = {"H20", "J20", "L20"}
    differing = {address for address in old_cells if old_cells[address] != new_cells[address]}
    assert differing - sums <= cells.keys() | {f"J{address[1:]}" for address in cells}


def commanded(book: bytes, folder: Path, *words: str) -> bytes:
    """The workbook after the command has written into it."""
    path = folder / "rig.xlsm"
    path.write_bytes(book)
    result = run(*words, path, "-o", folder / "ny.xlsm")
    assert "fejl i digit-xl" not in result.stderr
    assert path.read_bytes() == book
    return (folder / "ny.xlsm").read_bytes()


@pytest.mark.parametrize(
    ("words", "parts_of_it"),
    [
        (("fill",), {ACCOUNTS}),
        (("validate", "--write"), {CONTROL, CONTROL_TABLE, OVERVIEW}),
    ],
)
def test_the_commands_change_no_other_part(
    words: tuple[str, ...], parts_of_it: set[str], broken: bytes, tmp_path: Path
) -> None:
    assert changed_parts(broken, commanded(broken, tmp_path, *words)) == parts_of_it


@pytest.fixture(scope="module")
def uncontrolled(broken: bytes) -> bytes:
    """The same workbook whose list of findings its user has taken over under another name."""
    content, target = parts(broken), io.BytesIO()
    for name in (*content,):
        if name == "xl/workbook.xml" or name.startswith(("xl/worksheets/s", "xl/tables/")):
            text = content[name].decode().replace("Kontrol[", "Fund[")
            for attribute in ("name", "displayName"):
                text = text.replace(f'{attribute}="Kontrol"', f'{attribute}="Fund"')
            content[name] = text.encode()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in content.items():
            package.writestr(zipfile.ZipInfo(name), part)
    return target.getvalue()


@pytest.mark.office
def test_a_new_kontrol_changes_what_must_name_it_alone(uncontrolled: bytes, tmp_path: Path) -> None:
    after = commanded(uncontrolled, tmp_path, "validate", "--write")
    added = parts(after).keys() - parts(uncontrolled).keys()
    assert {name.rpartition("/")[0] for name in added} == {
        *("xl/worksheets", "xl/worksheets/_rels", "xl/tables")
    }
    assert len(added) == 3
    known = {"xl/workbook.xml", "xl/styles.xml", BOOK_RELATIONS, TYPES, OVERVIEW}
    assert changed_parts(uncontrolled, after) == known | added
    assert validator_errors(tmp_path / "ny.xlsm") == []
    found = disk.read(recalculated(after, tmp_path), ["Kontrol", "Fund", "Konti"])
    assert found["Fund"].rows == disk.read(uncontrolled, ["Fund"])["Fund"].rows
    assert str(found["Kontrol"].cell(1, 1)).startswith("Kontrolleret ")
    assert changed_parts(after, commanded(after, tmp_path, "fill")) == {ACCOUNTS}


def test_a_macro_stays_a_macro(broken: bytes, tmp_path: Path) -> None:
    path = tmp_path / "rig.xlsm"
    path.write_bytes(broken)
    _, register = saved.fill(path)
    written = saved.store(register, tmp_path / "rig-udfyldt.xlsm")
    assert changed_parts(broken, written.path.read_bytes()) == {ACCOUNTS}
