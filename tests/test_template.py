"""The annual report template: what a designer, a reader and the filler each rely on."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pytest
from lxml import etree
from office import validator_errors

from digit_xl.word.accessibility import barriers
from digit_xl.word.accessibility.colours import PAPER, Palette, contrast
from digit_xl.word.accessibility.contrast import ENOUGH
from digit_xl.word.accessibility.looks import Looks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "templates" / "aarsrapport.docx"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"

TEXTS = (
    *("påtegning", "præsentation", "vision", "målsætninger", "kerneopgaver", "læs_mere"),
    *("organisering", "året", "samarbejde", "generalforsamlinger", "portefølje", "resultater"),
    *("oplevelser", "økonomi", "fremtid", "rotation", "planen"),
)

Names: TypeAlias = "dict[str, Names | None]"


def names(leaves: str, **nested: Names) -> Names:
    """Names of single values, and of the records below them."""
    return {**dict.fromkeys(leaves.split()), **nested}


PEOPLE = names("navn rolle medlem portræt")
AMOUNTS = "indtægter udgifter i_alt budget sidste_år forbrug ændring"
LINES = names(f"note navn sidste øvrige {AMOUNTS}")
COMPARED = ("i_alt", "budget", "forbrug", "sidste_år", "ændring")
PROJECTS = names("kode navn kategori konto fase projektleder udgifter puls status fremad")
KNOWN = names(
    "forening.navn forening.kortnavn forening.undertitel forening.hjemmeside forening.stiftet "
    "forening.år forening.næste_år forening.profitcenter forening.valuta forening.udgivet "
    "forening.forrige_år forening.horisont forening.logo opgørelse.enhed opgørelse.enkel "
    "opgørelse.sammenlignet opgørelse.med_budget opgørelse.med_sidste_år opgørelse.indtægter "
    "opgørelse.udgifter opgørelse.resultat opgørelse.resultat.i_alt opgørelse.resultat.budget "
    "opgørelse.resultat.sidste_år medlemmer.antal medlemmer.navne regnskab.indtægter "
    "regnskab.udgifter regnskab.resultat regnskab.overført projekter.antal portefølje "
    "diagram.udgifter diagram.sammenligning "
    + " ".join(f"opgørelse.{it}.{name} " for it in ("indtægter", "udgifter") for name in COMPARED)
    + " ".join(f"tekst.{key} tekst.{key}.overskrift" for key in TEXTS),
    medlemmer=names("navn kode fra kontingent"),
    organer=names("navn", personer=PEOPLE | names("leder øvrig")),
    underskrivere=names("navn", personer=PEOPLE),
    generalforsamlinger=names("dato type beslutninger"),
    planlagte=names("dato type beslutninger"),
    resultater=names("overskrift tekst", projekter=PROJECTS),
    gevinster=names("projekt gevinst enhed udgangspunkt mål målt målt_den"),
    oplevelser=names("navn stilling medlem emne tekst billede"),
    regnskab=names(f"gruppe {AMOUNTS}", linjer=LINES),
    noter=names("note overskrift tekst"),
    rotation=names("navn rolle organ medlem til"),
    udskiftning=names("navn organ medlem ind ud"),
    kommende=names("kode navn fremad"),
)


def parts() -> dict[str, _Element]:
    """Every XML part of the template by its name."""
    with zipfile.ZipFile(TEMPLATE) as package:
        return {
            name: etree.fromstring(package.read(name))
            for name in package.namelist()
            if name.endswith((".xml", ".rels"))
        }


def written() -> list[_Element]:
    """The parts that hold text: the document, its headers and its footers."""
    return [root for root in parts().values() if root.tag in {W + "document", W + "hdr", W + "ftr"}]


def attribute(element: _Element, path: str, name: str = "val") -> str | None:
    """An attribute of the element found at the path, if there is one."""
    found = element.find(path)
    return None if found is None else found.get(W + name)


def tag_of(control: _Element) -> str | None:
    """What a control's tag names, without its format; None for an item of a repeat."""
    tag = attribute(control, f"{W}sdtPr/{W}tag")
    return None if tag is None else tag.removeprefix("dx:").partition("|")[0]


