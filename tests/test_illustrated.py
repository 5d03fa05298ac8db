"""From a register with pictures beside it to a report that shows them, or to findings."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import photographs
import pytest
from click.testing import CliRunner, Result
from docx.shared import Mm
from docx_parts import part, tag_of
from office import to_pdf, validator_errors
from pypdf import PdfReader
from registers import grids

from digit_xl import cli, export
from digit_xl.book import images
from digit_xl.word import wml

if TYPE_CHECKING:
    from collections.abc import Callable

    from digit_xl.book.grid import Cell

ROOT = Path(__file__).parents[1]
REGISTER = ROOT / "workbooks" / "digit-2019.xlsx"
TEMPLATE = ROOT / "templates" / "aarsrapport.docx"
RELS = "word/_rels/document.xml.rels"

LOGO: dict[str, Cell] = {"B19": "logo.png", "B20": "Foreningens logo"}
FACES: dict[str, Cell] = {
    **{f"H{row}": name for row, name in ((2, "claus.jpg"), (3, "Søren.PNG"), (7, "claus.jpg"))},
    **{f"I{row}": f"Portræt {row}" for row in (2, 3, 7)},
}
TELLER: dict[str, Cell] = {"F2": "fortæller.png", "G2": "En, der fortæller"}
FILES = {
    "logo.png": photographs.png(900, 200, "RGBA"),
    "claus.jpg": photographs.jpeg(1500, 2000),
    "søren.png": photographs.png(400, 300),
    "fortæller.png": photographs.png(300, 300),
}
FRAMES = {  # millimetres, as the template has them
    "Foreningens logo": (60, 16),
    "Portræt 2": (18, 22),
    "Portræt 3": (18, 22),
    "Portræt 7": (18, 22),
    "En, der fortæller": (36, 44),
}


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli.main, [str(word) for word in words])


@pytest.fixture(scope="module")
def illustrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The 2019 register with pictures beside it, and the report written from it."""
    beside = tmp_path_factory.mktemp("illustrated")
    photographs.folder(beside, FILES)
    changes = {"Forening": LOGO, "Hverv": FACES, "Oplevelser": TELLER}
    register = photographs.named(changes, REGISTER, beside / "register.xlsx")
    result = run("export", register)
    assert result.exit_code == 0, result.output
    return beside / "register.docx"


def test_the_report_shows_each_picture_in_its_frame_undistorted_and_tells_it(
    illustrated: Path,
) -> None:
    content = illustrated.read_bytes()
    found = {photographs.told(drawing): drawing for drawing in photographs.drawings(content)}
    assert set(found) == set(FRAMES)
    relations = {it.get("Id"): it.get("Target", "") for it in part(content, RELS)}
    for description, (wide, high) in FRAMES.items():
        drawing = found[description]
        blip = next(drawing.iter(f"{{{wml.A}}}blip"))
        target = relations[blip.get(f"{{{wml.R}}}embed")]
        shown = photographs.read(zipfile.ZipFile(illustrated).read(f"word/{target}"))
        width, height = photographs.size(drawing)
        assert width / height == pytest.approx(shown.width / shown.height, rel=1e-4)
        assert width <= Mm(wide)
        assert height <= Mm(high)
        assert width == Mm(wide) or height == Mm(high)
    assert len(photographs.media(content)) == len(FILES)


def test_portraits_stand_with_their_names_and_no_frame_stands_open(illustrated: Path) -> None:
    root = part(illustrated.read_bytes())
    cells = [cell for cell in root.iter(wml.TC) if next(cell.iter(wml.DOC_PR), None) is not None]
    assert [wml.shown(cell) for cell in cells] == [
        *("Claus Thykjær", "Søren Bonde", "Jesper Wulff Nielsen")
    ]
    tags = [tag_of(it) for it in root.iter(wml.SDT)]
    assert tags.count("dx:portræt") == 3
    assert tags.count("dx:billede") == 1


@pytest.mark.office
def test_the_illustrated_report_is_sound_and_libreoffice_prints_it(
    illustrated: Path, tmp_path: Path
) -> None:
    assert validator_errors(illustrated) == []
    pages = PdfReader(to_pdf(illustrated, tmp_path)).pages
    assert len(pages[0].images) >= 1
    assert "2019" in pages[0].extract_text()
    assert sum(len(page.images) for page in pages) >= len(FRAMES)


