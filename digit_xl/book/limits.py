"""What guard lets through, and what it says when it does not."""

from __future__ import annotations

from enum import Enum

from digit_xl.findings import Refusal, printable

MB = 1 << 20
_LONG = 100  # signs of a name that a sentence still bears


class Kind(Enum):
    """What the file must be: a workbook (xlsx, xlsm), a Word document (docx, dotx) or a PDF."""

    WORKBOOK = "Excel-projektmappe (.xlsx)"
    DOCUMENT = "Word-dokument (.docx)"
    PDF = "PDF-fil (.pdf)"


# The limits. A full ledger, 1,048,576 rows of 12 columns as Excel writes it, takes 60 MB in the
# file and 520 MB inflated; with long texts inside the cells 880 MB.
FILE_BYTES = 256 * MB  # four full ledgers
PART_BYTES = {
    Kind.WORKBOOK: 1024 * MB,  # the widest full ledger; the reader streams a sheet
    Kind.DOCUMENT: 256 * MB,  # 50,000 table rows are 60 MB; python-docx needs ten times that
}
TOTAL_BYTES = 1536 * MB  # the widest full ledger, its shared texts and some pictures
SMALL_BYTES = 4 * MB  # content types and relationships: a workbook of 500 sheets has 100 kB
ENTRIES = 4096  # a register has about 60 parts, a report with 500 pictures about 600
RATIO = 200  # a ledger deflates to a tenth, a table of equal rows to a hundredth, a bomb to 1/1000
RATIO_FROM = 16 * MB  # below this even a bomb is harmless
TAG_BYTES = 10 * MB  # one tag with the text behind it: libxml2 takes no more either
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # Excel's own
AREA = 24 * LAST_ROW  # cells from A1 to the last used: the reader keeps 32 bytes for each
STRINGS = 1_000_000  # the reader sets room aside for so many without asking: 24 MB
GRID_COLUMNS = 1000  # Word's own limit is 63 columns; python-docx repeats a cell so many times