def repeats(control: _Element) -> bool:
    """Whether the control is a repeating section."""
    return control.find(f"{W}sdtPr/{W15}repeatingSection") is not None


def unknown(element: _Element, scopes: tuple[Names, ...]) -> Iterator[str]:
    """The names below an element that no scope knows, innermost scope first."""
    for child in element:
        inner = scopes
        if child.tag == W + "sdt" and (tag := tag_of(child)) is not None:
            name = tag.removeprefix("?")
            scope = next((scope for scope in reversed(scopes) if name in scope), None)
            nested = scope[name] if scope is not None else None
            if scope is None or (repeats(child) and nested is None):
                yield name
            if repeats(child) and nested is not None:
                inner = (*scopes, nested)
        yield from unknown(child, inner)


def test_rebuilding_gives_the_same_bytes(tmp_path: Path) -> None:
    """The file in the project is what the script makes, to the byte."""
    again = tmp_path / "again.docx"
    script = ROOT / "scripts" / "build_template.py"
    subprocess.run([sys.executable, script, again], check=True, capture_output=True)
    assert again.read_bytes() == TEMPLATE.read_bytes()


@pytest.mark.office
def test_the_validator_has_nothing_to_say() -> None:
    """Microsoft's validator finds no error in it."""
    assert validator_errors(TEMPLATE) == []


def test_every_name_is_known_where_it_stands() -> None:
    """Each control names a fact of the report, or of the records that it stands among."""
    assert [name for root in written() for name in unknown(root, (KNOWN,))] == []


def test_every_text_and_every_list_has_its_place() -> None:
    """No text and no list of the report is without a control."""
    used = {tag_of(control) for root in written() for control in root.iter(W + "sdt")}
    texts = {f"tekst.{key}{part}" for key in TEXTS for part in ("", ".overskrift")}
    lists = {name for name, nested in KNOWN.items() if nested is not None}
    drawn = {"portefølje", "diagram.udgifter", "diagram.sammenligning"}
    assert (texts | lists | drawn) - used == set()


def test_controls_are_titled_numbered_and_short_of_tag() -> None:
    """Each control has a title, a number of its own, and a tag that Word admits."""
    properties = [found for root in written() for found in root.iter(W + "sdtPr")]
    assert all(attribute(found, W + "alias") for found in properties)
    numbers = [attribute(found, W + "id") for found in properties]
    assert len(set(numbers)) == len(numbers)
    assert all(len(attribute(found, W + "tag") or "") <= 64 for found in properties)


def test_a_repeat_holds_one_item() -> None:
    """A repeating section is written once."""
    for root in written():
        for section in filter(repeats, root.iter(W + "sdt")):
            items = section.findall(f"{W}sdtContent/{W}sdt/{W}sdtPr/{W15}repeatingSectionItem")
            assert len(items) == 1, tag_of(section)


def test_it_is_danish_throughout() -> None:
    """The defaults of all styles say Danish, and nothing says otherwise."""
    all_parts = parts()
    languages = [lang for root in all_parts.values() for lang in root.iter(W + "lang")]
    assert len(languages) == 1
    assert languages[0].getparent() is all_parts["word/styles.xml"].find(
        f"{W}docDefaults/{W}rPrDefault/{W}rPr"
    )
    assert set(languages[0].attrib.values()) == {"da-DK"}
    assert all_parts["docProps/core.xml"].findtext("{*}language") == "da-DK"


def test_the_properties_tell_a_title_and_nobodys_name() -> None:
    """The properties hold no author, company or time."""
    core = parts()["docProps/core.xml"]
    assert core.findtext("{*}title") == "Årsrapport"
    assert {etree.QName(child).localname for child in core} == {"title", "language"}


def test_tables_have_a_marked_header_and_rows_that_hold_together() -> None:
    """A header row is repeated on each page, and told to those who listen."""
    tables = [table for root in written() for table in root.iter(W + "tbl")]
    assert len(tables) == 8
    for table in tables:
        rows = list(table.iter(W + "tr"))
        assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [
            True,
            *[False] * (len(rows) - 1),
        ]
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        assert attribute(table, f"{W}tblPr/{W}tblCaption")