@pytest.mark.office
def test_a_long_name_and_a_high_logo_still_fit_on_the_cover(tmp_path: Path) -> None:
    photographs.folder(tmp_path, {"logo.png": photographs.png(300, 300)})
    name = (
        "Den Fælleskommunale Digitaliseringsforening for Sjælland, Lolland, Falster, Møn og omegn"
    )
    changes: dict[str, dict[str, Cell]] = {"Forening": {**LOGO, "B2": name}}
    register = photographs.named(changes, REGISTER, tmp_path / "register.xlsx")
    assert run("export", register).exit_code == 0
    pages = PdfReader(to_pdf(tmp_path / "register.docx", tmp_path)).pages
    assert len(pages[0].images) >= 1
    assert "Ledelsespåtegning" in pages[1].extract_text()


def test_a_report_without_pictures_has_nothing_of_them() -> None:
    outcome = export.export(export.grids(REGISTER), export.template(None))
    assert outcome.document is not None
    assert photographs.media(outcome.document) == []
    assert photographs.drawings(outcome.document) == []
    assert photographs.media(TEMPLATE.read_bytes()) == ["word/media/ramme.png"]


def _link(folder: Path) -> None:
    (folder.parent / "outside.png").write_bytes(photographs.png())
    (folder / "a.png").symlink_to(folder.parent / "outside.png")


def _pipe(folder: Path) -> None:
    os.mkfifo(folder / "a.png")


def _holding(content: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / "a.png").write_bytes(content)


BROKEN: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "missing": ("a.png", lambda _: None, "findes ikke"),
    "no picture": ("a.png", _holding(b"<svg/>"), "PNG eller JPEG"),
    "broken": ("a.png", _holding(photographs.png(90, 90)[:60]), "beskadiget"),
    "100 megapixels": ("a.png", _holding(photographs.blank_png(10_000, 10_000)), "25 millioner"),
    "bomb": ("a.png", _holding(photographs.blank_png(90_000, 90_000)), "25 millioner"),
    "outside": ("../outside.png", _link, "er ikke navnet på en fil"),
    "link": ("a.png", _link, "et andet sted"),
    "pipe": ("a.png", _pipe, "almindelig fil"),
    "number": ("5", lambda _: None, "findes ikke"),
}


@pytest.mark.parametrize(("name", "make", "words"), BROKEN.values(), ids=BROKEN)
def test_a_bad_picture_is_a_finding_with_its_cell(
    name: str, make: Callable[[Path], object], words: str, tmp_path: Path
) -> None:
    make(photographs.folder(tmp_path, {}))
    changes: dict[str, dict[str, Cell]] = {"Hverv": {"H3": name, "I3": "Søren"}}
    register = photographs.named(changes, REGISTER, tmp_path / "register.xlsx")
    for command in ("validate", "export"):
        result = run(command, register)
        assert result.exit_code == 1
        assert "Hverv!H3 fejl BIL-01: " in result.output
        assert words in result.output
        assert "Traceback" not in result.output
        assert "Warning" not in result.output
    assert not (tmp_path / "register.docx").exists()


def test_programs_are_told_of_a_bad_picture_with_its_cell(tmp_path: Path) -> None:
    changes: dict[str, dict[str, Cell]] = {"Forening": LOGO}
    register = photographs.named(changes, REGISTER, tmp_path / "register.xlsx")
    found = json.loads(run("validate", register, "--format", "json").stdout)
    mine = [(it["sheet"], it["cell"], it["column"]) for it in found if it["rule"].startswith("BIL")]
    assert mine == [("Forening", "B19", "Logo")]


def test_a_picture_that_nobody_has_told_of_is_a_finding_where_the_words_should_stand() -> None:
    pictures = images.Pictures(lambda name: FILES[name])
    changes: dict[str, Cell] = {"Hverv!H2": "claus.jpg", "Forening!B19": "logo.png"}
    changes |= {"Oplevelser!F2": "fortæller.png", "Oplevelser!G2": "Eva"}
    _, outcome = export.check(grids(changes), pictures)
    assert [(str(it.place), it.rule) for it in outcome.findings] == [
        ("Forening!B20", "BIL-02"),
        ("Hverv!I2", "BIL-02"),
    ]


def test_each_picture_is_decoded_once_however_many_cells_name_it() -> None:
    asked: list[str] = []

    def read(name: str) -> bytes:
        asked.append(name)
        return FILES[name]

    cells: dict[str, Cell] = {f"Hverv!H{row}": "claus.jpg" for row in (2, 3, 5)}
    cells |= {f"Hverv!I{row}": "Claus" for row in (2, 3, 5)}
    outcome = export.export(grids(cells), export.template(None), images.Pictures(read))
    assert outcome.document is not None
    assert asked == ["claus.jpg"]
    assert len(photographs.drawings(outcome.document)) == 3
