"""UDKAST stands at the top of every page of a draft, whatever headers the template has."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx_parts import document, part, saved, template
from drafts import finding, headers, marked, names, small, value, varied
from lxml import etree

from digit_xl.findings import Refusal
from digit_xl.word import wml
from digit_xl.word.drafts.stamp import STAMP


def test_without_findings_the_pages_are_marked_and_nothing_is_commented() -> None:
    made = marked(template(value()), [], navn="Ana")
    assert [text[0] for text in headers(made).values()] == [STAMP]
    assert not [name for name in names(made) if "comments" in name]
    assert "comment" not in str(names(made))
    with zipfile.ZipFile(BytesIO(made)) as archive:
        assert "Årsrapport 2019 (udkast)" in archive.read("docProps/core.xml").decode()


def pages(content: bytes) -> list[dict[str, str]]:
    """The first line of the header of each kind that each section's pages have."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        root = archive.read("word/_rels/document.xml.rels")
    targets = {rel.get("Id"): rel.get("Target") for rel in etree.fromstring(root)}
    had: dict[str, str] = {}
    found = []
    for section in part(content).iter(wml.w("sectPr")):
        for reference in section.iterfind(wml.w("headerReference")):
            target = targets[reference.get(f"{{{wml.R}}}id")]
            top = wml.shown(part(content, f"word/{target}")[0])
            had[reference.get(wml.w("type"), "")] = top
        found.append(dict(had))
    return found


def test_every_page_is_marked_whatever_headers_there_are() -> None:
    made = marked(saved(varied()), [], navn="Ana")
    stamped = dict.fromkeys(("default", "even", "first"), STAMP)
    assert pages(made) == [{key: stamped[key] for key in ("default", "even")}, stamped, stamped]
    assert [STAMP, "Eget"] in headers(made).values()


def test_the_stamp_looks_as_the_template_says_or_is_bold() -> None:
    own = part(small(), "word/header2.xml")[0]
    assert wml.style_of(own) == "Udkast"
    assert own.find(f".//{wml.w('b')}") is None
    plain = part(marked(template(value()), [], navn="Ana"), "word/header1.xml")[0]
    assert wml.style_of(plain) is None
    assert plain.find(f".//{wml.w('b')}") is not None


@pytest.mark.parametrize("kind", [RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.COMMENTS])
def test_a_header_or_comments_that_are_something_else_refuse(kind: str) -> None:
    form = document(value())
    form.sections[0].header.is_linked_to_previous = False
    image = Part(PackURI("/word/media/a.png"), "image/png", b"x", form.part.package)
    found = [key for key, rel in form.part.rels.items() if rel.reltype == kind]
    for key in found or ["rId99"]:
        form.part.rels.pop(key, None)
        form.part.rels.add_relationship(kind, image, key)
    with pytest.raises(Refusal) as refused:
        marked(saved(form), [finding()], navn="Ana")
    assert refused.value.code == "template-unreadable"