def test_styles_do_all_the_formatting() -> None:
    """Paragraphs and tables point at styles that exist, and say nothing more."""
    styles = parts()["word/styles.xml"]
    known = {style.get(W + "styleId") for style in styles.iter(W + "style")}
    for root in written():
        for properties in root.iter(W + "rPr"):
            assert [child.tag for child in properties] == [W + "rStyle"]
            assert attribute(properties, W + "rStyle") in known
        for properties in root.iter(W + "pPr"):
            kinds = {child.tag for child in properties}
            assert kinds <= {W + "pStyle", W + "sectPr"}
            assert attribute(properties, W + "pStyle") in known
        assert {
            attribute(table, f"{W}tblPr/{W}tblStyle") for table in root.iter(W + "tbl")
        } <= known


def test_the_filler_finds_the_styles_that_it_names() -> None:
    """Bullets, links and the timeline have their styles."""
    from docx import Document

    styles = Document(str(TEMPLATE)).styles
    wanted = ["List Bullet", "List Bullet 2", "Hyperlink", "Body Text", "DigitPlan"]
    wanted += ["TOC Heading", "toc 1", "toc 2", "footnote text", "footnote reference"]
    wanted += [f"Plan{name}" for name in ("", " gruppe", " år", " enhed", " forklaring", " streg")]
    wanted += [f"Plan {number}{end}" for number in range(1, 7) for end in ("", " Tegn")]
    wanted.append("Plan streg Tegn")
    assert [name for name in wanted if name not in styles] == []
    assert styles["List Bullet"].element.pPr.numPr.numId.val == 2


def test_chapters_are_numbered_and_begin_on_a_new_page() -> None:
    """Chapters count 1, 1.1; the statement before them does not."""
    all_parts = parts()
    levels = all_parts["word/numbering.xml"].findall(f"{W}abstractNum")[0]
    shown = [(attribute(level, W + "pStyle"), attribute(level, W + "lvlText")) for level in levels]
    assert shown[1:] == [("Heading1", "%1"), ("Heading2", "%1.%2")]
    styles = {style.get(W + "styleId"): style for style in all_parts["word/styles.xml"]}
    chapter, statement = styles["Heading1"], styles["KapitelUdenNummer"]
    assert chapter.find(f"{W}pPr/{W}pageBreakBefore") is not None
    assert attribute(statement, f"{W}basedOn") == "Heading1"
    assert attribute(statement, f"{W}pPr/{W}numPr/{W}numId") == "0"
    assert styles[None].find(f".//{W}widowControl") is not None


def test_the_portfolio_takes_its_wide_page_with_it() -> None:
    """Both breaks around the wide page stand inside its condition."""
    document = parts()["word/document.xml"]
    portfolio = next(c for c in document.iter(W + "sdt") if tag_of(c) == "?portefølje")
    sections = list(document.iter(W + "sectPr"))
    inside = list(portfolio.iter(W + "sectPr"))
    wide = [attribute(section, W + "pgSz", "orient") == "landscape" for section in sections]
    assert wide == [False, False, True, False]
    assert sections[1:3] == inside
    sizes = {attribute(section, W + "pgSz", "w") for section in sections}
    assert sizes == {"11906", "16838"}


def test_contents_follow_the_cover_and_nobody_is_asked_to_update_them() -> None:
    """Word's own table of contents, two levels deep, with its heading outside it."""
    all_parts = parts()
    document, styles = all_parts["word/document.xml"], all_parts["word/styles.xml"]
    body = document[0]
    cover = next(at for at, block in enumerate(body) if block.find(f".//{W}sectPr") is not None)
    contents = body[cover + 1]
    assert attribute(contents, f"{W}sdtPr/{W}docPartObj/{W}docPartGallery") == "Table of Contents"
    assert contents.findtext(f".//{W}instrText") == r' TOC \o "1-2" \h \z \u '
    heading = next(s for s in styles if attribute(s, W + "name") == "TOC Heading")
    assert attribute(heading, f"{W}pPr/{W}outlineLvl") == "9"
    assert [*all_parts["word/settings.xml"].iter(W + "updateFields")] == []