SENTENCES = {
    "file-missing": "Filen »{name}« findes ikke. Kontrollér navnet og mappen.",
    "file-folder": "»{name}« er en mappe. Angiv en fil i mappen.",
    "file-forbidden": "Du har ikke lov til at læse filen »{name}«. Bed om læseadgang til den.",
    "file-special": "»{name}« er ikke en almindelig fil. Angiv en fil, der er gemt på et drev.",
    "file-unreadable": "Filen »{name}« kunne ikke hentes fra drevet. Kontrollér forbindelsen til "
    "drevet, og prøv igen.",
    "file-empty": "Filen »{name}« er tom. Find en udgave med indhold.",
    "file-large": "Filen »{name}« fylder over {limit} MB. Slet det, der ikke hører til, og gem "
    "den igen.",
    "file-damaged": "Filen »{name}« er beskadiget eller ikke kopieret helt. Hent den igen, eller "
    "åbn den i {app}, og gem den på ny.",
    "file-protected": "Filen »{name}« er beskyttet med adgangskode. Fjern adgangskoden i {app}, og "
    "gem filen igen.",
    "file-xls": "Filen »{name}« er en projektmappe i det gamle format (.xls). Åbn den i Excel, og "
    "gem den som Excel-projektmappe (.xlsx).",
    "file-doc": "Filen »{name}« er et dokument i det gamle format (.doc). Åbn den i Word, og gem "
    "den som Word-dokument (.docx).",
    "file-binary": "Filen »{name}« er en binær projektmappe (.xlsb). Åbn den i Excel, og gem den "
    "som {kind}.",
    "file-opendocument": "Filen »{name}« er i OpenDocument-format (.ods eller .odt). Åbn den i "
    "{app}, og gem den som {kind}.",
    "file-text": "Filen »{name}« er ren tekst (fx CSV eller HTML), uanset hvad navnet slutter på. "
    "Åbn den i {app}, og gem den som {kind}.",
    "file-other": "Filen »{name}« kan ikke bruges her. Angiv en fil, der er gemt som {kind}.",
    "file-strict": "Filen »{name}« er gemt som »Strict Open XML«. Åbn den i {app}, og gem den som "
    "almindelig {kind}.",
    "file-template": "Filen »{name}« er en Excel-skabelon. Åbn den i Excel, og gem den som {kind}.",
    "file-macros": "Dokumentet »{name}« kan indeholde makroer. Åbn det i Word, og gem det som "
    "{kind}.",
    "workbook-wanted": "Filen »{name}« er ikke en projektmappe, men et Word-dokument. Angiv en "
    "{kind}.",
    "document-wanted": "Filen »{name}« er ikke et dokument, men en Excel-projektmappe. Angiv et "
    "{kind}.",
    "package-main": "Filen »{name}« mangler sit hovedindhold. Åbn den i {app}, lad {app} reparere "
    "den, og gem den igen.",
    "package-duplicate": "Filen »{name}« har to dele med samme navn ({part}). Åbn den i {app}, og "
    "gem den igen.",
    "package-name": "Filen »{name}« har en del med et ulovligt navn ({part}). Åbn den i {app}, og "
    "gem den igen.",
    "package-method": "Filen »{name}« er pakket på en måde, som {app} ikke bruger ({part}). Åbn "
    "den i {app}, og gem den igen.",
    "package-overlap": "Filen »{name}« har dele, der ligger oven i hinanden ({part}). Hent den "
    "igen fra den, der lavede den.",
    "package-entries": "Filen »{name}« består af over {limit} dele. Slet det, der ikke hører til, "
    "og gem den igen.",
    "package-large": "Filen »{name}« bliver for stor, når den pakkes ud ({part}). Slet det, der "
    "ikke hører til, og gem den igen.",
    "package-bomb": "Filen »{name}« er pakket urimeligt tæt ({part}) og åbnes ikke. Hent den igen "
    "fra den, der lavede den.",
    "xml-broken": "Filen »{name}« har en del, der ikke kan læses ({part}). Åbn den i {app}, og gem "
    "den igen.",
    "xml-doctype": "Filen »{name}« indeholder en DOCTYPE ({part}), som Office-filer ikke må have. "
    "Åbn den i {app}, og gem den igen.",
    "xml-encoding": "Filen »{name}« har en del, der ikke er skrevet i UTF-8 ({part}). Åbn den i "
    "{app}, og gem den igen.",
    "sheet-strings": "Filen »{name}« oplyser et umuligt antal tekster ({part}). Åbn den i Excel, "
    "og gem den igen.",
    "sheet-limits": "Arket »{sheet}« i »{name}« har en celle uden for Excels grænser ({cell}). Åbn "
    "filen i Excel, og gem den igen.",
    "sheet-area": "Arket »{sheet}« i »{name}« er udfyldt helt ud til {cell}. Slet de rækker og "
    "kolonner, der ikke hører til, og gem filen igen.",
    "sheet-table": "Tabellen »{table}« i »{name}« dækker ikke et gyldigt område ({cell}). Giv den "
    "mindst én række under overskrifterne, og gem filen igen.",
    "document-grid": "Dokumentet »{name}« har en tabel med over {limit} kolonner ({part}). Ret "
    "tabellen i Word, og gem dokumentet igen.",
    "document-template": "Dokumentet »{name}« henter sin skabelon udefra ({target}). Vælg »Normal« "
    "under Udvikler > Dokumentskabelon, og gem dokumentet igen.",
    "document-link": "Dokumentet »{name}« har et link, der ikke er http, https eller mailto "
    "({target}). Fjern linket i Word, og gem dokumentet igen.",
    "document-external": "Dokumentet »{name}« henter indhold udefra ({target}). Indsæt indholdet i "
    "dokumentet i stedet for at linke til det.",
    "document-embedded": "Dokumentet »{name}« har en indlejret fil, et objekt eller en makro "
    "({target}). Slet det i Word, og gem dokumentet igen.",
    "document-field": "Dokumentet »{name}« har et felt, der henter indhold udefra ({field}). "
    "Marker feltet i Word, og gør det til tekst med Ctrl+Skift+F9.",
}


def refusal(code: str, name: str, kind: Kind, **words: object) -> Refusal:
    """The refusal of that code, with the file's name and the words in its sentence."""
    shown = {word: told(str(value)) for word, value in words.items()}
    app = "Excel" if kind is Kind.WORKBOOK else "Word"
    names = {"name": told(name), "kind": kind.value, "app": app}
    return Refusal(code, SENTENCES[code].format_map(names | shown))


def told(text: str) -> str:
    """The text as a sentence may quote it: printable, and not too long."""
    shown = printable(text)
    return shown if len(shown) <= _LONG else shown[:_LONG] + "…"
