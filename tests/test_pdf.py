"""PDFs as LibreOffice makes them, read back."""

from __future__ import annotations

import http.server
import subprocess
import threading
import time
import zipfile
from collections import Counter
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from docx.opc.constants import RELATIONSHIP_TYPE
from docx_parts import (
    PROPERTIES,
    document,
    facts,
    lines,
    p,
    part,
    row,
    saved,
    sdt,
    table,
    template,
)
from fields import page_of
from lxml import etree
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject
from test_printing import chapter, contents, entry, section_end

from digit_xl import cli, export
from digit_xl.findings import Refusal
from digit_xl.word import wml
from digit_xl.word.fill import fill
from digit_xl.word.printing import libreoffice, pdf, programs

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.office

ROOT = Path(__file__).parents[1]
REGISTER = ROOT / "workbooks" / "digit-2019.xlsx"
PICTURE_FILE = ROOT / "templates" / "page.png"
LIMIT = 120


def printed(made: bytes) -> pdf.Printed:
    """The document printed by LibreOffice."""
    [it] = pdf.convert([made], LIMIT)
    assert isinstance(it, pdf.Printed)
    return it


def tags(node: Any) -> Iterator[DictionaryObject]:  # noqa: ANN401 - whatever stands in a PDF
    """Every element of the structure tree, in reading order."""
    node = node.get_object()
    if isinstance(node, ArrayObject):
        for child in node:
            yield from tags(child)
    elif isinstance(node, DictionaryObject) and "/S" in node:
        yield node
        yield from tags(node.get("/K", ArrayObject()))


def catalog(reader: PdfReader) -> Any:  # noqa: ANN401 - as above
    """What the PDF says of itself as a whole."""
    return reader.root_object


def structure(reader: PdfReader) -> list[Any]:
    return [*tags(catalog(reader)["/StructTreeRoot"]["/K"])]


def outline(reader: PdfReader, entries: Any = None, level: int = 1) -> Iterator[tuple[int, str]]:  # noqa: ANN401 - nested lists
    """The level and the title of each entry of the outline."""
    for it in reader.outline if entries is None else entries:
        if isinstance(it, list):
            yield from outline(reader, it, level + 1)
        else:
            yield level, it.title or ""


@pytest.fixture(scope="module")
def report() -> bytes:
    outcome = export.export(export.grids(REGISTER), export.template(None))
    assert outcome.document is not None
    return outcome.document


@pytest.fixture(scope="module")
def report_pdf(report: bytes) -> bytes:
    return printed(report).pdf


@pytest.fixture(scope="module")
def reader(report_pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(report_pdf), strict=True)


def test_the_2019_pdf_says_what_it_is(reader: PdfReader) -> None:
    root = catalog(reader)
    assert reader.metadata is not None
    assert reader.metadata.title == "Årsrapport 2019"
    assert reader.metadata.author == "Den Kommunale Digitaliseringsforening"
    assert root["/Lang"] == "da-DK"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()
    assert "/AcroForm" not in root


def test_its_outline_is_the_headings(reader: PdfReader, report: bytes) -> None:
    styles = wml.Styles(part(report, "word/styles.xml"))
    headings = [wml.shown(it) for it in part(report).iter(wml.P) if styles.is_heading(it)]
    shown = [*outline(reader)]
    assert len(shown) > 40
    for (_, title), heading in zip(shown, headings, strict=True):
        assert title.endswith(heading)  # the outline has the number before it
    levels = [1, *(level for level, _ in shown)]
    assert all(below <= above + 1 for above, below in pairwise(levels))


def test_its_text_is_tagged_in_order(reader: PdfReader) -> None:
    kinds = Counter(str(it["/S"]) for it in structure(reader))
    assert min(kinds[kind] for kind in ("/H1", "/H2", "/H3", "/L", "/LI", "/Table", "/TD")) > 3
    assert kinds["/TH"] > 20
    assert kinds["/H2"] + kinds["/H1"] + kinds["/H3"] == len([*outline(reader)])


def test_its_chart_is_a_figure_with_the_charts_alt_text_and_decoration_is_none(
    reader: PdfReader, report: bytes
) -> None:
    figures = [it for it in structure(reader) if it["/S"] == "/Figure"]
    drawings = [*part(report).iter(wml.DOC_PR)]
    assert [it["/Alt"] for it in figures] == [it.get("descr") for it in drawings] != []


