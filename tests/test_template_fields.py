"""Every name that a template can use is told, with a kind, a description and an example."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from docx_parts import part, tag_of
from office import validator_errors
from registers import grids

from digit_xl import cli, danish, export, templating
from digit_xl.association import catalogue, sections
from digit_xl.word import wml
from digit_xl.word.accessibility import barriers
from digit_xl.word.resolve import names_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from digit_xl.facts import Facts, Names
    from digit_xl.word.templates.fields import Field

ROOT = Path(__file__).parents[1]
REGISTER = ROOT / "workbooks" / "digit-2019.xlsx"
CATALOGUE = templating.catalogue()


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli.main, [str(word) for word in words])


def paths(fields: Iterable[Field], within: str = "") -> Iterator[tuple[str, Field]]:
    """Every field by its path, such as `organer/personer/navn`."""
    for field in fields:
        yield f"{within}{field.name}", field
        yield from paths(field.inside, f"{within}{field.name}/")


def paths_of(names: Names, within: str = "") -> Iterator[str]:
    """The same paths, as the facts themselves tell them."""
    for name, nested in names.items():
        told = catalogue.family(name) or name
        yield f"{within}{told}"
        yield from paths_of(nested or {}, f"{within}{told}/")


FIELDS = dict(paths(field for group in CATALOGUE for field in group.fields))


def facts_of(changes: dict[str, str] | None = None) -> Facts:
    return sections.facts(export.check(grids(changes or {}))[0])


def test_every_name_of_any_register_is_told_once_and_no_other() -> None:
    told = [path for group in CATALOGUE for path, _ in paths(group.fields)]
    assert len(told) == len(set(told))
    assert set(told) == set(paths_of(names_of(facts_of())))


def test_every_name_has_a_kind_a_description_and_an_example() -> None:
    bare = {path for path, it in FIELDS.items() if not (it.kind and it.about and it.example)}
    assert bare == {"opgørelse.enkel"}  # not so in a register with a budget


def test_no_description_is_kept_for_a_name_that_is_gone() -> None:
    assert set(catalogue.ABOUT) - set(FIELDS) == set()


def test_what_is_a_cell_is_described_by_its_column() -> None:
    assert FIELDS["medlemmer/kode"].about == "»Kommunekode« på arket Medlemmer."
    assert FIELDS["forening.udgivet"].about == "»Udgivelsesdato« på arket Forening."


def test_kinds_and_formats() -> None:
    kinds = {
        "medlemmer.antal": "tal",
        "medlemmer.navne": "liste",
        "medlemmer": "gentagelse",
        "medlemmer/kontingent": "beløb",
        "grupper.‹gruppe›.indtægter": "beløb",
        "regnskab/linjer/forbrug": "andel",
        "regnskab/linjer/sidste": "betingelse",
        "forening.navn": "tekst",
        "forening.år": "dato",
        "forening.logo": "billede",
        "tekst.vision": "riktekst",
        "portefølje": "plan",
        "diagram.udgifter": "diagram",
    }
    assert {path: FIELDS[path].kind for path in kinds} == kinds
    assert set(FIELDS["forening.år"].formats) == danish.DATE_WORDS
    assert set(FIELDS["regnskab.resultat"].formats) == danish.NUMBER_WORDS
    assert FIELDS["forening.navn"].formats == ()


def test_every_required_name_is_one() -> None:
    assert {name for group in catalogue.REQUIRED for name in group} <= set(FIELDS)


def test_examples_are_those_of_ones_own_register() -> None:
    own = templating.catalogue(REGISTER)
    told = dict(paths(field for group in own for field in group.fields))
    assert told.keys() == FIELDS.keys()
    assert told["forening.år"].example == "2019"
    assert told["regnskab.resultat"].example == "−322.748,08"
    assert told["regnskab.budget"].example == ""  # it has none


def test_the_command_tells_them_as_text_and_as_json() -> None:
    text = run("template", "fields")
    assert text.exit_code == 0
    assert "\n    kode (tekst): »Kommunekode« på arket Medlemmer. Fx 101\n" in text.stdout
    told = json.loads(run("template", "fields", REGISTER, "--format", "json").stdout)
    year = next(it for it in told if it["name"] == "forening.år")
    assert year == {
        "group": "Foreningen",
        "name": "forening.år",
        "kind": "dato",
        "about": "»Regnskabsår« på arket Forening.",
        "example": "2019",
        "formats": ["dato", "kort", "måned", "år"],
        "fields": None,
    }
    members = next(it for it in told if it["kind"] == "gentagelse")
    assert [it["name"] for it in members["fields"]] == ["navn", "kode", "fra", "kontingent"]


@pytest.mark.office
def test_the_ready_made_controls_are_there_valid_and_can_be_filled(tmp_path: Path) -> None:
    path, report = tmp_path / "felter.docx", tmp_path / "rapport.docx"
    assert run("template", "fields", "-o", path).stdout == f"{path}\n"
    assert validator_errors(path) == []
    assert run("template", "check", path).stdout == "felter.docx: Ingen fejl.\n"
    controls = {tag_of(it).partition("|")[0] for it in part(path.read_bytes()).iter(wml.SDT)}
    wanted = {field.name for field in FIELDS.values() if "‹" not in field.name}
    assert wanted - {tag.removeprefix("dx:").removeprefix("?") for tag in controls} == set()
    assert run("export", REGISTER, "--template", path, "-o", report).exit_code == 0
    assert validator_errors(report) == []
    assert "−322.748,08" in wml.shown(part(report.read_bytes()))


def test_the_ready_made_controls_are_the_same_bytes_and_shut_nobody_out() -> None:
    made = templating.ready_made(CATALOGUE)
    assert made == templating.ready_made(templating.catalogue())
    assert [str(it) for it in barriers(made) if it.severity.value == "fejl"] == []


@pytest.mark.parametrize(
    ("target", "code"),
    [("felter.odt", "skal ende på .docx"), ("digit-2019.xlsx", "skal ende på .docx")],
)
def test_it_is_written_as_a_word_document_only(target: str, code: str, tmp_path: Path) -> None:
    result = run("template", "fields", "-o", tmp_path / target)
    assert (result.exit_code, code in result.stderr) == (3, True)
    assert list(tmp_path.iterdir()) == []
