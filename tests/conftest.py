"""What the tests share: expected texts, and every document that one of them has made.

Expected texts stand in `expected/`, and are written anew only on request.
"""

from __future__ import annotations

import difflib
import gc
import os
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs
import pytest
from excel_parts import Excel
from registers import grids

from digit_xl.word import package
from digit_xl.word.printing import libreoffice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from docx.package import Package

    from digit_xl.book.grid import Cell

# The engine that stands in for Excel (`remote`) is part of xlwings PRO, which looks for a licence
# when it is first imported. Here that is the one for noncommercial use (PolyForm Noncommercial
# 1.0.0), as this association's is; outside the tests nothing of PRO is used.
os.environ.setdefault("XLWINGS_LICENSE_KEY", "noncommercial")

EXPECTED = Path(__file__).with_name("expected")
REFRESH = "--refresh-expected"
LARGEST = 3_000_000  # bytes of a document that is kept
MOST = 4  # documents of one test that are kept
RUNNING: list[pytest.Item] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the one way to write expected texts anew."""
    parser.addoption(REFRESH, action="store_true", help="write tests/expected/ anew")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests that judge what the others have made behind them all."""
    items.sort(key=lambda item: item.get_closest_marker("last") is not None)


@pytest.fixture(autouse=True)
def running(request: pytest.FixtureRequest) -> Iterator[None]:
    """The test that runs is known while it does; a command that it ran leaves no garbage."""
    often = gc.get_threshold()
    RUNNING.append(request.node)
    yield
    RUNNING.clear()
    gc.set_threshold(*often)


@pytest.fixture(autouse=True, scope="session")
def made_documents(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Path, str]]:
    """Every document that was written so far, as a file, with the test that wrote it first.

    Not those from templates that are themselves invalid, nor tables of fifty thousand rows; and of
    a test that makes many, such as one that tries whatever comes, the first ones.
    """
    folder = tmp_path_factory.mktemp("made")
    made: dict[Path, str] = {}
    counted: Counter[str] = Counter()
    written = package.written

    def kept(opened: Package) -> bytes:
        document = written(opened)
        path = folder / f"{sha256(document).hexdigest()}.docx"
        odd = any(test.get_closest_marker("invalid_template") for test in RUNNING)
        if not odd and path not in made and len(document) <= LARGEST:
            test = next((test.nodeid for test in RUNNING), "a fixture")
            counted[test] += 1
            if counted[test] <= MOST:
                path.write_bytes(document)
                made[path] = test
        return document

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(package, "written", kept)
        yield made


@pytest.fixture
def programs_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder of programs, but for those of the system; none that makes PDFs is found."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in (
        "sh",
        "cat",
        "cp",
        "kill",
        "printf",
        "sleep",
        "unshare",
        "true",
        "mkfifo",
        "mkdir",
        "ln",
    ):
        (folder / name).symlink_to(f"/bin/{name}")
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(libreoffice, "places", lambda: iter(()))
    return folder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a user who has no log yet, and an empty folder of documents."""
    folder = tmp_path / "home"
    (folder / "Documents").mkdir(parents=True)
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    monkeypatch.setattr(platformdirs, "user_documents_path", lambda: folder / "Documents")
    return folder


@pytest.fixture
def opened(home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Excel]:
    """Opens a register in Excel: the good one with changes, in the folder above the user's own.

    `place` is another folder, or None for none.
    """

    def open_it(
        changes: Mapping[str, Cell] | None = None,
        place: Path | None = home.parent,
        **more: Any,  # noqa: ANN401 - as the double takes it
    ) -> Excel:
        excel = Excel(grids(changes), place, **more)
        excel.install(monkeypatch)
        return excel

    return open_it


@pytest.fixture
def as_expected(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Fails, with what differs, unless the text is the one kept under that name."""

    def compare(name: str, text: str) -> None:
        kept = EXPECTED / name
        if request.config.getoption(REFRESH):
            EXPECTED.mkdir(exist_ok=True)
            kept.write_text(text, encoding="utf-8", newline="\n")
        before = kept.read_text(encoding="utf-8") if kept.exists() else ""
        if text != before:
            pair = (before.splitlines(), text.splitlines())
            differs = "\n".join(difflib.unified_diff(*pair, f"expected/{name}", "now", lineterm=""))
            pytest.fail(
                f"If this is how it should be, run pytest {REFRESH}:\n{differs}", pytrace=False
            )

    return compare
