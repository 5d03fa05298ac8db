"""Builds the template of `usual_way.py`: the sections of the annual report, with docxtpl's tags.

Run as `usual_template.py TEMPLATE`.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import docx
from docx.enum.text import WD_BREAK

if TYPE_CHECKING:
    from docx.document import Document

CHAPTER, SECTION, PART = 1, 2, 3


def heading(document: Document, text: str, level: int = CHAPTER) -> None:
    """One heading."""
    document.add_heading(text, level)


def written(document: Document, paragraphs: str) -> None:
    """The paragraphs and bullets of a text."""
    document.add_paragraph(f"{{%p for line in {paragraphs} %}}")
    document.add_paragraph("{%p if line.bullet %}")
    document.add_paragraph("{{r line.text }}", style="List Bullet")
    document.add_paragraph("{%p else %}")
    document.add_paragraph("{{r line.text }}")
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")


def text(document: Document, key: str, level: int = SECTION) -> None:
    """A text of the year under its heading, if there is one."""
    document.add_paragraph(f"{{%p if texts['{key}'] %}}")
    heading(document, f"{{{{ texts['{key}'].heading }}}}", level)
    written(document, f"texts['{key}'].paragraphs")
    document.add_paragraph("{%p endif %}")


def table(document: Document, rows: str, columns: dict[str, str]) -> None:
    """A table with one row for each of the rows; columns are headings and expressions."""
    grid = document.add_table(rows=4, cols=len(columns), style="Table Grid")
    grid.cell(1, 0).text = f"{{%tr for row in {rows} %}}"
    for number, (title, expression) in enumerate(columns.items()):
        grid.cell(0, number).text = title
        grid.cell(2, number).text = f"{{{{ {expression} }}}}"
    grid.cell(3, 0).text = "{%tr endfor %}"


def cover(document: Document) -> None:
    """The cover, the header and the footer."""
    document.add_heading("Årsrapport {{ year }}", 0)
    document.add_paragraph("{{ association['Navn'] }}", style="Subtitle")
    document.add_paragraph("{{ association['Undertitel'] }}")
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    section = document.sections[0]
    section.header.paragraphs[0].text = "{{ association['Kort navn'] }} · Årsrapport {{ year }}"
    section.footer.paragraphs[0].text = "{{ association['Navn'] }}"


def people(document: Document, columns: dict[str, str]) -> None:
    """The people of each body."""
    document.add_paragraph("{%p for body in bodies %}")
    document.add_paragraph("{{ body.name }}")
    table(document, "body.people", columns)
    document.add_paragraph("{%p endfor %}")


def presentation(document: Document) -> None:
    """The management's statement, and chapters 1 to 3."""
    seat = {"Navn": "row.Navn", "Rolle": "row.Rolle", "Kommune": "row.Medlem or ''"}
    text(document, "påtegning", CHAPTER)
    document.add_paragraph("Dato: {{ association.published }}")
    people(document, {**seat, "Underskrift": "''"})
    text(document, "præsentation", CHAPTER)
    for key in ("vision", "målsætninger", "kerneopgaver", "læs_mere", "organisering"):
        text(document, key)
    people(document, seat)
    table(document, "members", {"Kommune": "row.Kommune", "Kommunekode": "row.Kommunekode or ''"})
    text(document, "året", CHAPTER)
    text(document, "samarbejde")
    text(document, "generalforsamlinger")
    document.add_paragraph("{%p for row in assemblies %}")
    heading(document, "{{ row.Type }} generalforsamling", PART)
    document.add_paragraph("{{ row.date }}")
    written(document, "row.decisions")
    document.add_paragraph("{%p endfor %}")
    term = {"Organ": "row.Organ", "Indtrådt": "row.since_text", "Udtrådt": "row.until_text"}
    table(document, "changes", {**seat, **term})
    text(document, "portefølje", CHAPTER)
    portfolio(document)


def portfolio(document: Document) -> None:
    """Projects down, years across."""
    grid = document.add_table(rows=4, cols=4, style="Table Grid")
    grid.cell(0, 0).text = "Projekt"
    grid.cell(1, 0).text = "{%tr for row in portfolio %}"
    grid.cell(2, 0).text = "{{ row.name }}"
    grid.cell(3, 0).text = "{%tr endfor %}"
    for line, (many, one) in {0: ("years", "year"), 2: ("row.cells", "cell")}.items():
        grid.cell(line, 1).text = f"{{%tc for {one} in {many} %}}"
        grid.cell(line, 2).text = f"{{{{ {one} }}}}"
        grid.cell(line, 3).text = "{%tc endfor %}"


