"""Pictures as they come: from one folder only, whole, upright, fit for print, with no past."""

from __future__ import annotations

import os
import socket
import threading
from typing import TYPE_CHECKING, Any

import photographs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from digit_xl.book import images
from digit_xl.book.images import Unfit
from digit_xl.facts import Picture
from digit_xl.findings import printable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def made(content: bytes) -> Picture:
    found = images.made(content, "a.png")
    assert isinstance(found, Picture), found
    return found


def fault(content: bytes) -> str:
    found = images.made(content, "a.png")
    assert isinstance(found, Unfit)
    return found.code


def looked_up(tmp_path: Path, name: str) -> str:
    """The code of what is wrong with the picture of that name, or nothing."""
    found = images.beside(tmp_path / "register.xlsx")[name]
    return found.code if isinstance(found, Unfit) else ""


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16"])
def test_any_png_comes_out_in_colours_that_word_shows(mode: str) -> None:
    picture = made(photographs.png(mode=mode))
    shown = photographs.read(picture.content)
    assert (picture.extension, picture.width, picture.height) == ("png", 30, 20)
    assert shown.mode in {"L", "RGB", "RGBA"}
    assert [photographs.light(picture.content, 15, y) for y in (2, 17)] == [0, 255]


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK", "YCbCr"])
def test_any_jpeg_comes_out_in_colours_that_word_shows(mode: str) -> None:
    picture = made(photographs.jpeg(mode=mode))
    shown = photographs.read(picture.content)
    assert picture.extension == "jpeg"
    assert shown.mode in {"L", "RGB"}
    assert photographs.light(picture.content, 15, 2) < 10
    assert photographs.light(picture.content, 15, 17) > 245


def test_sixteen_bits_of_grey_are_not_cut_to_white() -> None:
    dim = Image.new("I;16", (4, 4), 128 * 256)
    assert photographs.light(made(photographs.saved(dim, "PNG")).content, 1, 1) == 128


def test_what_is_see_through_stays_so() -> None:
    clear = photographs.drawn().convert("P", palette=Image.Palette.ADAPTIVE)
    content = photographs.saved(clear, "PNG", transparency=clear.getpixel((0, 0)))
    alpha = photographs.read(made(content).content).getchannel("A")
    assert [alpha.getpixel((0, y)) for y in (0, 19)] == [0, 255]


