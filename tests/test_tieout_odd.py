"""Reports as no tie-out would wish them: edited at random, saved elsewhere, sealed by a forger."""

from __future__ import annotations

import shutil
import subprocess
from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from docx_parts import p, sdt, template
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from office import ProgramMissingError
from registers import grids
from standing_parts import REGISTER, held_against, opened, register, written

from digit_xl import export, tieout
from digit_xl.findings import Refusal, column_letters
from digit_xl.word import package, wml
from digit_xl.word.ledger import part
from digit_xl.word.ledger.standing import standing
from digit_xl.word.ledger.traced import traced
from digit_xl.word.tieout.sums import sums

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from standing_parts import Opened

    from digit_xl.word.wml import Element

DOCUMENT = written(grids())
KNOWN = register({})


def drop(element: Element) -> None:
    wml.holder_of(element).remove(element)


def double(element: Element) -> None:
    element.addnext(deepcopy(element))


def empty(element: Element) -> None:
    for child in [*element]:
        element.remove(child)


def track(element: Element) -> None:
    taken = wml.element("del", id=1, author="A")
    element.addprevious(taken)
    taken.append(element)


def typed(element: Element) -> None:
    next(element.iter(wml.T), wml.element("t")).text = "1.234,50 kr. {x} −5 ١٢"


def move(element: Element) -> None:
    (element.getroottree().getroot())[0].append(element)


CELLS = [
    f"{title}!{column_letters(column)}{row}"
    for title, grid in grids().items()
    if title not in {"Overblik", "Forening"}
    for row, cells in enumerate(grid.rows, start=1)
    for column in range(1, 1 + len(cells))
    if row > 1
]


@settings(max_examples=25, deadline=None)
@given(st.sets(st.sampled_from(CELLS), min_size=1, max_size=8))
def test_the_untouched_report_of_any_register_ties(emptied: set[str]) -> None:
    changes = dict.fromkeys(sorted(emptied))
    made = export.export(grids(changes), export.template(None), draft=True)
    assert made.document is not None
    told = held_against(made.document, register(changes)).untied
    assert [str(one) for one in told if one.rule not in {"AFS-10", "AFS-26"}] == []


EDITS = st.lists(
    st.tuples(
        st.sampled_from([drop, double, empty, track, typed, move]),
        st.sampled_from([wml.SDT, wml.RUN, wml.P, wml.TR, wml.TBL, wml.SDT_CONTENT, wml.SDT_PR]),
        st.integers(0, 10_000),
    ),
    min_size=1,
    max_size=6,
)


@pytest.mark.invalid_template  # what is edited at random is no document for Word
@settings(max_examples=40, deadline=None)
@given(EDITS)
def test_whatever_was_done_to_it_a_report_is_judged_and_twice_alike(
    edits: list[tuple[Callable[[Element], None], str, int]],
) -> None:
    held = held_against(DOCUMENT, KNOWN)
    for edit, kind, number in edits:
        found = [*held.body.iter(kind)]
        if found:
            edit(found[number % len(found)])
    first = tieout.untied(held.report, held.ledger, KNOWN)
    assert [str(one) for one in first] == [
        str(one) for one in tieout.untied(held.report, held.ledger, KNOWN)
    ]
    totals = [one.total for one in sums(held.ledger)]
    assert all(str(one) and one.told for one in traced(held.report, held.ledger, totals))
    verdict = tieout.Verdict(first, 1, None, held.report)
    package.opened(tieout.marked(verdict), "document")


FORGED = [
    {"value": "mange"},
    {"value": "NaN"},
    {"value": "1E+999999"},
    {"places": ("Konti!F2:F1", "ingen celle!", "", "Konti!A99999999")},
    {"words": "findes ikke"},
    {"kind": "andet"},
    {"count": -5},
    {"name": ""},
    {"text": "", "digest": ""},
]


@pytest.mark.parametrize("change", FORGED)
def test_a_ledger_that_somebody_sealed_is_judged_all_the_same(change: dict[str, object]) -> None:
    held = opened()
    entries = {key: replace(one, **change) for key, one in held.ledger.entries.items()}  # type: ignore[arg-type] # whatever a forger writes
    forged = replace(held.ledger, entries=entries)
    tieout.untied(held.report, forged, held.known)
    totals = [one.total for one in sums(forged)]
    assert all(str(one) for one in traced(held.report, forged, totals))


def test_a_prompt_and_an_empty_control_are_no_figures() -> None:
    blocks = [sdt("dx:regnskab.resultat|kr"), sdt("dx:?x", p("a")), wml.element("sdt")]
    document = package.opened(template(p(blocks[0]), *blocks[1:]), "document")
    held = opened()
    told = tieout.untied(standing(document), held.ledger, held.known)
    assert "AFS-02" in {one.rule for one in told}


@pytest.mark.office
def test_a_report_that_libreoffice_saved_is_refused(tmp_path: Path) -> None:
    held = opened()
    for other in [one for one in held.body if one.tag != wml.P][:-1]:
        held.body.remove(other)  # LibreOffice 7.4 writes broken XML of some block controls
    held.body.insert(0, p(etree.fromstring(etree.tostring(sdt("dx:forening.navn", "Nord")))))
    path = tmp_path / "rapport.docx"
    path.write_bytes(package.written(held.package))
    saved = by_libreoffice(path, tmp_path)
    with pytest.raises(Refusal) as refused:
        tieout.check(saved, REGISTER)
    assert refused.value.code in {"report-untagged", "ledger-missing"}


def by_libreoffice(path: Path, folder: Path) -> Path:
    program = shutil.which("soffice")
    if program is None:
        raise ProgramMissingError("soffice is missing: install LibreOffice (scripts/test does).")
    command = [
        *(program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"),
        *("--convert-to", "docx", "--outdir", str(folder / "saved"), str(path)),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / "saved" / path.name


def test_a_forged_ledger_is_refused(tmp_path: Path) -> None:
    held: Opened = opened()
    found = next(one for one in package.main(held.package).rels.values() if one.rId == "dxLedger")
    target = found.target_part
    target._blob = target.blob.replace(b"150.25", b"999.99")  # noqa: SLF001 - no other door
    path = tmp_path / "rapport.docx"
    path.write_bytes(package.written(held.package))
    with pytest.raises(Refusal) as refused:
        tieout.check(path, REGISTER)
    assert refused.value.code == "ledger-damaged"
    with pytest.raises(Refusal):
        part.read(package.opened(path.read_bytes(), "document"))
