"""The figures of a PDF, counted against the drawings of its document."""

from __future__ import annotations

import subprocess
from collections import Counter
from io import BytesIO
from typing import TYPE_CHECKING, Any

import chart_parts
import photographs
import pytest
from docx import Document
from docx.shared import Emu
from docx_parts import part, saved
from drafts import BROKEN, comments, small
from lxml import etree
from pypdf import PdfReader
from test_illustrated import FACES, FILES, LOGO, REGISTER, TELLER, run
from test_pdf import printed, structure

from digit_xl.word import wml
from digit_xl.word.printing import pdf
from digit_xl.word.printing.figures import described

if TYPE_CHECKING:
    from pathlib import Path

    from digit_xl.word.wml import Element

pytestmark = pytest.mark.office

DECORATIVE = f"""
<a:extLst xmlns:a="{wml.A}"><a:ext uri="{{C183D7F6-B498-43B3-948B-1728B52AA6E4}}"><x:decorative
 xmlns:x="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>
"""
SIDES = (5_000_000, 2_500_000)  # as `chart_parts` draws its charts


def figures(made: bytes) -> list[str]:
    """The alt text of each figure in reading order, empty where it has none."""
    reader = PdfReader(BytesIO(made), strict=True)
    return [str(it.get("/Alt", "")) for it in structure(reader) if it["/S"] == "/Figure"]


def told(document: bytes) -> list[str]:
    """The alt text of each drawing of the body, all of which tell something."""
    return [it.get("descr", "") for it in part(document).iter(wml.DOC_PR)]


def chart(alt: str, number: int) -> Element:
    """A paragraph with a chart of that alt text."""
    made = chart_parts.frame("x", number=number)
    next(made.iter(wml.DOC_PR)).set("descr", alt)
    return made


def picture(at: Any, alt: str) -> None:  # noqa: ANN401 - a document of python-docx
    """Add a picture as large as a chart; without an alt text it is a decoration."""
    at.add_picture(BytesIO(photographs.png(200, 100)), *map(Emu, SIDES))
    drawn = [*at.element.body.iter(wml.DOC_PR)][-1]
    drawn.set("descr", alt)
    if not alt:
        drawn.append(etree.fromstring(DECORATIVE))


def varied(*alts: str) -> bytes:
    """Charts with those alt texts, and before and after them pictures of the same size."""
    blocks = [chart(alt, 20 + at) for at, alt in enumerate(alts)]
    form = chart_parts.template(blocks, chart_parts.bars(), chart_parts.workbook())
    made = Document(BytesIO(form))
    picture(made, "Et billede")
    picture(made, "")
    made.element.body.insert(0, made.paragraphs[-1]._p)  # noqa: SLF001 - no door
    return saved(made)


def test_the_2019_report_and_its_pictures_are_told_in_order(tmp_path: Path) -> None:
    photographs.folder(tmp_path, FILES)
    changes = {"Forening": LOGO, "Hverv": FACES, "Oplevelser": TELLER}
    register = photographs.named(changes, REGISTER, tmp_path / "register.xlsx")
    assert run("export", "--pdf", register).exit_code == 0
    alts = told((tmp_path / "register.docx").read_bytes())
    assert len(alts) == len(set(alts)) == 6
    assert figures((tmp_path / "register.pdf").read_bytes()) == alts


def test_charts_are_told_apart_from_pictures_and_decorations_of_their_size() -> None:
    made = varied("Første æ", "Anden 😀", "Anden 😀")
    assert figures(printed(made).pdf) == ["Første æ", "Anden 😀", "Anden 😀", "Et billede"]


def test_a_chart_without_alt_text_stays_a_figure_that_lacks_it() -> None:
    # So does the decoration: nobody knows which of the two it is.
    found = Counter(figures(printed(varied("Første", "")).pdf))
    assert found == {"Første": 1, "Et billede": 1, "": 2}


def test_every_object_stands_where_the_pdf_says() -> None:
    made = printed(varied("Første", "Anden")).pdf
    start = int(made.rpartition(b"startxref\n")[2].split()[0])
    _, _, *entries = made[start:].partition(b"trailer")[0].splitlines()
    used = [(at, int(it[:10])) for at, it in enumerate(entries) if it.endswith(b"n ")]
    assert len(used) > 50
    assert all(made.startswith(b"%d 0 obj" % at, place) for at, place in used)


@pytest.fixture
def untold(monkeypatch: pytest.MonkeyPatch) -> tuple[bytes, PdfReader]:
    """What LibreOffice makes of a chart, a picture and a decoration."""
    monkeypatch.setattr(pdf, "described", lambda made, *_: made)
    made = printed(varied("Første")).pdf
    return made, PdfReader(BytesIO(made))


def test_a_drawing_that_no_figure_shows_leaves_the_rest_as_figures(
    untold: tuple[bytes, PdfReader],
) -> None:
    assert figures(described(*untold, varied("Første"))) == ["Første", "Et billede"]
    # One of the charts is shown; nobody knows which.
    assert figures(described(*untold, varied("Første", "Anden"))) == ["", "", "Et billede"]
    assert "" in figures(described(*untold, varied("Første", "")))


def test_a_pdf_without_a_plain_table_of_places_stays_as_it_is(
    untold: tuple[bytes, PdfReader],
) -> None:
    made, reader = untold
    other = made.replace(b"\nxref\n", b"\nxxxx\n")
    assert described(other, reader, varied("Første")) == other


def test_a_drafts_comments_are_no_notes_in_its_pdf_and_its_figures_are_told(
    tmp_path: Path,
) -> None:
    draft = small(BROKEN)
    assert len(comments(draft)) > 5
    made = printed(draft).pdf
    notes = [it.get_object() for page in PdfReader(BytesIO(made)).pages for it in _notes(page)]
    assert {it["/Subtype"] for it in notes} == {"/Link"}
    assert figures(made) == told(draft) != []
    (tmp_path / "draft.pdf").write_bytes(made)
    read = subprocess.run(
        ["pdftotext", "draft.pdf"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    assert read.stderr == b""


def _notes(page: Any) -> Any:  # noqa: ANN401 - whatever stands in a PDF
    return page.get("/Annots", [])
