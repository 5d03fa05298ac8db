"""Nothing hostile and nothing unreadable gets past the guard, and nothing ordinary is stopped."""

from __future__ import annotations

import errno
import io
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import docx
import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from packages import (
    BILLION,
    BODY,
    DOCUMENT,
    DOCUMENT_PARTS,
    REFUSED,
    SHARED,
    TYPE,
    WORKBOOK,
    WORKBOOK_PARTS,
    cells,
    document,
    field,
    linked,
    relations,
    table,
    typed,
    values,
    workbook,
    zipped,
)

from digit_xl.book import guard, limits
from digit_xl.findings import Refusal, column_letters

if TYPE_CHECKING:
    from collections.abc import Callable


def code(content: bytes, kind: guard.Kind = WORKBOOK) -> str:
    """The code that the content is refused with; nothing when it passes."""
    try:
        guard.check(content, "Register.xlsx", kind)
    except Refusal as refusal:
        return refusal.code if spoken(refusal.sentence) else refusal.sentence
    return ""


def spoken(sentence: str) -> bool:
    """Whether the sentence is complete and names the file."""
    return "»Register.xlsx«" in sentence and sentence.endswith(".")


@pytest.mark.parametrize(
    ("expected", "kind", "content"),
    [
        pytest.param(expected, kind, content, id=f"{expected}-{number}")
        for expected, examples in REFUSED.items()
        for number, (kind, content) in enumerate(examples, start=1)
    ],
)
def test_each_is_refused_with_its_own_code(
    expected: str, kind: guard.Kind, content: Callable[[], bytes]
) -> None:
    """Hostile, damaged, or of another kind."""
    assert code(content(), kind) == expected


def saved(save: Callable[[io.BytesIO], None]) -> bytes:
    """The file as its library saves it."""
    target = io.BytesIO()
    save(target)
    return target.getvalue()