def results(document: Document) -> None:
    """Chapters 4 and 5: the projects by phase, and what members experienced."""
    text(document, "resultater", CHAPTER)
    document.add_paragraph("{%p for chapter in chapters %}")
    heading(document, "{{ chapter.heading }}", SECTION)
    written(document, "chapter.paragraphs")
    document.add_paragraph("{%p for project in chapter.projects %}")
    heading(document, "{{ project.Navn }}", PART)
    facts = {
        "Fase": "project.phase",
        "Projektleder": "project.Projektleder",
        "Årets udgifter": "project.expense",
        "Puls (1–5)": "project.Puls",
    }
    for label, fact in facts.items():
        document.add_paragraph(f"{{%p if {fact} %}}")
        document.add_paragraph(f"{label}: {{{{ {fact} }}}}")
        document.add_paragraph("{%p endif %}")
    written(document, "project.status")
    document.add_paragraph("{%p if project.ahead %}")
    document.add_paragraph("Det kommende år")
    written(document, "project.ahead")
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p if benefits %}")
    names = ("Projekt", "Gevinst", "Enhed", "Udgangspunkt", "Mål", "Målt")
    table(document, "benefits", {name: f"row['{name}'] or ''" for name in names})
    document.add_paragraph("{%p endif %}")
    text(document, "oplevelser", CHAPTER)
    document.add_paragraph("{%p for row in experiences %}")
    heading(document, "{{ row.Navn }}", SECTION)
    document.add_paragraph("{{ row.Stilling }}{% if row.Medlem %}, {{ row.Medlem }}{% endif %}")
    document.add_paragraph("{{ row.Emne or '' }}")
    written(document, "row.paragraphs")
    document.add_paragraph("{%p endfor %}")


def accounts(document: Document) -> None:
    """Chapter 6: the income statement and its notes."""
    text(document, "økonomi", CHAPTER)
    rows = (
        ("Note", "Post", "Indtægter", "Udgifter", "I alt"),
        ("{%tr for group in groups %}",),
        ("{%tr if group.name %}",),
        ("", "{{ group.name }}"),
        ("{%tr endif %}",),
        ("{%tr for row in group.lines %}",),
        (
            "{{ row.Note or '' }}",
            "{{ row.Navn }}",
            "{{ row.Indtægter }}",
            "{{ row.Udgifter }}",
            "{{ row.total }}",
        ),
        ("{%tr endfor %}",),
        ("{%tr if group.name %}",),
        (
            "",
            "{{ group.name }} i alt",
            "{{ group.sums.Indtægter }}",
            "{{ group.sums.Udgifter }}",
            "{{ group.sums.total }}",
        ),
        ("{%tr endif %}",),
        ("{%tr endfor %}",),
        ("", "I alt", "{{ income }}", "{{ expense }}", "{{ result }}"),
        ("", "Årets resultat {{ year }}", "", "", "{{ result }}"),
    )
    grid = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for line, cells in enumerate(rows):
        for number, cell in enumerate(cells):
            grid.cell(line, number).text = cell
    document.add_paragraph("{%p for note in notes %}")
    heading(document, "Note {{ note.Note }} · {{ note.Overskrift }}", PART)
    written(document, "note.paragraphs")
    document.add_paragraph("{%p endfor %}")


def future(document: Document) -> None:
    """Chapter 7: who leaves, and what comes."""
    text(document, "fremtid", CHAPTER)
    text(document, "rotation")
    names = {"Navn": "Navn", "Rolle": "Rolle", "Organ": "Organ", "Kommune": "Medlem"}
    columns = {title: f"row['{name}'] or ''" for title, name in names.items()}
    table(document, "leaving", {**columns, "Udløber": "row.until_text"})
    text(document, "planen")
    document.add_paragraph("{%p for project in coming %}")
    heading(document, "{{ project.Navn }}", PART)
    written(document, "project.ahead")
    document.add_paragraph("{%p endfor %}")


def main(path: str) -> None:
    """Build the template."""
    document = docx.Document()
    for part in (cover, presentation, results, accounts, future):
        part(document)
    document.save(path)


if __name__ == "__main__":
    main(*sys.argv[1:])
