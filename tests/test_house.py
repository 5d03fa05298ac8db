"""The rules of the house: which room may import which, and how large a room may grow."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from graphlib import TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
HOUSE = ROOT / "digit_xl"

# Imports go down only, or stay on their floor; a path stands for all that lies under it.
FLOORS = (
    ("__init__", "amounts", "findings", "facts", "danish", "locks", "log", "opening", "output"),
    ("book", "word"),
    ("cells", "schema", "bulk", "headings", "merges", "reading"),
    ("register",),
    ("association",),
    (
        *("accessibility", "comparing", "control", "create", "dashboard", "describe", "export"),
        *("filling", "freezing", "refreshing", "saved", "targets", "templating", "tieout"),
        "tracing",
    ),
    ("functions",),
    ("addin",),
    ("console", "dialogs"),
    ("cli", "excel", "udf"),
)

# These never meet, in neither direction, though they live on one floor.
APART = (("book", "word"), ("association/rules", "association/sections"))

# The only places where a library may be imported; a library without a place is none of ours.
ROOMS = {
    "babel": ("danish",),
    "PIL": ("book/images",),
    "click": ("cli", "console"),
    "docx": ("word",),
    "fastexcel": ("book/disk",),
    "lxml": ("word", "book/patch", "addin/ribbon"),
    "markdown_it": ("word",),
    "mdit_py_plugins": ("word",),
    "openpyxl": ("book/author", "book/diagrams", "book/looks", "book/patch/formulas"),
    "pandera": ("schema", "reading", "association/sheets"),
    "platformdirs": ("log", "targets"),
    "polars": (
        *("book/disk", "book/excel_values", "book/grid", "book/live"),
        *("schema", "bulk", "reading", "register", "association"),
    ),
    "pypdf": ("word",),
    "python_calamine": ("book/disk",),
    "xlwings": (
        *("book/live", "book/lists", "book/native", "book/rewriting"),
        *("excel", "udf"),
    ),
}

# Where a library is known to type checkers alone, because start-up is what a user waits for.
FOR_TYPES_ONLY = {"pandera": "schema", "polars": "book/grid", "xlwings": "book/rewriting"}

TOP_LEVEL = {
    "digit_xl",
    "workbooks",
    "templates",
    "scripts",
    "tests",
    "pyproject.toml",
    "README.md",
    "constraints.txt",
}
MOST_LINES_OF_A_FILE = 400
NAMES_THAT_SAY_NOTHING = {"utils.py", "util.py", "base.py", "helpers.py", "misc.py", "common.py"}


@dataclass(frozen=True)
class Import:
    """One import: the room it stands in, the dotted name it asks for, and where and why."""

    room: str
    name: str
    line: int
    for_types: bool

    def __str__(self) -> str:
        """Tell where to look."""
        return f"digit_xl/{self.room}.py, line {self.line}: {self.name}"


def room_of(file: Path) -> str:
    """The room of a source file: `book/disk`, `word` for its `__init__`, `__init__` on top."""
    path = file.relative_to(HOUSE).with_suffix("")
    inner = path.parent if path.name == "__init__" and path.parent != Path() else path
    return inner.as_posix()


def source_of(room: str) -> Path | None:
    """The file or the folder of a room, or nothing when there is none."""
    places = (HOUSE / f"{room}.py", HOUSE / room)
    return next((place for place in places if place.exists()), None)


def is_in(room: str, place: str) -> bool:
    """Whether a room is that place or lies under it."""
    return room == place or room.startswith(f"{place}/")


def names_asked_for(node: ast.stmt, package: tuple[str, ...]) -> list[str]:
    """The dotted names that an import statement in that package asks for, relative ones too."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    above = package[: len(package) - node.level + 1] if node.level else ()
    start = ".".join((*above, *([node.module] if node.module else [])))
    return [f"{start}.{alias.name}" for alias in node.names]


def imports_of(room: str, source: str, package: tuple[str, ...]) -> Iterator[Import]:
    """Every import of a source, also those inside functions and those for types alone."""

    def visit(node: ast.AST, *, for_types: bool) -> Iterator[Import]:
        if isinstance(node, ast.stmt):
            for name in names_asked_for(node, package):
                yield Import(room, name, node.lineno, for_types)
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            for statement in node.body:
                yield from visit(statement, for_types=True)
            for statement in node.orelse:
                yield from visit(statement, for_types=for_types)
            return
        for part in ast.iter_child_nodes(node):
            yield from visit(part, for_types=for_types)

    yield from visit(ast.parse(source), for_types=False)


def all_imports() -> list[Import]:
    """Every import in the house."""
    found: list[Import] = []
    for file in sorted(HOUSE.rglob("*.py")):
        package = file.parent.relative_to(ROOT).parts
        found += imports_of(room_of(file), file.read_text(encoding="utf-8"), package)
    return found


def room_asked_for(name: str) -> str | None:
    """The room in the house that a dotted name lies in, or nothing when it lies outside."""
    first, *parts = name.split(".")
    if first != "digit_xl":
        return None
    while parts:
        if source_of("/".join(parts)):
            return "/".join(parts)
        parts.pop()
    return "__init__"


def floor_of(room: str) -> int:
    """The number of a room's floor, counted from the ground."""
    for number, floor in enumerate(FLOORS):
        if any(is_in(room, place) for place in floor):
            return number
    pytest.fail(f"digit_xl/{room} stands on no floor: give it one in FLOORS")