ORDINARY: dict[str, tuple[guard.Kind, Callable[[], bytes]]] = {
    "openpyxl": (WORKBOOK, lambda: saved(openpyxl.Workbook().save)),
    "python-docx": (DOCUMENT, lambda: saved(docx.Document().save)),
    "macros": (
        WORKBOOK,
        lambda: typed(WORKBOOK, "application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
    ),
    "dotx": (DOCUMENT, lambda: typed(DOCUMENT, f"{TYPE}.wordprocessingml.template.main+xml")),
    "full ledger": (WORKBOOK, lambda: values("A1", "L1", "A1048576", "L1048576")),
    "wide": (WORKBOOK, lambda: values("A1", "XFD1")),
    "wide and long": (WORKBOOK, lambda: values("CZ1", "A199999")),
    "prefixed": (
        WORKBOOK,
        lambda: workbook(sheet='<x:worksheet xmlns:x="x"><x:c r="A1"/></x:worksheet>'),
    ),
    "formatted, but empty": (
        WORKBOOK,
        lambda: cells('<c r="A1"><v/></c><c r="XFD1048576" s="1"/>'),
    ),
    "without references": (WORKBOOK, lambda: cells("<row><c><v/></c><c><v/></c></row>" * 9)),
    "table": (WORKBOOK, lambda: table('ref="A1:L1048576" totalsRowCount="1"')),
    "table of one row": (WORKBOOK, lambda: table('ref="A1:C1" headerRowCount="0"')),
    "many texts": (
        WORKBOOK,
        lambda: zipped(WORKBOOK_PARTS | {SHARED: '<sst uniqueCount="1000000"/>'}),
    ),
    "byte order mark": (WORKBOOK, lambda: workbook(sheet=b"\xef\xbb\xbf<worksheet/>")),
    "svg": (DOCUMENT, lambda: zipped(DOCUMENT_PARTS | {"word/media/a.svg": BILLION + "<svg/>"})),
    "printer settings": (WORKBOOK, lambda: zipped(WORKBOOK_PARTS | {"xl/p.bin": bytes(500)})),
    "folders": (WORKBOOK, lambda: zipped(WORKBOOK_PARTS | {"xl/media/": b""})),
    "links": (
        DOCUMENT,
        lambda: document(
            rels=relations(
                ("hyperlink", "https://example.org", "External"),
                ("hyperlink", "MAILTO:a@example.org", "External"),
                ("image", "media/a.png"),
            )
        ),
    ),
    "chart": (
        DOCUMENT,
        lambda: zipped(
            DOCUMENT_PARTS
            | {"word/charts/_rels/chart1.xml.rels": relations(("package", "../embeddings/a.xlsx"))}
        ),
    ),
    "page number": (DOCUMENT, lambda: field(" PAGE ")),
    "split page number": (DOCUMENT, lambda: field(" PA", "GE ")),
    "cell over columns": (DOCUMENT, lambda: document('<w:gridSpan w:val="12"/>')),
    "a word in the text": (DOCUMENT, lambda: document("<w:t>INCLUDETEXT og DDEAUTO</w:t>")),
}


@pytest.mark.parametrize("name", ORDINARY)
def test_what_is_ordinary_passes(name: str) -> None:
    """As programs save it, also when that is a little odd."""
    kind, content = ORDINARY[name]
    assert code(content(), kind) == ""


def test_a_tag_that_the_inflater_splits_is_seen_whole() -> None:
    """Around the borders of the chunks in which a part is inflated."""
    cell = b'<c r="XFD1048576"><v>1</v></c>'
    for before in range(len(cell)):
        padding = b" " * ((1 << 20) - len(b"<worksheet>") - before)
        assert code(workbook(sheet=b"<worksheet>" + padding + cell + b"</worksheet>")) != ""


def test_a_sheet_is_named_by_its_title() -> None:
    """The user knows no parts."""
    with pytest.raises(Refusal, match=r"Arket »Konti & mål« i »r.xlsx« .* ud til XFD1048576\."):
        guard.check(values("XFD1048576"), "r.xlsx", WORKBOOK)


def test_a_sentence_carries_nothing_that_a_terminal_obeys() -> None:
    """Names and targets may hold escape sequences, and be endless."""
    with pytest.raises(Refusal) as caught:
        guard.check(b"", "\x1b[31mrød\n.xlsx", WORKBOOK)
    assert caught.value.sentence.isprintable()
    with pytest.raises(Refusal) as caught:
        guard.check(linked("image", "a" * 100_000), "r.docx", DOCUMENT)
    assert len(caught.value.sentence) < 500


@pytest.mark.parametrize(
    ("limit", "value", "expected"),
    [
        ("FILE_BYTES", 500, "file-large"),
        ("ENTRIES", 4, "package-entries"),
        ("PART_BYTES", {WORKBOOK: 80}, "package-large"),
        ("TOTAL_BYTES", 500, "package-large"),
        ("SMALL_BYTES", 80, "package-large"),
        ("TAG_BYTES", 50, "xml-broken"),
    ],
)
def test_a_limit_passed_is_refused(
    monkeypatch: pytest.MonkeyPatch, limit: str, value: object, expected: str
) -> None:
    """Limits that no small file reaches, made smaller."""
    assert code(workbook()) == ""
    monkeypatch.setattr(limits, limit, value)
    assert code(workbook()) == expected


ON_THE_DRIVE = {
    "file-missing",
    "file-folder",
    "file-forbidden",
    "file-special",
    "file-unreadable",
}
BY_LIMIT = {"file-large", "package-entries", "package-large"}


def test_every_sentence_has_an_example() -> None:
    """A refusal that nothing provokes is dead."""
    assert REFUSED.keys() | ON_THE_DRIVE | BY_LIMIT == limits.SENTENCES.keys()


def read_code(path: Path) -> str:
    """The code that reading the path is refused with; no descriptor stays open."""
    before = len(os.listdir("/dev/fd"))  # noqa: PTH208 - a count
    with pytest.raises(Refusal) as caught:
        guard.read(path, WORKBOOK)
    assert len(os.listdir("/dev/fd")) == before  # noqa: PTH208 - as above
    return caught.value.code


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    """Its bytes come back, through a link too."""
    path, link = tmp_path / "Register æøå.xlsx", tmp_path / "link.xlsx"
    path.write_bytes(workbook())
    link.symlink_to(path)
    assert guard.read(path, WORKBOOK) == guard.read(link, WORKBOOK) == workbook()


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """At once: opening a FIFO would wait for ever, reading a device would never end."""
    fifo, empty = tmp_path / "fifo", tmp_path / "empty.xlsx"
    os.mkfifo(fifo)
    empty.touch()
    assert read_code(fifo) == "file-special"
    assert read_code(Path("/dev/zero")) == "file-special"
    assert read_code(tmp_path) == "file-folder"
    assert read_code(Path("/")) == "file-folder"
    assert read_code(empty) == "file-empty"
    assert read_code(tmp_path / "none.xlsx") == "file-missing"
    assert read_code(empty / "none.xlsx") == "file-missing"
    assert read_code(tmp_path / "\0.xlsx") == "file-missing"


def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system cannot open one."""
    monkeypatch.chdir(tmp_path)  # the address of a socket is short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        assert read_code(Path("socket")) == "file-special"


@pytest.mark.parametrize(
    ("call", "error", "expected"),
    [
        ("open", PermissionError(errno.EACCES, ""), "file-forbidden"),
        ("open", OSError(errno.EIO, ""), "file-unreadable"),
        ("fstat", OSError(errno.EIO, ""), "file-unreadable"),
    ],
)
def test_what_the_system_refuses_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, error: OSError, expected: str
) -> None:
    """Provoked, since an administrator may read everything."""
    path = tmp_path / "r.xlsx"
    path.write_bytes(workbook())

    def failing(*_: object) -> NoReturn:
        raise error

    with monkeypatch.context() as faulty:
        faulty.setattr(os, call, failing)
        with pytest.raises(Refusal) as caught:
            guard.read(path, WORKBOOK)
    assert caught.value.code == expected


def test_on_windows_a_folder_is_told_from_a_forbidden_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows says the same of both."""

    def failing(*_: object) -> NoReturn:
        raise PermissionError(errno.EACCES, "")

    monkeypatch.setattr(os, "open", failing)
    with pytest.raises(Refusal) as caught:
        guard.read(tmp_path, WORKBOOK)
    assert caught.value.code == "file-folder"


REFERENCES = st.tuples(st.integers(1, 1_048_576), st.integers(1, 16_384))
NEAR = st.tuples(
    st.sampled_from([1, 999, 1000, 29_999, 30_000, 199_999, 200_000, 999_999, 1_048_576]),
    st.sampled_from([1, 24, 25, 26, 27, 104, 105, 702, 703, 16_250, 16_251, 16_384]),
)
FORMS = [
    '<c r="{}"><v>1</v></c>',
    "<c r='{}'><v>1</v></c>",
    '<c s="1" r="{}"><is/></c>',
    '<c\nr="{}"><f/></c>',
    '<x:c r="{}"><x:v>1</x:v></x:c>',
]


@given(st.lists(st.tuples(REFERENCES | NEAR, st.sampled_from(FORMS)), max_size=5))
def test_the_used_area_is_judged_rightly_however_it_is_written(
    used: list[tuple[tuple[int, int], str]],
) -> None:
    """The searches of the bytes say the same as arithmetic."""
    inside = "".join(form.format(f"{column_letters(c)}{r}") for (r, c), form in used)
    rows = max((row for (row, _), _ in used), default=0)
    columns = max((column for (_, column), _ in used), default=0)
    sheet = f'<worksheet xmlns:x="x">{inside}</worksheet>'
    assert code(workbook(sheet=sheet)) == ("sheet-area" if rows * columns > limits.AREA else "")


@given(st.binary(), st.sampled_from(guard.Kind))
@example(b"PK\x03\x04", WORKBOOK)
def test_any_bytes_are_refused(content: bytes, kind: guard.Kind) -> None:
    """And nothing but a Refusal is raised."""
    assert code(content, kind) != ""


MUTATIONS = st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), min_size=1, max_size=8)


