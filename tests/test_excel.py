"""What the ribbon's buttons do and say, in an Excel that lives in memory."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from excel_parts import FUNCTIONS, Excel, Workbook
from registers import grids

from digit_xl import __version__, dialogs, excel, export, filling, output
from digit_xl.book import live
from digit_xl.book.changes import Changes
from digit_xl.export import Published
from digit_xl.findings import Place, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
REGISTER = ROOT / "workbooks" / "digit-2019.xlsx"
ERROR = {"Konti!G3": "mange"}  # an amount that is none
WARNING = {"Konti!H2": 1.0}  # a computed cell that shows another amount
READING = "Læser registret …"


def test_the_double_is_called_as_the_open_workbook_is() -> None:
    for name in FUNCTIONS:
        ours, theirs = getattr(Excel, name), getattr(live, name)
        assert [*inspect.signature(ours).parameters][1:] == [*inspect.signature(theirs).parameters]


def test_a_check_lists_what_is_wrong_and_goes_there(opened: Callable[..., Excel]) -> None:
    it = opened({**ERROR, **WARNING})
    excel.validate(__version__)
    [changes] = it.written
    [listed] = changes.listed
    assert listed.title == "Kontrol"
    assert [row[:2] for row in listed.rows] == [["advarsel", "Konti"], ["fejl", "Konti"]]
    assert it.activated == ["Kontrol"]
    assert it.shown == [
        "Kontrollen fandt 1 fejl, 1 advarsel. Arket Kontrol viser, hvad der er galt, og hvad du "
        "skal gøre. Klik i kolonnen Celle for at gå til cellen.\n\n"
        "Ret fejlene, før årsrapporten dannes."
    ]
    assert it.bar == [READING, "Skriver på arket Kontrol …", None]


def test_a_check_that_finds_no_error_says_that_the_report_can_be_made(
    opened: Callable[..., Excel],
) -> None:
    it = opened(WARNING)
    excel.validate()
    assert it.shown[0].endswith("\n\nÅrsrapporten kan dannes, som registret er.")


def test_a_check_that_finds_nothing_says_so_and_stays_where_it_is(
    opened: Callable[..., Excel],
) -> None:
    it = opened()
    excel.validate(__version__)
    assert it.shown == ["Kontrollen fandt intet at rette."]
    assert it.written[0].listed[0].rows[0][0] == "i orden"
    assert it.activated == []


def test_a_filling_writes_the_formulas_and_tells_what_was_put_back(
    opened: Callable[..., Excel],
) -> None:
    it = opened({"Konti!H2": None, "Konti!H3": None, "Konti!H4": 12.5, "Projekter!I2": "Rigtig"})
    excel.fill(__version__)
    assert [run.formula for run in it.written[0].filled]
    assert it.shown == [
        "2 formler skrevet og 2 sat tilbage.\n\n"
        "Konti!H4: Formlen er sat tilbage. I cellen stod »12,50«.\n"
        "Projekter!I2: Formlen er sat tilbage. I cellen stod »Rigtig«."
    ]
    assert it.bar == [READING, "Skriver formlerne …", None]


COMPUTED = [*(f"Konti!{cell}{row}" for cell in "HJL" for row in (2, 3, 4)), "Projekter!I2"]


def test_a_filling_lists_ten_and_says_how_many_more(opened: Callable[..., Excel]) -> None:
    it = opened(dict.fromkeys(COMPUTED, "x"))
    excel.fill()
    assert it.shown[0].splitlines()[0] == "10 formler sat tilbage."
    assert len(it.shown[0].splitlines()) == 2 + 10
    it = opened(dict.fromkeys([*COMPUTED, "Projekter!I3"], "x"))
    excel.fill()
    assert it.shown[0].splitlines()[12:] == ["… og 1 mere."]
    found = [filling.RESTORED.broken(Place("Konti", row, 8), "x") for row in range(2, 15)]
    told = dialogs.filled(filling.Filling(Changes(), tuple(found), 0))
    assert told.splitlines()[12:] == ["… og 3 flere."]


def test_a_filling_that_cannot_be_done_is_told_first(opened: Callable[..., Excel]) -> None:
    it = opened({"Konti!H2": 1.0})
    it.grids = {**it.grids, "Posteringer": grids(tables=False)["Posteringer"]}
    excel.fill()
    assert it.shown[0].startswith(
        "1 formel sat tilbage.\n\n"
        "Konti!L1: »Posteret« kan ikke udfyldes, for arket Posteringer har ingen tabel. Markér "
        "cellerne fra overskrifterne og ned, tryk Ctrl+T, og kald tabellen Posteringer.\n"
        "Konti!H2: Formlen er sat tilbage."
    )


def test_a_register_that_has_its_formulas_is_left_alone(opened: Callable[..., Excel]) -> None:
    it = opened()
    it.grids = export.grids(REGISTER)
    excel.fill()
    assert it.written == []
    assert it.shown == ["Alle formler er på plads. Intet er ændret."]
    assert it.bar == [READING, None]


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("regnskab 2019.xlsx", "regnskab 2019"),
        ("a=b 'c' Ærø & Ålborg.xlsx", "a=b 'c' Ærø & Ålborg"),
        ("Mappe1", "Mappe1"),
        ("1/2: år.xlsx", "1-2- år"),
    ],
)
def test_a_report_is_written_beside_the_register_and_opened(
    opened: Callable[..., Excel], tmp_path: Path, name: str, stem: str
) -> None:
    it = opened(workbook=Workbook(name))
    excel.report(__version__)
    report = tmp_path / f"{stem}.docx"
    form, sheets = export.template(None), grids()
    assert report.read_bytes() == export.export(sheets, form).document
    assert it.opened == [report]
    assert it.asked == []
    assert it.shown == [
        f"»{stem}.docx« ligger i mappen »{tmp_path}«.\n\nTryk OK, så åbnes »{stem}.docx«."
    ]
    assert it.bar == [READING, "Skriver rapporten …", None]


def test_pictures_are_those_beside_the_register(
    opened: Callable[..., Excel], tmp_path: Path
) -> None:
    from PIL import Image

    (tmp_path / "billeder").mkdir()
    Image.new("RGB", (8, 8)).save(tmp_path / "billeder" / "logo.png")
    it = opened({"Forening!B19": "logo.png", "Forening!B20": "Et logo"})
    excel.validate()
    excel.report()
    assert it.shown[0] == "Kontrollen fandt intet at rette."
    assert it.opened


def test_warnings_keep_no_report_from_being_written_but_are_told(
    opened: Callable[..., Excel],
) -> None:
    it = opened(WARNING)
    excel.report()
    assert it.shown[0].split("\n\n")[1] == (
        "Registret har 1 advarsel. Knappen »Kontrollér register« viser mere."
    )


def test_errors_raise_a_question_and_yes_gives_a_draft(
    opened: Callable[..., Excel], tmp_path: Path
) -> None:
    it = opened({**ERROR, **WARNING})
    excel.report(__version__)
    assert it.asked == [
        "Registret har 1 fejl, så årsrapporten kan ikke dannes. Vil du have et udkast? Det har "
        "UDKAST på hver side og en kommentar ved hvert fund.\n\n"
        "Svar nej for at rette fejlene først; knappen »Kontrollér register« viser dem."
    ]
    draft = tmp_path / "regnskab 2019-udkast.docx"
    assert it.opened == [draft]
    assert it.shown[0].startswith(f"»{draft.name}« ligger i mappen »{tmp_path}«.")
    assert [path.name for path in tmp_path.glob("*.docx")] == [draft.name]


@pytest.mark.parametrize("button", [excel.report, excel.pdf])
def test_the_answer_no_leaves_all_as_it_was(
    opened: Callable[..., Excel], tmp_path: Path, button: Callable[[str], None]
) -> None:
    older = tmp_path / "regnskab 2019.docx"
    older.write_bytes(b"older report")
    it = opened(ERROR, says_yes=False)
    button(__version__)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [older.name]
    assert older.read_bytes() == b"older report"
    assert (len(it.asked), it.shown, it.opened, it.bar[-1]) == (1, [], [], None)


def test_the_report_of_a_register_on_the_web_goes_to_the_folder_that_it_sets(
    opened: Callable[..., Excel], tmp_path: Path
) -> None:
    reports = tmp_path / "rapporter"
    reports.mkdir()
    it = opened({"Forening!A20": "Mappe til rapporten", "Forening!B20": str(reports)}, None)
    excel.report()
    excel.folder()
    assert it.opened == [reports / "regnskab 2019.docx", reports]
    assert it.shown[0].startswith(f"»regnskab 2019.docx« ligger i mappen »{reports}«.")


def test_without_a_folder_it_goes_to_documents(opened: Callable[..., Excel], home: Path) -> None:
    it = opened(place=None, workbook=Workbook("Mappe1"))
    excel.report()
    excel.folder()
    assert it.opened == [home / "Documents" / "Mappe1.docx", home / "Documents"]


@pytest.mark.parametrize(
    ("folder", "sentence"),
    [
        (
            "rapporter",
            "»rapporter« i Forening!B20 er ikke en hel sti til en mappe. Skriv den fra drevet "
            "eller roden af, fx C:\\Rapporter, eller tøm cellen.",
        ),
        (
            "/findes/ikke",
            "Mappen »/findes/ikke« i Forening!B20 findes ikke. Opret den, eller ret cellen.",
        ),
    ],
)
@pytest.mark.parametrize("button", [excel.validate, excel.report, excel.folder])
def test_a_folder_that_is_none_is_told_with_its_cell(
    opened: Callable[..., Excel], button: Callable[[], None], folder: str, sentence: str
) -> None:
    it = opened({"Forening!A20": "Mappe til rapporten", "Forening!B20": folder}, None)
    button()
    assert (it.shown, it.opened, it.bar[-1]) == ([sentence], [], None)


def test_what_lies_in_a_folder_of_many_things_is_replaced_only_when_asked(
    opened: Callable[..., Excel], home: Path
) -> None:
    other = home / "Documents" / "regnskab 2019.docx"
    other.write_bytes(b"a letter")
    it = opened(place=None, says_yes=False)
    excel.report()
    assert other.read_bytes() == b"a letter"
    assert it.asked == [
        f"»regnskab 2019.docx« ligger i forvejen i mappen »{other.parent}« og bliver erstattet. "
        "Fortsæt?"
    ]
    assert (it.shown, it.opened) == ([], [])
    it.says_yes = True
    excel.report()
    assert other.read_bytes() != b"a letter"


def test_the_name_of_a_report_beside_an_open_one_is_told(
    opened: Callable[..., Excel], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sibling = tmp_path / "regnskab 2019 (2).docx"
    monkeypatch.setattr(output, "write", lambda _path, _content: sibling)
    it = opened()
    excel.report()
    assert it.opened == [sibling]
    assert it.shown == [
        "»regnskab 2019.docx« er åben i et andet program, så den nye har fået et andet navn: "
        f"»{sibling.name}« ligger i mappen »{tmp_path}«.\n\nTryk OK, så åbnes »{sibling.name}«."
    ]


def test_a_pdf_is_written_with_its_document_and_opened(
    opened: Callable[..., Excel], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "publish", lambda _: [Published(b"with pages", b"%PDF")])
    it = opened()
    excel.pdf(__version__)
    assert (tmp_path / "regnskab 2019.docx").read_bytes() == b"with pages"
    assert (tmp_path / "regnskab 2019.pdf").read_bytes() == b"%PDF"
    assert it.opened == [tmp_path / "regnskab 2019.pdf"]
    assert it.shown == [
        f"»regnskab 2019.docx« ligger i mappen »{tmp_path}«.\n\n"
        f"»regnskab 2019.pdf« ligger i mappen »{tmp_path}«.\n\n"
        "Tryk OK, så åbnes »regnskab 2019.pdf«."
    ]
    assert it.bar == [READING, "Skriver rapporten …", "Laver PDF …", None]


@pytest.mark.usefixtures("programs_folder")
def test_why_there_is_no_pdf_is_told_and_the_document_is_written(
    opened: Callable[..., Excel], tmp_path: Path
) -> None:
    it = opened()
    excel.pdf()
    report = tmp_path / "regnskab 2019.docx"
    assert report.read_bytes() == export.export(grids(), export.template(None)).document
    assert it.opened == [report]
    [lies, reason, opens] = it.shown[0].split("\n\n")
    assert lies.startswith("»regnskab 2019.docx« ligger i mappen")
    assert reason.startswith("Der kan ikke laves PDF, for LibreOffice er ikke installeret.")
    assert opens == "Tryk OK, så åbnes »regnskab 2019.docx«."


def test_an_option_of_the_command_line_is_named_as_such(
    opened: Callable[..., Excel], monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Refusal("pdf-slow", "Prøv igen, eller giv det længere tid.")
    monkeypatch.setattr(export, "publish", lambda _: [Published(b"report", slow)])
    it = opened()
    excel.pdf()
    assert it.shown[0].split("\n\n")[1] == (
        "Prøv igen, eller giv det længere tid. "
        "Den, der passer digit-xl, kan gøre det med digit-xl export --pdf --pdf-limit."
    )


def test_a_pdf_that_cannot_be_stored_leaves_the_document(
    opened: Callable[..., Excel], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "publish", lambda _: [Published(b"report", b"%PDF")])
    (tmp_path / "regnskab 2019.pdf").mkdir()
    it = opened()
    excel.pdf()
    assert it.opened == [tmp_path / "regnskab 2019.docx"]
    assert "»regnskab 2019.pdf« er en mappe. Angiv navnet på en fil." in it.shown[0]


def test_the_folder_of_a_saved_register_is_its_own(
    opened: Callable[..., Excel], tmp_path: Path
) -> None:
    it = opened()
    excel.folder(__version__)
    assert (it.opened, it.shown, it.bar) == ([tmp_path], [], [None])


def test_about_tells_the_versions_and_where_to_look(
    opened: Callable[..., Excel], home: Path
) -> None:
    it = opened()
    excel.about(__version__)
    assert it.shown == [
        f"digit-xl: udgave {__version__}\nKnapperne i Excel: udgave {__version__}\n\n"
        "Vejledningen er arket Vejledning i registret.\n\n"
        "Når noget går galt, står den tekniske forklaring i "
        f"»{home}/digit_xl/log/digit_xl.log«.\n\n"
        f"Programmet ligger i »{Path(excel.__file__).parent}«.\n\n"
        "Virker en knap ikke, så bed den, der passer digit-xl, om at køre digit-xl addin status."
    ]
