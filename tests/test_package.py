"""Every part of a package, its description, and the same bytes each time."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from docx.opc.constants import CONTENT_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx_parts import (
    PROPERTIES,
    document,
    facts,
    ids,
    lines,
    p,
    part,
    saved,
    sdt,
    template,
    text_box,
    with_footnote,
)

from digit_xl.findings import Refusal
from digit_xl.word import wml
from digit_xl.word.fill import fill


def everywhere() -> bytes:
    """A template with a control in each kind of part that can have one."""
    made = document(p(sdt("dx:a", "?"), text_box("dx:a")))
    made.sections[0].header.paragraphs[0]._p.append(sdt("dx:a", "?"))  # noqa: SLF001 - python-docx has no other door
    made.sections[0].footer.paragraphs[0]._p.append(sdt("dx:a", "?"))  # noqa: SLF001 - as above
    with_footnote(made, p(sdt("dx:a", "?")))
    return saved(made)


def test_controls_are_filled_in_every_part_and_in_both_forms_of_a_text_box() -> None:
    content = fill(everywhere(), facts(a="Køge"), PROPERTIES)
    names = ["word/header1.xml", "word/footer1.xml", "word/footnotes.xml"]
    assert [lines(part(content, name)) for name in names] == [["Køge"]] * 3
    body = part(content)
    assert [it.text for it in body.iter(wml.T)] == ["Køge"] * 3
    numbers = [
        number for name in [*names, "word/document.xml"] for number in ids(part(content, name))
    ]
    assert len(numbers) == len(set(numbers)) == 6


def test_the_same_in_gives_the_same_bytes_out() -> None:
    made, known = everywhere(), facts(a="Køge")
    content = fill(made, known, PROPERTIES)
    assert fill(made, known, PROPERTIES) == content
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[:2] == ["[Content_Types].xml", "_rels/.rels"]


def test_the_document_says_what_it_is_and_nothing_of_the_template() -> None:
    made = document(p(sdt("dx:a", "?")))
    made.core_properties.keywords = made.core_properties.comments = "hemmeligt"
    content = fill(saved(made), facts(a="x"), PROPERTIES)
    told = {it.tag.partition("}")[2]: it.text for it in part(content, "docProps/core.xml")}
    assert told == {
        "title": "Årsrapport 2019",
        "subject": "Prøve",
        "creator": "Foreningen",
        "lastModifiedBy": "Foreningen",
        "language": "da-DK",
        "revision": "1",
        "created": "2020-05-10T00:00:00Z",
        "modified": "2020-05-10T00:00:00Z",
    }
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = set(archive.namelist())
        assert not any(b"hemmeligt" in archive.read(name) for name in names)
    assert not names & {"docProps/app.xml", "docProps/thumbnail.jpeg"}


def test_a_word_template_becomes_a_document() -> None:
    source, content = BytesIO(template(p(sdt("dx:a", "?")))), BytesIO()
    types = CONTENT_TYPE.WML_DOCUMENT_MAIN.encode()
    other = types.replace(b"document.main", b"template.main")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(content, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(types, other))
    made = fill(content.getvalue(), facts(a="x"), PROPERTIES)
    assert lines(part(made)) == ["x"]
    kinds = {it.get("ContentType") for it in part(made, "[Content_Types].xml")}
    assert CONTENT_TYPE.WML_DOCUMENT_MAIN in kinds
    assert other.decode() not in kinds


def test_a_template_that_asks_for_nothing_is_refused() -> None:
    with pytest.raises(Refusal, match="ingen kontrolelementer") as refused:
        fill(template(p(sdt("andet", "x"))), facts(a="x"), PROPERTIES)
    assert refused.value.code == "template-empty"


@pytest.mark.parametrize("content", [b"", b"x", template(p("x"))[:900]])
def test_what_is_no_document_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal, match="kan ikke læses") as refused:
        fill(content, facts(a="x"), PROPERTIES)
    assert refused.value.code == "template-unreadable"


@pytest.mark.parametrize("targets", [[], ["word/document.xml"], ["word/styles.xml", ""], ["", ""]])
def test_the_description_is_made_anew_where_there_is_none_that_can_be_one(
    targets: list[str],
) -> None:
    made = document(p(sdt("dx:a", "?")))
    package = made.part.package
    assert made.core_properties is not None
    (key,) = (key for key, rel in package.rels.items() if rel.reltype == RT.CORE_PROPERTIES)
    own = package.rels.pop(key).target_part
    others = {str(it.partname)[1:]: it for it in package.iter_parts()}
    for at, target in enumerate(targets):
        package.rels.add_relationship(RT.CORE_PROPERTIES, others.get(target, own), f"core{at}")
    root = part(fill(saved(made), facts(a="x"), PROPERTIES), "docProps/core.xml")
    assert [it.text for it in root if it.tag.endswith("}title")] == [PROPERTIES.title]