def test_tables_and_figures_have_numbered_captions() -> None:
    """Each is named above; only the places for signatures have no number.

    The statement is one of two tables, under one caption.
    """
    document = parts()["word/document.xml"]
    captions = [p for p in document.iter(W + "p") if attribute(p, f"{W}pPr/{W}pStyle") == "Caption"]
    kinds = [str(found.findtext(f".//{W}instrText")).split()[:2] for found in captions]
    assert kinds.count(["SEQ", "Figur"]) == 3
    assert kinds.count(["SEQ", "Tabel"]) == len(list(document.iter(W + "tbl"))) - 2


def test_headers_name_the_report_and_footers_count_its_pages() -> None:
    """Upright and wide pages have both; the cover has neither."""
    all_parts = parts()
    for number in (2, 3):
        header = all_parts[f"word/header{number}.xml"]
        assert [tag_of(control) for control in header.iter(W + "sdt")] == [
            "forening.navn",
            "forening.år",
        ]
        fields = all_parts[f"word/footer{number}.xml"].iter(W + "fldSimple")
        assert [str(field.get(W + "instr")).strip() for field in fields] == ["PAGE", "NUMPAGES"]
    cover = [all_parts["word/header1.xml"], all_parts["word/footer1.xml"]]
    assert [list(part.iter(W + "t", W + "fldSimple")) for part in cover] == [[], []]


def theme_colours() -> dict[str, str]:
    """The theme's colours under the names by which styles point at them."""
    scheme = parts()["word/theme/theme1.xml"].find(f".//{A}clrScheme")
    assert scheme is not None
    colours = {
        etree.QName(slot).localname: str(next(slot.iter(A + "srgbClr")).get("val"))
        for slot in scheme
    }
    renamed = {"dk1": "text1", "lt1": "background1", "dk2": "text2", "lt2": "background2"}
    renamed |= {"hlink": "hyperlink", "folHlink": "followedHyperlink"}
    return {renamed.get(name, name): colour for name, colour in colours.items()}


def test_colours_are_those_of_the_theme() -> None:
    """A colour written beside its theme name is that theme colour."""
    theme = theme_colours()
    for root in parts().values():
        for element in root.iter(W + "*"):
            if name := element.get(W + "themeColor"):
                assert (
                    element.get(W + "val" if element.tag == W + "color" else W + "color")
                    == (theme[name])
                )
            if name := element.get(W + "themeFill"):
                assert element.get(W + "fill") == theme[name]


def test_text_can_be_told_from_its_ground() -> None:
    """Every style's text has a contrast of at least 4.5:1, whether the template uses it or not."""
    all_parts = parts()
    styles = all_parts["word/styles.xml"]
    looks = Looks(styles, Palette(all_parts["word/theme/theme1.xml"], {}))
    pairs = {}
    for style in styles.iter(W + "style"):
        key = str(style.get(W + "styleId"))
        for part in ("", *(str(it.get(W + "type")) for it in style.iter(W + "tblStylePr"))):
            look = looks.style(key, part).over(looks.defaults)
            pairs[key, part] = look.text, look.ground or look.paragraph or look.cell or PAPER
    pairs |= {
        ("numbering", str(index)): (colour.get(W + "val"), PAPER)
        for index, colour in enumerate(all_parts["word/numbering.xml"].iter(W + "color"))
    }
    assert {
        name: pair for name, pair in pairs.items() if contrast(str(pair[0]), pair[1]) < ENOUGH
    } == {}
    assert len({pair for pair in pairs.values() if pair[1] != PAPER}) >= 9


def test_nobody_is_shut_out() -> None:
    """The template breaks no rule on accessibility; whose it is, the report says."""
    assert [barrier.rule for barrier in barriers(TEMPLATE.read_bytes())] == ["TIL-02"]
