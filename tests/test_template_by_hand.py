"""A draft with names in braces becomes what its controls, made by hand, would have been."""

from __future__ import annotations

import subprocess
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from docx import Document
from docx_parts import p, part, r, repeat, saved, sdt, tag_of, template
from lxml import etree
from office import validator_errors

from digit_xl import cli
from digit_xl.word import wml

if TYPE_CHECKING:
    from digit_xl.word.wml import Element

ROOT = Path(__file__).parents[1]
REGISTER = ROOT / "workbooks" / "digit-2019.xlsx"


def shape(root: Element) -> bytes:
    """A document's body without what its controls are called and numbered."""
    for properties in root.iter(wml.SDT_PR):
        for gone in ("alias", "id", "text"):
            for it in properties.findall(wml.w(gone)):
                properties.remove(it)
    return etree.tostring(root, method="c14n")


def draft() -> bytes:
    """A draft as python-docx makes it: headings, lists, a table, a header, and split runs."""
    made = Document()
    made.sections[0].header.paragraphs[0].text = "{{forening.navn}} {{forening.år}}"
    made.add_heading("{{tekst.vision.overskrift}}", 1)
    made.add_paragraph("{{tekst.vision}}", style="Quote")
    paragraph = made.add_paragraph("Der er ")
    for text in ("{{medl", "emmer.an", "tal}}"):
        paragraph.add_run(text).bold = True
    paragraph.add_run(" medlemmer{{?forening.hjemmeside}}, se {{forening.hjemmeside}}")
    paragraph.add_run("{{/forening.hjemmeside}}. Resultatet er {{regnskab.resultat|kr positiv}}")
    made.add_paragraph("{{#resultater}}")
    made.add_heading("{{overskrift}}", 2)
    made.add_paragraph("{{#projekter}}")
    made.add_paragraph("{{navn}}", style="List Bullet")
    made.add_paragraph("{{?fremad}}Videre: {{navn}} {{udgifter|hele}}{{/fremad}}")
    made.add_paragraph("{{/projekter}}")
    made.add_paragraph("{{/resultater}}")
    for rows in (
        [
            ("Kommune", "Fra"),
            ("{{#medlemmer}}{{navn}}", "{{?fra}}fra {{fra}}{{/fra}}{{/medlemmer}}"),
        ],
        [
            ("Post", "I alt"),
            ("{{#regnskab}}", ""),
            ("{{#linjer}}{{navn}}", "{{i_alt}}{{/linjer}}"),
            ("{{?gruppe}}{{gruppe}} i alt", "{{i_alt}}{{/gruppe}}"),
            ("", "{{/regnskab}}"),
        ],
    ):
        written = made.add_table(len(rows), 2, style="Table Grid")
        for row, texts in zip(written.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        made.add_paragraph("Efter tabellen")
    return saved(made)


def by_hand(made: bytes) -> bytes:
    """The same document with controls made one by one, where the draft has braces."""
    opened = Document(BytesIO(made))
    body = opened.element.body
    _header(opened.sections[0].header.paragraphs[0]._p)  # noqa: SLF001 - python-docx has no other door
    texts: dict[str, Element] = {wml.shown(it): it for it in [*body.iter(wml.P)]}
    rows: dict[str, Element] = {wml.shown(it): it for it in [*body.iter(wml.TR)]}

    def say(paragraph: Element, *content: Element | str) -> Element:
        """The paragraph with that content, each text in the look of its first run."""
        first = next(paragraph.iter(wml.RUN))
        look = first.find(wml.R_PR)
        for run in [*paragraph.iter(wml.RUN)]:
            wml.holder_of(run).remove(run)
        for control in (it for it in content if not isinstance(it, str)):
            for run in control.iter(wml.RUN):
                if look is not None and run.find(wml.R_PR) is None:
                    run.insert(0, deepcopy(look))
        for it in content:
            paragraph.append(wml.run(it, deepcopy(look)) if isinstance(it, str) else it)
        return paragraph

    def around(control: Element, *held: Element) -> Element:
        held[0].addprevious(control)
        next(reversed([*control.iter(wml.SDT_CONTENT)])).extend(held)
        return control

    def gone(*elements: Element) -> None:
        for it in elements:
            wml.holder_of(it).remove(it)

    heading = texts["{{tekst.vision.overskrift}}"]
    say(heading, sdt("dx:tekst.vision.overskrift", "?"))
    vision = texts["{{tekst.vision}}"]
    around(sdt("dx:tekst.vision"), say(vision, "?"))
    say(
        next(it for text, it in texts.items() if text.startswith("Der er")),
        "Der er ",
        sdt("dx:medlemmer.antal", r("?", "b")),
        " medlemmer",
        sdt("dx:?forening.hjemmeside", ", se ", sdt("dx:forening.hjemmeside", "?")),
        ". Resultatet er ",
        sdt("dx:regnskab.resultat|kr positiv", "?"),
    )
    title = say(texts["{{overskrift}}"], sdt("dx:overskrift", "?"))
    name = say(texts["{{navn}}"], sdt("dx:navn", "?"))
    more = say(
        next(it for text, it in texts.items() if text.startswith("{{?fremad}}")),
        *("Videre: ", sdt("dx:navn", "?"), " ", sdt("dx:udgifter|hele", "?")),
    )
    gone(
        *(
            texts[f"{{{{{mark}}}}}"]
            for mark in ("#projekter", "/projekter", "#resultater", "/resultater")
        )
    )
    held = around(sdt("dx:?fremad"), more)
    around(repeat("resultater"), title, around(repeat("projekter"), name, held))
    member = next(it for text, it in rows.items() if "medlemmer" in text)
    first, second = member.iter(wml.P)
    say(first, sdt("dx:navn", "?"))
    around(sdt("dx:?fra"), say(second, "fra ", sdt("dx:fra", "?")))
    around(repeat("medlemmer"), member)
    line = next(it for text, it in rows.items() if "linjer" in text)
    first, second = line.iter(wml.P)
    say(first, sdt("dx:navn", "?"))
    say(second, sdt("dx:i_alt", "?"))
    total = next(it for text, it in rows.items() if "gruppe}}" in text)
    first, second = total.iter(wml.P)
    say(first, sdt("dx:gruppe", "?"), " i alt")
    say(second, sdt("dx:i_alt", "?"))
    gone(*(it for text, it in rows.items() if text in {"{{#regnskab}}", "{{/regnskab}}"}))
    lines_of = around(repeat("linjer"), line)
    around(repeat("regnskab"), lines_of, around(sdt("dx:?gruppe"), total))
    return saved(opened)


def _header(paragraph: Element) -> None:
    for run in [*paragraph.iter(wml.RUN)]:
        paragraph.remove(run)
    paragraph.extend([sdt("dx:forening.navn", "?"), r(" "), sdt("dx:forening.år", "?")])


def in_libreoffice(content: bytes, folder: Path) -> bytes:
    """The document as LibreOffice saves it, and before that as it saves its own format."""
    path = folder / "udkast.docx"
    path.write_bytes(content)
    for kind in ("odt", "docx"):
        (folder / kind).mkdir()
        command = [
            *("soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"),
            *("--convert-to", kind, "--outdir", str(folder / kind), str(path)),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        path = folder / kind / f"udkast.{kind}"
    return path.read_bytes()


def _canonical(look: Element) -> bytes:
    return etree.tostring(look, method="c14n", exclusive=True)


def looks(content: bytes) -> list[tuple[str, list[tuple[str, bytes, tuple[str, ...]]]]]:
    """The style of each paragraph, and each stretch of its text with its look and its controls."""
    told = []
    for name in ("word/document.xml", "word/header1.xml"):
        for paragraph in part(content, name).iter(wml.P):
            pieces: list[tuple[str, bytes, tuple[str, ...]]] = []
            for run in paragraph.iter(wml.RUN):
                look = run.find(wml.R_PR)
                shape = b"" if look is None or not len(look) else _canonical(look)
                around = tuple(tag_of(it) for it in run.iterancestors(wml.SDT))
                before = pieces.pop() if pieces and pieces[-1][1:] == (shape, around) else ("",)
                pieces.append((before[0] + wml.text_of(run.iter(*wml.TEXTS)), shape, around))
            told.append((wml.style_of(paragraph) or "", [it for it in pieces if it[0]]))
    return told


@pytest.mark.office
@pytest.mark.parametrize("program", ["python-docx", "LibreOffice"])
def test_a_draft_is_adopted_and_filled_as_one_made_by_hand(program: str, tmp_path: Path) -> None:
    """Every paragraph, text, look, control and lock of the report is the same."""
    content = draft() if program == "python-docx" else in_libreoffice(draft(), tmp_path)
    paths = {name: tmp_path / f"{name}.docx" for name in ("draft", "adopted", "hand", "a", "b")}
    paths["draft"].write_bytes(content)
    paths["hand"].write_bytes(by_hand(content))
    result = CliRunner().invoke(
        cli.main, ["template", "adopt", str(paths["draft"]), "-o", str(paths["adopted"])]
    )
    assert (result.exit_code, result.stderr) == (0, "")
    for form, report in (("adopted", "a"), ("hand", "b")):
        words = ["export", REGISTER, "--template", paths[form], "-o", paths[report]]
        assert CliRunner().invoke(cli.main, [str(word) for word in words]).exit_code == 0
    assert looks(paths["a"].read_bytes()) == looks(paths["b"].read_bytes())
    if program == "python-docx":
        assert shape(part(paths["a"].read_bytes())) == shape(part(paths["b"].read_bytes()))
        assert validator_errors(paths["adopted"]) == []
        assert validator_errors(paths["a"]) == []
    assert "322.748,08" in wml.shown(part(paths["a"].read_bytes()))


def test_nothing_is_written_over_the_draft_nor_of_one_that_is_not_understood(
    tmp_path: Path,
) -> None:
    path, target = tmp_path / "udkast.docx", tmp_path / "skabelon.docx"
    path.write_bytes(template(p("{{navm}}"), p("{{#noter}}")))
    same = CliRunner().invoke(cli.main, ["template", "adopt", str(path), "-o", str(path)])
    assert (same.exit_code, same.stderr[:12]) == (3, "udkast.docx ")
    target.write_bytes(b"older")
    result = CliRunner().invoke(cli.main, ["template", "adopt", str(path), "-o", str(target)])
    assert result.exit_code == 1
    assert "draft-pair før den første overskrift: »{{#noter}}« er ikke lukket" in result.stderr
    assert result.stderr.endswith("Skabelonen er ikke skrevet. Ret det i udkastet først.\n")
    assert target.read_bytes() == b"older"
    wrong = CliRunner().invoke(cli.main, ["template", "adopt", str(path), "-o", "x.dotx"])
    assert (wrong.exit_code, "skal ende på .docx" in wrong.stderr) == (3, True)