def test_the_same_document_is_the_same_pdf(report: bytes, report_pdf: bytes) -> None:
    time.sleep(1.1)  # its dates have seconds
    assert printed(report).pdf == report_pdf


def test_its_date_is_the_reports(reader: PdfReader) -> None:
    assert reader.metadata is not None
    assert reader.metadata.creation_date_raw == "D:20200510000000Z'"
    assert b"2020-05-10T00:00:00Z" in catalog(reader)["/Metadata"].get_object().get_data()


def test_controls_are_no_form_fields_and_keep_their_words_in_place() -> None:
    made = template(
        p("Beløbet er ", sdt("dx:a", "?"), " i alt."), table(row("Navn", "Tal"), row("x", "dx:b"))
    )
    reader = PdfReader(BytesIO(printed(fill(made, facts(a="12,50", b="7"), PROPERTIES)).pdf))
    assert "/AcroForm" not in reader.root_object
    assert "/Annots" not in reader.pages[0]
    assert "Beløbet er 12,50 i alt." in reader.pages[0].extract_text()


@pytest.mark.parametrize("alt", ["Søjler over årets udgifter", ""])
def test_a_pictures_alt_text_is_read_back_and_its_lack_is_not_hidden(alt: str) -> None:
    made = document(p("text"))
    made.add_picture(str(PICTURE_FILE))
    next(made.element.body.iter(wml.DOC_PR)).set("descr", alt)
    reader = PdfReader(BytesIO(printed(saved(made)).pdf))
    figures = [it for it in structure(reader) if it["/S"] == "/Figure"]
    assert [it.get("/Alt", "") for it in figures] == [alt]


@pytest.fixture(scope="module")
def book() -> bytes:
    """Contents before three chapters; pages are numbered from 11 after the first."""
    made = document(
        *contents(entry("_Toc1", "Første"), entry("_Toc2", "Anden"), entry("Bilag_ø", "Tredje")),
        p("Se også side ", *page_of("_Toc2"), "."),
        chapter("_Toc1", "Første", 1),
        section_end(),
        chapter("_Toc2", "Anden", 2, new_page=False),
        chapter("Bilag_ø", "Tredje", 3),
    )
    made.element.body[-1].append(wml.element("pgNumType", start=11))
    return saved(made)


def test_the_contents_tell_the_pages_of_the_pdf(book: bytes) -> None:
    [published] = export.publish([book], LIMIT)
    assert isinstance(published.pdf, bytes)
    expected = ["Første\t2", "Anden\t11", "Tredje\t12", "Se også side 11."]
    assert lines(part(published.document))[:4] == expected
    pages = [page.extract_text() for page in PdfReader(BytesIO(published.pdf)).pages]
    assert [" ".join(line.split()) for line in pages[0].splitlines()] == [
        line.replace("\t", " ") for line in expected
    ]
    assert [page.strip() for page in pages[1:]] == ["Første", "Anden", "Tredje"]


def test_the_contents_of_the_2019_report_tell_the_pages_on_which_its_headings_stand(
    report: bytes,
) -> None:
    [published] = export.publish([report], LIMIT)
    assert isinstance(published.pdf, bytes)
    reader = PdfReader(BytesIO(published.pdf))
    entries = [
        line.split("\t")
        for line in lines(part(published.document))
        if line.count("\t") in (1, 2) and line.rsplit("\t", 1)[1].isdigit()
    ]
    stands: Any = {
        " ".join(str(it.title).split()): 1 + (reader.get_destination_page_number(it) or 0)
        for it in flat(reader.outline)
    }
    assert len(entries) > 25
    assert {" ".join(words): int(page) for *words, page in entries}.items() <= stands.items()
    printed_contents = " ".join(reader.pages[1].extract_text().split())
    for *words, page in entries:
        assert f"{' '.join(words)} {page}" in printed_contents


def flat(entries: Any) -> Iterator[Any]:  # noqa: ANN401 - nested lists
    """Every entry of an outline, in order."""
    for it in entries:
        if isinstance(it, list):
            yield from flat(it)
        else:
            yield it


def test_the_contents_lead_to_the_chapters(book: bytes) -> None:
    reader = PdfReader(BytesIO(printed(book).pdf))
    notes: Any = reader.pages[0]["/Annots"]
    links = [note.get_object() for note in notes]
    assert len(links) >= 4
    assert {note["/Subtype"] for note in links} == {"/Link"}