@given(MUTATIONS, st.sampled_from([(workbook(), WORKBOOK), (document(), DOCUMENT)]))
def test_any_change_to_a_zip_is_a_refusal_or_nothing(
    mutations: list[tuple[int, int]], file: tuple[bytes, guard.Kind]
) -> None:
    """Headers, directory and packed bytes."""
    content = bytearray(file[0])
    for at, value in mutations:
        content[at % len(content)] = value
    assert code(bytes(content), file[1]) in limits.SENTENCES.keys() | {""}


TEXTS = st.lists(
    st.sampled_from([*"<>/=\"' \0&;:", "<?xml ", "?>", "c", "r=", "A1", "XFD9", "<v>", "\xff"])
    | st.binary(max_size=4).map(lambda some: some.decode("latin-1"))
).map(lambda some: "".join(some).encode("latin-1"))


@given(st.sampled_from([*WORKBOOK_PARTS, "xl/tables/table1.xml", "xl/a.bin"]), TEXTS)
def test_any_part_is_a_refusal_or_nothing(name: str, part: bytes) -> None:
    """Whatever stands in it, whole or not."""
    assert code(zipped(WORKBOOK_PARTS | {name: part})) in limits.SENTENCES.keys() | {""}


@given(st.sampled_from([BODY, "_rels/.rels", "word/_rels/document.xml.rels"]), TEXTS)
def test_any_part_of_a_document_is_a_refusal_or_nothing(name: str, part: bytes) -> None:
    """Whatever stands in it, whole or not."""
    content = zipped(DOCUMENT_PARTS | {name: part})
    assert code(content, DOCUMENT) in limits.SENTENCES.keys() | {""}
