"""Pictures in the report: in the template's frame, undistorted, told in words, stored once."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import photographs
import pytest
from docx.shared import Mm
from docx_parts import PROPERTIES, document, facts, p, part, records, repeat, saved, sdt
from lxml import etree
from office import validator_errors

from digit_xl.facts import Fact, Picture
from digit_xl.findings import Refusal
from digit_xl.word import wml
from digit_xl.word.fill import fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from digit_xl.facts import Node
    from digit_xl.word.wml import Element

ROOT = Path(__file__).parents[1]
REGISTER = ROOT / "workbooks" / "digit-2019.xlsx"
TEMPLATE = ROOT / "templates" / "aarsrapport.docx"
RELS = "word/_rels/document.xml.rels"
EXTENT = f"{{{wml.WP}}}extent"
SVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
WP14 = "http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing"


def picture(width: int = 30, height: int = 20, description: str = "Et kort") -> Picture:
    return Picture(photographs.png(width, height), "png", width, height, description)


def template(*change: Callable[[Element], object], name: str = "logo") -> bytes:
    """A template with a frame of 60 × 18 mm in a repeat-free control, its drawing changed."""
    made = document()
    run = made.add_paragraph().add_run()
    run.add_picture(io.BytesIO(photographs.png(5, 5)), Mm(60), Mm(18))
    drawing = next(run._r.iter(f"{{{wml.WP}}}inline"))  # noqa: SLF001 - python-docx's own element
    for one in change:
        one(drawing)
    paragraph = wml.holder_of(run._r)  # noqa: SLF001 - as above
    paragraph.append(sdt(f"dx:{name}", run._r))  # noqa: SLF001 - as above
    return saved(made)


def given(content: bytes, **values: Node) -> bytes:
    return fill(content, facts(**values), PROPERTIES)


def parse(text: str) -> Element:
    return etree.fromstring(text)


@pytest.mark.parametrize(
    ("pixels", "sides"),
    [
        ((600, 180), (60, 18)),
        ((600, 90), (60, 9)),
        ((100, 100), (18, 18)),
        ((20, 3000), (0.12, 18)),
        ((5, 3), (30, 18)),
    ],
)
def test_a_picture_fills_its_frame_as_far_as_its_proportion_admits(
    pixels: tuple[int, int], sides: tuple[float, float]
) -> None:
    (drawing,) = photographs.drawings(given(template(), logo=picture(*pixels)))
    assert photographs.size(drawing) == tuple(Mm(side) for side in sides)
    inner = [it for it in drawing.iter(f"{{{wml.A}}}ext") if it.get("cx")]
    assert [(int(it.get("cx", "")), int(it.get("cy", ""))) for it in inner] == [
        photographs.size(drawing)
    ]


def test_it_is_told_in_the_registers_words_alone() -> None:
    def marked(drawing: Element) -> None:
        told = drawing.find(wml.DOC_PR)
        assert told is not None
        told.set("descr", "Plads til logo")
        told.set("title", "Prøve")
        told.append(
            parse(
                f'<a:extLst xmlns:a="{wml.A}"><a:ext uri="{{C183D7F6-B498-43B3-948B-1728B52AA6E4}}'
                '"><adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/'
                'decorative" val="1"/></a:ext></a:extLst>'
            )
        )

    filled = given(template(marked), logo=picture(description="Logo & \x00navn"))
    (drawing,) = photographs.drawings(filled)
    assert photographs.told(drawing) == "Logo & navn"
    whole = etree.tostring(drawing, encoding="unicode")
    assert "decorative" not in whole
    assert "Prøve" not in whole


def _as_word_leaves_it(drawing: Element) -> None:
    """Cropped, turned, of a size reckoned from the page, with a vector picture behind it."""
    fill = next(drawing.iter(f"{{{wml.PIC}}}blipFill"))
    blip = next(fill.iter(f"{{{wml.A}}}blip"))
    blip.append(parse(f'<a:grayscl xmlns:a="{wml.A}"/>'))
    blip.append(
        parse(
            f'<a:extLst xmlns:a="{wml.A}"><a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}">'
            f'<svg:svgBlip xmlns:svg="{SVG}" xmlns:r="{wml.R}" r:embed="rIdSvg"/></a:ext>'
            "</a:extLst>"
        )
    )
    blip.addnext(parse(f'<a:srcRect xmlns:a="{wml.A}" l="10000" t="20000"/>'))
    next(fill.iter(f"{{{wml.A}}}fillRect")).set("l", "-9000")
    next(drawing.iter(f"{{{wml.A}}}xfrm")).set("rot", "5400000")
    told = drawing.find(wml.DOC_PR)
    assert told is not None
    told.addprevious(parse(f'<wp:effectExtent xmlns:wp="{wml.WP}" l="9" t="9" r="9" b="9"/>'))


def test_nothing_of_the_sample_but_its_place_and_its_effects_is_left() -> None:
    (drawing,) = photographs.drawings(given(template(_as_word_leaves_it), logo=picture(600, 180)))
    assert photographs.size(drawing) == (Mm(60), Mm(18))
    fill = next(drawing.iter(f"{{{wml.PIC}}}blipFill"))
    assert [etree.QName(it).localname for it in fill.iter()] == [
        *("blipFill", "blip", "grayscl", "stretch", "fillRect")
    ]
    assert next(fill.iter(f"{{{wml.A}}}fillRect")).keys() == []
    assert "rot" not in next(drawing.iter(f"{{{wml.A}}}xfrm")).attrib
    assert drawing.find(f"{{{wml.WP}}}effectExtent") is None


def _floating(drawing: Element) -> None:
    """Make the drawing one that text runs around, half as wide as the page."""
    drawing.tag = f"{{{wml.WP}}}anchor"
    for name in ("simplePos", "locked", "behindDoc"):
        drawing.set(name, "0")
    for name in ("relativeHeight", "layoutInCell", "allowOverlap"):
        drawing.set(name, "1")
    space = f'xmlns:wp="{wml.WP}" xmlns:wp14="{WP14}"'
    before = ['<wp:simplePos {} x="0" y="0"/>']
    for side in ("H", "V"):
        start = f'<wp:position{side} {{}} relativeFrom="page"><wp:posOffset>0</wp:posOffset>'
        before.append(f"{start}</wp:position{side}>")
    for at, text in enumerate(before):
        drawing.insert(at, parse(text.format(space)))
    extent = drawing.find(EXTENT)
    assert extent is not None
    extent.addnext(parse(f"<wp:wrapTopAndBottom {space}/>"))
    for side, end in (("H", "Width"), ("V", "Height")):
        drawing.append(
            parse(
                f'<wp14:sizeRel{side} {space} relativeFrom="page"><wp14:pct{end}>50000'
                f"</wp14:pct{end}></wp14:sizeRel{side}>"
            )
        )


@pytest.mark.office
def test_a_floating_frame_is_filled_alike(tmp_path: Path) -> None:
    filled = given(template(_floating), logo=picture(100, 100))
    (drawing,) = photographs.drawings(filled)
    assert photographs.size(drawing) == (Mm(18), Mm(18))
    assert not [it for it in drawing if str(it.tag).startswith(f"{{{WP14}}}")]
    (tmp_path / "floating.docx").write_bytes(filled)
    assert validator_errors(tmp_path / "floating.docx") == []


def test_the_sample_is_in_no_document_whether_the_frame_was_filled_or_went() -> None:
    assert len(photographs.media(template())) == 1
    filled = given(template(), logo=picture())
    assert [name for name in photographs.media(filled) if "dx-" not in name] == []
    assert len(photographs.media(filled)) == 1
    gone = given(template(), logo=Fact(None))
    assert photographs.drawings(gone) == []
    assert photographs.media(gone) == []
    assert b"/image" not in zipfile.ZipFile(io.BytesIO(gone)).read(RELS)


def test_a_picture_of_the_templates_own_stays() -> None:
    made = document()
    made.add_picture(io.BytesIO(photographs.png(5, 5)))
    made.element.body.insert(0, p(sdt("dx:navn", "?")))
    filled = given(saved(made), navn=Fact("Nord"))
    assert len(photographs.media(filled)) == len(photographs.drawings(filled)) == 1


def _repeated(made: bytes) -> bytes:
    """The template with its paragraph repeated for each person of each body."""
    from docx import Document

    opened = Document(io.BytesIO(made))
    paragraph = next(it for it in opened.element.body if next(it.iter(wml.SDT), None) is not None)
    at = opened.element.body.index(paragraph)
    opened.element.body.insert(at, repeat("organer", repeat("personer", paragraph)))
    return saved(opened)


def test_the_same_picture_in_two_bodies_is_stored_once() -> None:
    face, other = picture(), picture(20, 30)
    bodies = records(
        {"personer": records({"logo": face}, {"logo": other}, {"logo": Fact(None)})},
        {"personer": records({"logo": face})},
    )
    filled = given(_repeated(template()), organer=bodies)
    assert len(photographs.drawings(filled)) == 3
    assert len(photographs.media(filled)) == 2
    numbers = [it.get("id") for it in part(filled).iter(wml.DOC_PR)]
    assert len(set(numbers)) == 3


def test_a_report_that_is_filled_anew_keeps_no_picture_of_old() -> None:
    report = given(template(), logo=picture())
    assert given(report, logo=picture()) == report
    renewed = given(report, logo=picture(90, 20))
    assert len(photographs.media(renewed)) == 1
    assert photographs.media(renewed) != photographs.media(report)


def test_the_content_types_know_each_kind_of_picture() -> None:
    photo = Picture(photographs.jpeg(), "jpeg", 30, 20, "Foto")
    filled = given(template(), logo=photo)
    types = part(filled, "[Content_Types].xml")
    kinds = {it.get("Extension"): it.get("ContentType") for it in types}
    assert kinds["jpeg"] == "image/jpeg"


def _sized(cx: str, cy: str) -> Callable[[Element], object]:
    def change(drawing: Element) -> None:
        extent = drawing.find(EXTENT)
        assert extent is not None
        extent.attrib.update({"cx": cx, "cy": cy})

    return change


def _grouped(drawing: Element) -> None:
    """Two levels down, as in a group of shapes."""
    inner = next(drawing.iter(f"{{{wml.PIC}}}pic"))
    holder = wml.holder_of(inner)
    group = etree.SubElement(holder, "{urn:group}wgp")
    group.append(inner)


@pytest.mark.parametrize(
    "change",
    [
        _sized("0", "100"),
        _sized("100", "0"),
        _sized("-5", "100"),
        _sized("wide", "100"),
        _sized("999999999999", "100"),
        _grouped,
        lambda drawing: drawing.remove(drawing[0]),
    ],
)
def test_a_frame_that_is_no_picture_of_a_size_is_refused(
    change: Callable[[Element], object],
) -> None:
    for node in (picture(), Fact(None)):
        with pytest.raises(Refusal) as refused:
            given(template(change), logo=node)
        assert refused.value.code == "template-frame"
        assert "»logo«" in refused.value.sentence


def test_a_picture_fits_a_frame_alone_and_a_frame_a_picture_alone() -> None:
    text = saved(document(p(sdt("dx:logo", "?"))))
    for content, node in ((text, picture()), (template(), Fact("navn"))):
        with pytest.raises(Refusal) as refused:
            given(content, logo=node)
        assert refused.value.code == "template-frame"


def test_five_hundred_portraits_take_no_time_each() -> None:
    from time import perf_counter

    def seconds(count: int) -> float:
        people = records(*({"logo": picture(30, 20 + at % 50)} for at in range(count)))
        bodies = records({"personer": people})
        content = _repeated(template())
        start = perf_counter()
        given(content, organer=bodies)
        return perf_counter() - start

    seconds(10)
    assert seconds(500) < 20 * seconds(100)