def test_several_documents_share_one_start(
    book: bytes, report: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []
    finishes: Any = programs.finishes

    def count(command: list[str], *others: object) -> object:
        started.append(command)
        return finishes(command, *others)

    monkeypatch.setattr(programs, "finishes", count)
    made = pdf.convert([report, book, no_document(), book], LIMIT)
    assert len(started) == 1
    assert [isinstance(it, pdf.Printed) for it in made] == [True, True, False, True]


def test_the_command_writes_the_report_and_its_pdf(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        cli.main, ["export", str(REGISTER), "--pdf", "-o", str(tmp_path / "rapport.docx")]
    )
    assert result.exit_code == 0
    paths = [tmp_path / "rapport.docx", tmp_path / "rapport.pdf"]
    assert result.stdout.splitlines() == [str(path) for path in paths]
    assert sorted(tmp_path.iterdir()) == paths
    assert "Laver PDF" not in result.stderr  # nobody is at a terminal
    shown = "".join(page.extract_text() for page in PdfReader(paths[1]).pages)
    assert "1.541.130,23" in shown


class Listener(http.server.BaseHTTPRequestHandler):
    """Notes each request and finds nothing."""

    asked: list[str]

    def handle_one_request(self) -> None:
        """Note who asks, and hang up."""
        self.asked.append(str(self.client_address))
        self.close_connection = True


@pytest.fixture
def listening() -> Iterator[tuple[int, list[str]]]:
    """The port of a server on this machine, and who has connected to it."""
    asked: list[str] = []
    handler = type("Handler", (Listener,), {"asked": asked})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, asked
        server.shutdown()


PICTURE = """
<w:r xmlns:w="{w}" xmlns:r="{r}" xmlns:wp="{wp}" xmlns:a="{a}" xmlns:pic="{pic}">
 <w:drawing><wp:inline><wp:extent cx="1800000" cy="600000"/><wp:docPr id="1" name="Billede"/>
  <a:graphic><a:graphicData uri="{pic}"><pic:pic>
   <pic:nvPicPr><pic:cNvPr id="1" name="x"/><pic:cNvPicPr/></pic:nvPicPr>
   <pic:blipFill><a:blip r:link="{key}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>
   <pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1800000" cy="600000"/></a:xfrm>
    <a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>
  </pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>
</w:r>"""


def linking(address: str) -> bytes:
    """A document with a picture that stands at that address."""
    made = document(p("text"))
    key = made.part.relate_to(address, RELATIONSHIP_TYPE.IMAGE, is_external=True)
    run = PICTURE.format(w=wml.W, r=wml.R, wp=wml.WP, a=wml.A, pic=wml.PIC, key=key)
    made.element.body[0].append(etree.fromstring(run))
    return saved(made)


@pytest.mark.parametrize("shut_off", [True, False], ids=["no network", "its profile alone"])
def test_nothing_is_fetched_while_it_is_printed(
    shut_off: bool,  # noqa: FBT001 - a parameter of the test
    listening: tuple[int, list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    port, asked = listening
    if not shut_off:
        monkeypatch.setattr(libreoffice, "shut_off", tuple)
    printed(linking(f"http://127.0.0.1:{port}/picture.png"))
    assert asked == []


def test_libreoffice_left_alone_would_fetch(
    listening: tuple[int, list[str]], tmp_path: Path
) -> None:
    port, asked = listening
    (tmp_path / "linking.docx").write_bytes(linking(f"http://127.0.0.1:{port}/picture.png"))
    program = libreoffice.find()
    assert program is not None
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", "pdf", "linking.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=LIMIT)
    assert asked != []


def test_no_file_of_the_machine_gets_into_the_pdf(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(PICTURE_FILE.read_bytes())
    made = printed(linking(secret.as_uri()))
    assert not PdfReader(BytesIO(made.pdf)).pages[0].images


def no_document() -> bytes:
    """A package that LibreOffice can make nothing of."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types")
    return content.getvalue()


def test_what_is_no_document_is_told() -> None:
    [made] = pdf.convert([no_document()], LIMIT)
    assert isinstance(made, Refusal)
    assert made.code == "pdf-failed"
    assert "could not be loaded" in made.sentence
