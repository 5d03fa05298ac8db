"""The report of 2019, worked in as in Word, follows its register in all that the register says."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from docx import Document
from docx_parts import control, grid, lines, part
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from office import validator_errors
from photographs import png
from refresh_parts import edited, free, root, type_over
from word_edits import EDITS, SIGN, signs

from digit_xl import export, refreshing, tieout
from digit_xl.association import sections
from digit_xl.findings import Refusal, Severity
from digit_xl.word import package, wml
from digit_xl.word.ledger import part as ledgers
from digit_xl.word.ledger.entries import FIGURES
from digit_xl.word.ledger.standing import standing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digit_xl.book.grid import Cell, Grid
    from digit_xl.refreshing import Refreshed
    from digit_xl.word.ledger.entries import Key
    from digit_xl.word.wml import Element

REGISTER = Path(__file__).parents[1] / "workbooks" / "digit-2019.xlsx"
Changes = dict[tuple[str, int, int], "Cell"]

# An account with more spent, and the result that follows from it.
SPENT: Changes = {("Konti", 5, 7): 298399.56, ("Forening", 15, 2): -222748.08}
BUDGET: Changes = {("Konti", row, 9): 1000.0 * row for row in range(2, 20)}


@cache
def sheets_of_2019() -> Mapping[str, Grid]:
    return export.grids(REGISTER)


def sheets(changes: Changes) -> dict[str, Grid]:
    """The register of 2019 with those cells, by sheet, row and column."""
    rows: dict[str, list[list[Cell]]] = {}
    known = sheets_of_2019()
    for (title, row, column), value in changes.items():
        cells = rows.setdefault(title, [[*line] for line in known[title].rows])
        cells[row - 1].extend([None] * (column - len(cells[row - 1])))
        cells[row - 1][column - 1] = value
    changed = {
        title: replace(known[title], load=lambda cells=cells: cells)  # type: ignore[misc] # bound now
        for title, cells in rows.items()
    }
    return {**known, **changed}


def written(changes: Changes | None = None) -> bytes:
    outcome = export.export(sheets(changes or {}), export.template(None))
    assert outcome.document is not None
    return outcome.document


@cache
def report() -> bytes:
    return written()


def refresh(document: bytes, changes: Changes | None = None, *, force: bool = False) -> Refreshed:
    return refreshing.refresh(document, sheets(changes or {}), export.template(None), force=force)


def made(document: bytes, changes: Changes | None = None) -> bytes:
    found = refresh(document, changes).document
    assert found is not None
    return found


def figures(document: bytes) -> dict[Key, set[str]]:
    """What each figure of the document shows."""
    opened = package.opened(document, "document")
    kinds = {key: entry.kind for key, entry in ledgers.read(opened).entries.items()}
    found: dict[Key, set[str]] = {}
    for one in standing(opened).controls:
        if kinds.get(one.key) in FIGURES:
            found.setdefault(one.key, set()).add(one.text)
    return found


def untied(document: bytes, changes: Changes) -> list[str]:
    """What a tie-out finds wrong in the document."""
    opened = package.opened(document, "document")
    read, outcome = export.check(sheets(changes))
    known = tieout.Register(
        sections.facts(read), sections.origin(read), outcome, sections.properties(read)
    )
    found = tieout.untied(standing(opened), ledgers.read(opened), known)
    return [f"{one.rule} {one.message}" for one in found if one.severity is Severity.ERROR]


def worked(document: bytes) -> bytes:
    """The report after some hours of work in it: words, a picture, a table, a comment, a footer."""
    opened = Document(BytesIO(document))
    paragraphs = [it for it in opened.paragraphs if it.style and it.style.name == "Heading 1"]
    for at, heading in enumerate(paragraphs):
        heading.insert_paragraph_before(f"{SIGN}{at}· Skrevet i Word.")
    picture = paragraphs[1].insert_paragraph_before("Et billede: ")
    picture.add_run().add_picture(BytesIO(png()))
    opened.add_comment(picture.runs[0], f"{SIGN}k· Er det rigtigt?", author="Eva")
    table = opened.add_table(1, 2)
    table.rows[0].cells[0].text = f"{SIGN}t· Egen tabel"
    opened.sections[-1].footer.add_paragraph(f"{SIGN}f· Egen sidefod")
    content = BytesIO()
    opened.save(content)
    return content.getvalue()


def test_an_untouched_report_is_exported_anew() -> None:
    fresh = written(SPENT)
    assert made(report(), SPENT) == fresh
    assert refresh(report()).changes == ()


def test_what_changed_is_told_figure_by_figure() -> None:
    told = [str(change) for change in refresh(report(), SPENT).changes]
    assert told[0] == (
        "ændret »regnskab.resultat|positiv kr« under overskriften »Årets økonomi«: "
        "322.748,08 kr. → 222.748,08 kr."
    )


def test_a_report_saved_by_word_shows_what_an_export_would() -> None:
    saved = edited(report(), lambda _: None)
    assert lines(root(made(saved, SPENT))) == lines(root(written(SPENT)))


@pytest.mark.office
def test_hours_of_work_are_still_there(tmp_path: Path) -> None:
    document = worked(report())
    after = made(document, SPENT | BUDGET)
    assert signs(root(after)) == signs(root(document))
    assert figures(after) == figures(written(SPENT | BUDGET))
    assert "Er det rigtigt?" in wml.shown(part(after, "word/comments.xml"))
    path = tmp_path / "rapport.docx"
    path.write_bytes(after)
    assert validator_errors(path) == []
    assert made(after, SPENT | BUDGET) == after
    assert untied(after, SPENT | BUDGET) == []


@pytest.mark.office
def test_columns_come_and_go(tmp_path: Path) -> None:
    document = worked(report())
    wide = made(document, BUDGET)
    assert grid(root(wide)) == grid(root(made(worked(written(BUDGET)), BUDGET)))
    narrow = made(edited(wide, lambda _: None))
    assert grid(root(narrow)) == grid(root(document))
    path = tmp_path / "rapport.docx"
    path.write_bytes(wide)
    assert validator_errors(path) == []


def test_a_conflict_stands_as_a_comment() -> None:
    document = edited(
        report(), lambda it: type_over(control(it, "dx:tekst.vision"), "Skrevet i Word")
    )
    row = next(at for at, it in enumerate(sheets_of_2019()["Tekster"].rows, 1) if it[0] == "vision")
    done = refresh(document, {("Tekster", row, 3): "Skrevet i registret."})
    assert [change.name for change in done.conflicts] == ["tekst.vision"]
    assert done.document is not None
    assert "Skrevet i registret." in wml.shown(part(done.document, "word/comments.xml"))


STEPS = st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 2000)), max_size=8)
CELLS: list[Changes] = [
    SPENT,
    BUDGET,
    {("Forening", 4, 2): None},
    {("Projekter", 8, 2): "Sagssystem"},
    {("Projekter", 7, 7): None, ("Projekter", 7, 8): "Der kommer mere i {forening.år}."},
    {("Tekster", 4, 3): "Helt ny tekst om {medlemmer.antal} medlemmer."},
    {("Tekster", 10, 3): None, ("Tekster", 11, 3): None, ("Tekster", 12, 3): None},
    {("Noter", 2, 3): None, ("Noter", 5, 3): "Nu har noten en tekst."},
    {("Oplevelser", 3, column): None for column in range(1, 6)},
    {("Generalforsamlinger", 2, 3): "Andet blev besluttet."},
    {("Hverv", 2, 1): "Eva Eriksen"},
]


@settings(
    deadline=None,
    max_examples=8,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink one takes minutes
    suppress_health_check=[HealthCheck.too_slow],
)
@given(STEPS, st.lists(st.sampled_from(CELLS), max_size=4))
def test_nothing_typed_is_lost_and_every_figure_is_the_registers(
    steps: list[tuple[object, int]], chosen: list[Changes]
) -> None:
    def change(within: Element) -> None:
        for at, (edit, number) in enumerate(steps):
            edit(within, number, f"{SIGN}{at}·")  # type: ignore[operator] # an edit

    changes = {cell: value for some in chosen for cell, value in some.items()}
    document = edited(report(), change)
    after = made(document, changes)
    assert signs(root(after)) == signs(root(document))
    right, shown = figures(written(changes)), figures(after)
    assert {key: shown[key] for key in shown if key in right} == {
        key: right[key] for key in right if key in shown
    }
    twice = made(edited(after, lambda _: None), changes)
    assert free(root(twice)) == free(root(after))


def test_a_register_of_another_year_or_association_is_refused_unless_forced() -> None:
    for cell, value in ((("Forening", 7, 2), 2020.0), (("Forening", 2, 2), "En anden")):
        other: Changes = {cell: value}
        with pytest.raises(Refusal) as refused:
            refresh(report(), other)
        assert refused.value.code == "register-other"
        assert refresh(report(), other, force=True).findings


def test_another_template_is_refused_unless_forced() -> None:
    design = edited(export.template(None), lambda _: None)
    with pytest.raises(Refusal) as refused:
        refreshing.refresh(report(), sheets({}), design)
    assert refused.value.code == "template-other"
    done = refreshing.refresh(report(), sheets({}), design, force=True)
    assert done.document is not None
    assert lines(root(done.document)) == lines(root(report()))


def test_a_draft_is_refused() -> None:
    draft = export.export(sheets({}), export.template(None), draft=True).document
    assert draft is not None
    with pytest.raises(Refusal) as refused:
        refresh(draft)
    assert refused.value.code == "report-draft"


def test_a_register_with_errors_changes_nothing() -> None:
    done = refresh(report(), {("Forening", 15, 2): 1.0})
    assert done.failed
    assert done.document is None