IMPORTS = all_imports()
INSIDE = [(one, room) for one in IMPORTS if (room := room_asked_for(one.name)) is not None]
OUTSIDE = [
    (one, library)
    for one in IMPORTS
    if (library := one.name.split(".")[0]) not in {*sys.stdlib_module_names, "digit_xl"}
]


def sources() -> list[Path]:
    """Every Python source of the project."""
    folders = (HOUSE, ROOT / "scripts", ROOT / "tests")
    return [file for folder in folders for file in sorted(folder.rglob("*.py"))]


def test_an_import_is_seen_wherever_it_hides() -> None:
    """Relative ones, those inside functions, and those for types alone."""
    source = """
import docx.shared
from . import grid
from ..word.fill import fill
def open_it():
    if TYPE_CHECKING:
        import lxml
    from digit_xl import danish
"""
    found = [(one.name, one.for_types) for one in imports_of("x", source, ("digit_xl", "book"))]
    assert found == [
        ("docx.shared", False),
        ("digit_xl.book.grid", False),
        ("digit_xl.word.fill.fill", False),
        ("lxml", True),
        ("digit_xl.danish", False),
    ]


def test_every_place_that_a_rule_names_exists() -> None:
    """A rule about a room that was moved or renamed would hold nothing any more."""
    places = {place for floor in FLOORS for place in floor}
    places |= {place for pair in APART for place in pair}
    places |= {place for rooms in ROOMS.values() for place in rooms}
    places |= set(FOR_TYPES_ONLY.values())
    assert sorted(place for place in places if source_of(place) is None) == []


def test_every_room_stands_on_one_floor() -> None:
    """A new file has to be given its floor."""
    for file in HOUSE.rglob("*.py"):
        room = room_of(file)
        floors = [floor for floor in FLOORS if any(is_in(room, place) for place in floor)]
        assert len(floors) == 1, f"digit_xl/{room} stands on {len(floors)} floors of FLOORS"


def test_imports_go_down_only() -> None:
    """No room knows of those above it."""
    upward = [str(one) for one, room in INSIDE if floor_of(room) > floor_of(one.room)]
    assert upward == []


@pytest.mark.parametrize("pair", APART)
def test_the_two_never_meet(pair: tuple[str, str]) -> None:
    """Two rooms of one floor that know nothing of each other."""
    first, second = pair
    met = [
        str(one)
        for one, room in INSIDE
        if (is_in(one.room, first) and is_in(room, second))
        or (is_in(one.room, second) and is_in(room, first))
    ]
    assert met == []


def test_no_imports_run_in_a_circle() -> None:
    """Also not within one floor, and not by way of an import inside a function."""
    circles: TopologicalSorter[str] = TopologicalSorter()
    for one, room in INSIDE:
        if not one.for_types and room != one.room:
            circles.add(one.room, room)
    circles.prepare()  # raises CycleError, which names the rooms of the circle


def test_no_import_hides_behind_a_call() -> None:
    """The table could not see it."""
    hidden = [
        str(file)
        for file in HOUSE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[-1] in {"import_module", "__import__"}
    ]
    assert hidden == []


def test_each_library_stays_in_its_room() -> None:
    """So that it can be understood, and replaced, in one place."""
    astray = [
        str(one)
        for one, library in OUTSIDE
        if not any(is_in(one.room, place) for place in ROOMS.get(library, ()))
    ]
    assert astray == []


@pytest.mark.parametrize(("library", "room"), FOR_TYPES_ONLY.items())
def test_a_library_is_known_there_to_type_checkers_alone(library: str, room: str) -> None:
    """The room is loaded by commands that have no use for the library."""
    loaded = [
        str(one)
        for one, name in OUTSIDE
        if name == library and one.room == room and not one.for_types
    ]
    assert loaded == []


def test_no_room_is_kept_for_a_library_that_left_it() -> None:
    """The table says what is, not what was."""
    used = {(library, one.room) for one, library in OUTSIDE}
    empty = [
        f"{library} in {place}"
        for library, places in ROOMS.items()
        for place in places
        if not any(name == library and is_in(room, place) for name, room in used)
    ]
    assert empty == []


def test_the_libraries_with_a_room_are_those_that_are_installed() -> None:
    """None is required in vain, and none is there by luck."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        dependencies = tomllib.load(file)["project"]["dependencies"]
    declared = {line.split(">")[0].split("[")[0].lower() for line in dependencies}
    providers = packages_distributions()
    assert {providers[library][0].lower() for library in ROOMS} == declared


def test_the_document_side_has_no_word_about_what_is_planned() -> None:
    """It would serve any association, and any plan."""
    about = re.compile(
        r"projekt(?!mappe)|portef|\bfaser?\b|\bproject|\bphase|portfolio", re.IGNORECASE
    )
    met = [
        f"{file.name}: {line.strip()}"
        for file in (HOUSE / "word").rglob("*.py")
        for line in file.read_text(encoding="utf-8").splitlines()
        if about.search(line)
    ]
    assert met == []


@pytest.mark.parametrize("file", sources(), ids=lambda file: str(file.relative_to(ROOT)))
def test_a_file_is_small_and_its_name_says_something(file: Path) -> None:
    """It can be read in one sitting."""
    assert len(file.read_text(encoding="utf-8").splitlines()) <= MOST_LINES_OF_A_FILE
    assert file.name not in NAMES_THAT_SAY_NOTHING


def test_the_top_folder_holds_only_what_belongs_there() -> None:
    """Who opens the project finds the way at a glance."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    top = {line.split("/")[0] for line in listed.splitlines()}
    assert {name for name in top if not name.startswith(".")} <= TOP_LEVEL