def test_a_large_picture_is_scaled_for_print_in_its_own_proportion() -> None:
    for content in (photographs.jpeg(3600, 1800), photographs.png(1800, 3600)):
        picture = made(content)
        assert max(picture.width, picture.height) == images.LONGEST
        assert sorted((picture.width, picture.height)) == [images.LONGEST // 2, images.LONGEST]
        assert photographs.read(picture.content).size == (picture.width, picture.height)


def test_nothing_of_a_photographs_past_goes_along_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Secret camera"
    exif.get_ifd(0x8825)[2] = (55.0, 30.0, 0.0)  # where it was taken
    told: dict[str, Any] = {"exif": exif, "icc_profile": b"Secret profile"}
    more: dict[str, Any] = {"comment": b"Secret comment", "xmp": b"Secret packet"}
    picture = made(photographs.jpeg(40, 20, **told, **more))
    assert (picture.width, picture.height) == (20, 40)
    shown = photographs.read(picture.content)
    assert b"Secret" not in picture.content
    assert dict(shown.getexif()) == {}
    assert set(shown.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    text = PngInfo()
    text.add_text("Author", "Secret")
    content = photographs.saved(photographs.drawn(40, 20), "PNG", pnginfo=text, **told)
    picture = made(content)
    assert (picture.width, picture.height) == (20, 40)
    assert photographs.read(picture.content).info == {}
    assert b"Secret" not in picture.content


def test_the_same_file_gives_the_same_bytes() -> None:
    for content in (photographs.jpeg(2000, 900), photographs.png(2000, 900, "RGBA")):
        assert made(content) == made(content)


def test_the_first_bytes_say_what_kind_it_is_whatever_it_is_called() -> None:
    found = images.made(photographs.jpeg(), "logo.png")
    assert isinstance(found, Picture)
    assert found.extension == "jpeg"


def test_a_progressive_jpeg_is_a_picture_whatever_is_kept_beside_its_scans() -> None:
    for exif, after in ((b"", b""), (b"Exif\0\0" + b"\xff\xda" * 999, b"\xff\xda" * 999)):
        content = photographs.jpeg(90, 60, progressive=True, exif=exif) + after
        assert made(content).width == 90


def test_a_telephones_largest_jpeg_is_decoded_at_a_part_of_its_size(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sizes: list[tuple[int, int]] = []
    plain = images._plain  # noqa: SLF001 - what is decoded shows nowhere else

    def seen(picture: Image.Image) -> Image.Image:
        sizes.append(picture.size)
        return plain(picture)

    monkeypatch.setattr(images, "_plain", seen)
    for size in ((8000, 6000), (12_000, 1000)):
        assert made(photographs.saved(Image.new("L", size), "JPEG")).width == images.LONGEST
    assert sizes == [(2000, 1500), (1500, 125)]


def test_the_first_of_the_pictures_in_a_telephones_file_is_shown() -> None:
    first, second = photographs.drawn(40, 20), photographs.drawn(20, 20)
    picture = made(photographs.saved(first, "MPO", save_all=True, append_images=[second]))
    assert (picture.extension, picture.width, picture.height) == ("jpeg", 40, 20)


def _damaged(content: bytes) -> bytes:
    """The PNG with one of its packed pixels changed and its checksum as it was."""
    at = content.index(b"IDAT") + 8
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]


BAD: dict[str, tuple[str, Callable[[], bytes]]] = {
    "empty": ("picture-format", lambda: b""),
    "text": ("picture-format", lambda: b"not a picture"),
    "gif": ("picture-format", lambda: photographs.saved(photographs.drawn(), "GIF")),
    "webp": ("picture-format", lambda: b"RIFF\x24\0\0\0WEBPVP8 "),
    "bmp": ("picture-format", lambda: photographs.saved(photographs.drawn(), "BMP")),
    "tiff": ("picture-format", lambda: photographs.saved(photographs.drawn(), "TIFF")),
    "svg": ("picture-format", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
    "eps": ("picture-format", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"),
    "sign alone": ("picture-broken", lambda: photographs.PNG_SIGN),
    "jpeg sign alone": ("picture-broken", lambda: b"\xff\xd8\xff"),
    "half a png": ("picture-broken", lambda: photographs.png(90, 90, "RGBA")[:150]),
    "half a jpeg": ("picture-broken", lambda: photographs.jpeg(900, 900)[:3000]),
    "changed": ("picture-broken", lambda: _damaged(photographs.png())),
    "no pixels": ("picture-broken", lambda: photographs.blank_png(0, 0)),
    "no height": ("picture-broken", lambda: photographs.blank_png(10, 0)),
    "animated": ("picture-animated", photographs.animated_png),
    "100 megapixels": ("picture-pixels", lambda: photographs.blank_png(10_000, 10_000)),
    "26 megapixels as a PNG": ("picture-pixels", lambda: photographs.blank_png(6500, 4000)),
    "a JPEG of a thousand scans": ("picture-scans", lambda: photographs.layered_jpeg(1000)),
    "a bomb": ("picture-pixels", lambda: photographs.blank_png(60_000, 60_000)),
    "a bomb in one row": ("picture-pixels", lambda: photographs.blank_png(2**31 - 1, 1)[:100]),
    "too many bytes": ("picture-large", lambda: photographs.png() + bytes(images.FILE_BYTES)),
}


@pytest.mark.parametrize(("code", "content"), BAD.values(), ids=BAD)
def test_what_is_no_sound_picture_is_told_of(code: str, content: Callable[[], bytes]) -> None:
    assert fault(content()) == code


def test_what_is_refused_by_its_header_is_never_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(images, "_printed", fail)
    content = photographs.blank_png(10_000, 10_000)
    assert len(content) < 20_000
    assert fault(content) == "picture-pixels"


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([photographs.png(), photographs.jpeg()]), st.data())
def test_a_picture_that_somebody_tampered_with_is_a_picture_or_a_sentence(
    content: bytes, draw: st.DataObject
) -> None:
    at = draw.draw(st.integers(0, len(content) - 1))
    changed = content[:at] + draw.draw(st.binary(max_size=6)) + content[at + 2 :]
    found = images.made(changed, "a.png")
    assert isinstance(found, Picture) or found.sentence.endswith(".")


def test_every_sentence_says_what_to_do() -> None:
    for code in images.SENTENCES:
        assert code.startswith("picture-")
        words = {"name": "a.png", "folder": "billeder", "limit": 1, "hint": ""}
        sentence = images.SENTENCES[code].format_map(words)
        assert sentence.endswith(".")
        assert sentence.count(".") >= 2 + sentence.count("a.png") - sentence.endswith("png.")


def test_a_picture_is_found_by_its_name_and_read_once(tmp_path: Path) -> None:
    folder = photographs.folder(tmp_path, {"logo.png": photographs.png()})
    pictures = images.beside(tmp_path / "register.xlsx")
    found = pictures["logo.png"]
    assert isinstance(found, Picture)
    (folder / "logo.png").unlink()
    assert pictures["logo.png"] is found


@pytest.mark.parametrize("name", ["Logo.PNG", "å.jpg", "a\u030a.jpg", "Å.JPG"])
def test_case_and_the_way_of_writing_a_ring_do_not_count(name: str, tmp_path: Path) -> None:
    photographs.folder(tmp_path, {"logo.png": photographs.png(), "å.jpg": photographs.jpeg()})
    assert looked_up(tmp_path, name) == ""


def test_just_that_name_comes_first_and_several_like_it_are_told_of(tmp_path: Path) -> None:
    files = {"logo.png": photographs.png(10, 10), "LOGO.png": photographs.png(20, 20)}
    photographs.folder(tmp_path, files)
    found = images.beside(tmp_path / "r.xlsx")["LOGO.png"]
    assert isinstance(found, Picture)
    assert found.width == 20
    assert looked_up(tmp_path, "Logo.png") == "picture-ambiguous"


def test_a_name_that_is_nearly_right_is_proposed(tmp_path: Path) -> None:
    photographs.folder(tmp_path, {"logo.png": photographs.png()})
    found = images.beside(tmp_path / "r.xlsx")["logo"]
    assert isinstance(found, Unfit)
    assert "Mener du »logo.png«?" in found.sentence


def test_likely_names_are_sought_for_a_few_names_in_a_small_folder_only(tmp_path: Path) -> None:
    def hints(files: int) -> int:
        holder = tmp_path / str(files)
        holder.mkdir()
        photographs.folder(holder, {f"portrait-{number}.png": b"" for number in range(files)})
        pictures = images.beside(holder / "r.xlsx")
        found = [pictures[f"portræt-{number}.png"] for number in range(50)]
        return sum(isinstance(it, Unfit) and "Mener du" in it.sentence for it in found)

    assert hints(50) == 10
    assert hints(501) == 0


OUTSIDE = (
    *("../logo.png", "..\\logo.png", "..", ".", "./logo.png", "a/logo.png", "a\\logo.png"),
    *("/etc/passwd", "C:\\logo.png", "C:logo.png", "\\\\server\\logo.png", "~/logo.png"),
    *("https://www.digit.dk/logo.png", "file:logo.png", "logo.png\0.jpg", "logo\n.png"),
    *("CON", "con.png", "NUL.jpg", "com1.png", "LPT9", "COM¹.png", "aux .png"),
    *("logo.png:stream", "logo.png.", " logo.png", ".logo.png", "log?.png", "*.png", ""),
    "a" * 300 + ".png",
)


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_name_that_is_a_path_or_a_device_is_none(name: str, tmp_path: Path) -> None:
    photographs.folder(tmp_path, {"logo.png": photographs.png()})
    (tmp_path / "logo.png").write_bytes(photographs.png())
    assert looked_up(tmp_path, name) == "picture-name"


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(), max_size=40) | st.text("./\\ :a\0", max_size=8))
def test_no_name_leads_out_of_the_folder(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    """Whatever the name, only the one picture in the folder is ever read."""
    beside = tmp_path_factory.getbasetemp() / "names"
    if not beside.exists():
        beside.mkdir()
        photographs.folder(beside, {"a.png": photographs.png(7, 7)})
        (beside / "a").write_bytes(photographs.png(9, 9))
    found = images.beside(beside / "r.xlsx")[name]
    if isinstance(found, Picture):
        assert (name.casefold(), found.width) == ("a.png", 7)
    else:
        assert found.sentence.endswith(".")
        assert found.sentence == printable(found.sentence)


def test_without_the_folder_every_picture_is_missing(tmp_path: Path) -> None:
    assert looked_up(tmp_path, "logo.png") == "picture-folder"
    (tmp_path / "billeder").write_text("no folder")
    assert looked_up(tmp_path, "logo.png") == "picture-folder"
    found = images.none()["logo.png"]
    assert isinstance(found, Unfit)
    assert found.code == "picture-missing"


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    folder = photographs.folder(tmp_path, {"inside.png": photographs.png()})
    (tmp_path / "outside.png").write_bytes(photographs.png())
    (folder / "out.png").symlink_to(tmp_path / "outside.png")
    (folder / "in.png").symlink_to("inside.png")
    (folder / "circle.png").symlink_to("circle.png")
    (folder / "nowhere.png").symlink_to("nothing.png")
    found = [looked_up(tmp_path, f"{name}.png") for name in ("out", "in", "circle", "nowhere")]
    assert found == ["picture-link", "", "picture-unreadable", "picture-unreadable"]


def test_a_folder_that_lies_elsewhere_is_not_beside_the_register(tmp_path: Path) -> None:
    elsewhere = tmp_path / "other"
    elsewhere.mkdir()
    photographs.folder(elsewhere, {"logo.png": photographs.png()})
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "billeder").symlink_to(elsewhere / "billeder")
    assert looked_up(mine, "logo.png") == "picture-link"


def test_what_is_no_regular_file_is_told_of_at_once(tmp_path: Path) -> None:
    folder = photographs.folder(tmp_path, {})
    os.mkfifo(folder / "pipe.png")
    (folder / "folder.png").mkdir()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(folder / "socket.png"))
    codes: list[str] = []
    names = ("pipe.png", "folder.png", "socket.png")
    asking = threading.Thread(
        target=lambda: codes.extend(looked_up(tmp_path, name) for name in names), daemon=True
    )
    asking.start()
    asking.join(10)
    assert codes == ["picture-special", "picture-special", "picture-unreadable"]


def test_a_file_that_grows_without_end_is_read_no_further_than_the_limit(tmp_path: Path) -> None:
    folder = photographs.folder(tmp_path, {})
    with (folder / "sparse.png").open("wb") as file:
        file.truncate(1 << 40)  # a terabyte of nothing
    assert looked_up(tmp_path, "sparse.png") == "picture-large"


def test_what_may_not_be_read_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    photographs.folder(tmp_path, {"logo.png": photographs.png()})

    def refuse(*_: object) -> int:
        raise PermissionError

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refuse)
        assert looked_up(tmp_path, "logo.png") == "picture-unreadable"
    monkeypatch.setattr(os, "listdir", refuse)
    assert looked_up(tmp_path, "logo.png") == "picture-folder-unreadable"
