"""Uploaded files are known by their content; what is dangerous or useless is refused with what to do."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from PIL import Image, ImageDraw

from xingping.documents.upload import Limits, RefusedFileError, images, inspect_file


def _photo(
    path: Path, size: tuple[int, int] = (400, 300), kind: str = "JPEG", exif: Image.Exif | None = None
) -> Path:
    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    picture.save(path, kind, **({"exif": exif} if exif else {}))
    return path


def _pdf(path: Path, pages: int = 1, **save: object) -> Path:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    document.save(path, **save)
    return path


def _refused(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(RefusedFileError) as caught:
        inspect_file(path, limits)
    assert caught.value.message
    assert caught.value.mend.startswith("请")
    return caught.value.code


@pytest.mark.parametrize(
    ("kind", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")]
)
def test_photos_are_measured_as_they_are_shown(tmp_path: Path, kind: str, media_type: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    found = inspect_file(_photo(tmp_path / "a", kind=kind, exif=exif))
    assert (found.media_type, found.width, found.height) == (media_type, 300, 400)


def test_a_name_never_decides(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"<html><script>alert(1)</script>")
    assert _refused(tmp_path / "photo.jpg") == "markup"
    assert inspect_file(_photo(tmp_path / "program.exe")).media_type == "image/jpeg"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf <!DOCTYPE html><p>", "markup"),
        (b'<svg xmlns="http://www.w3.org/2000/svg">', "markup"),
        (b'<?xml version="1.0"?>', "markup"),
        (b"MZ\x90\x00", "program"),
        (b"\x7fELF", "program"),
        (b"#!/bin/sh\n", "program"),
        (b"Rar!\x1a\x07", "archive"),
        (b"7z\xbc\xaf\x27\x1c", "archive"),
        (b"\x1f\x8b\x08", "archive"),
        (b"\0" * 257 + b"ustar", "archive"),
        (b"\0\0\0\x18ftypheic", "heif"),
        (b"plain words", "unknown"),
        (b"\x89PNG\r\n\x1a\n broken", "broken"),
        (b"%PDF-1.7 broken", "broken"),
        (b"PK\x03\x04 broken", "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "broken"),
    ],
)
def test_what_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert _refused(path) == code


@given(
    junk=st.binary(max_size=300),
    head=st.sampled_from([b"", b"PK\x03\x04", b"%PDF-", b"\xff\xd8\xff", b"RIFF0000WEBP"]),
)
def test_junk_is_always_refused_in_words(
    junk: bytes, head: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "junk"
    path.write_bytes(head + junk)
    _refused(path)


def test_caps_on_bytes_pixels_and_pages(tmp_path: Path) -> None:
    photo = _photo(tmp_path / "a.jpg")
    assert _refused(photo, Limits(size=100)) == "too_large"
    assert _refused(photo, Limits(pixels=1000)) == "too_many_pixels"
    assert _refused(_pdf(tmp_path / "a.pdf", pages=3), Limits(pages=2)) == "too_many_pages"


def test_an_image_bomb_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))))
    png = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
    (tmp_path / "bomb.png").write_bytes(png)
    assert _refused(tmp_path / "bomb.png") == "too_many_pixels"


def test_a_truncated_photo_is_broken(tmp_path: Path) -> None:
    photo = _photo(tmp_path / "a.jpg")
    photo.write_bytes(photo.read_bytes()[:-800])
    assert _refused(photo) == "broken"


def test_pdf_pages_passwords_and_scripts(tmp_path: Path) -> None:
    found = inspect_file(_pdf(tmp_path / "plain.pdf", pages=2))
    assert (found.media_type, found.pages) == ("application/pdf", 2)

    locked = _pdf(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(user="geheim", owner="geheim"))
    assert _refused(locked) == "encrypted"

    document = pikepdf.open(tmp_path / "plain.pdf")
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    document.save(tmp_path / "script.pdf")
    assert _refused(tmp_path / "script.pdf") == "active"

    document = pikepdf.open(tmp_path / "plain.pdf")
    document.attachments["a.exe"] = b"MZ"
    document.save(tmp_path / "attached.pdf")
    assert _refused(tmp_path / "attached.pdf") == "active"


def test_office_documents(tmp_path: Path) -> None:
    Document().save(str(tmp_path / "a.docx"))
    Workbook().save(tmp_path / "a.xlsx")
    assert inspect_file(tmp_path / "a.docx").media_type.endswith("wordprocessingml.document")
    assert inspect_file(tmp_path / "a.xlsx").media_type.endswith("spreadsheetml.sheet")


def _zip(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return path


def test_zip_containers(tmp_path: Path) -> None:
    assert inspect_file(_zip(tmp_path / "a.ofd", OFD_xml=b"<a/>")).media_type == "application/ofd"
    assert _refused(_zip(tmp_path / "a.zip", photo=b"x")) == "archive"
    assert _refused(_zip(tmp_path / "a.docm", word__document_xml=b"", word__vbaProject_bin=b"")) == "macros"
    bomb = _zip(tmp_path / "bomb.docx", word__document_xml=bytes(2_000_000))
    assert _refused(bomb, Limits(unpacked=1_000_000)) == "bomb"
    assert _refused(bomb, Limits(members=0)) == "bomb"


def test_videos(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"\0\0\0\x18ftypisom" + bytes(100))
    (tmp_path / "a.webm").write_bytes(b"\x1aE\xdf\xa3" + b"\x42\x82\x84webm" + bytes(100))
    assert inspect_file(tmp_path / "a.mp4").media_type == "video/mp4"
    assert inspect_file(tmp_path / "a.webm").media_type == "video/webm"


def test_what_is_shown_holds_pixels_only(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0110] = "SecretCamera"
    shown = images.reduced(_photo(tmp_path / "a.jpg", (1600, 1200), exif=exif), 320)
    assert b"SecretCamera" not in shown
    with Image.open(BytesIO(shown)) as image:
        assert (image.format, image.size) == ("JPEG", (320, 240))
        assert not image.getexif()


def test_transparency_is_laid_on_paper(tmp_path: Path) -> None:
    Image.new("RGBA", (10, 10), (255, 0, 0, 0)).save(tmp_path / "a.png")
    with Image.open(BytesIO(images.reduced(tmp_path / "a.png", 10))) as image:
        assert min(image.getpixel((5, 5))) > 250


def test_the_perceptual_hash_survives_scaling_and_tells_others_apart(tmp_path: Path) -> None:
    scene, other = (Image.new("L", (800, 600), "white") for _ in range(2))
    ImageDraw.Draw(scene).ellipse((100, 100, 500, 400), fill="black")
    ImageDraw.Draw(scene).rectangle((600, 300, 780, 580), fill="grey")
    ImageDraw.Draw(other).polygon(((0, 600), (400, 50), (800, 600)), fill="black")
    scene.save(tmp_path / "a.png")
    scene.resize((400, 300)).convert("RGB").save(tmp_path / "b.jpg", quality=40)
    other.save(tmp_path / "c.png")
    first, again, another = (images.perceptual_hash(tmp_path / name) for name in ("a.png", "b.jpg", "c.png"))
    assert images.hash_distance(first, again) <= 6 < images.hash_distance(first, another)


def test_time_and_place_are_read_from_exif_and_nonsense_is_ignored(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0132] = "2026:03:14 14:06:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 39.0, 36.0), 3: "W", 4: (104.0, 3.0, 0.0)})
    taken = images.taken(_photo(tmp_path / "a.jpg", exif=exif))
    assert (taken.at, taken.latitude, taken.longitude) == ("2026-03-14T14:06:00", "30.660000", "-104.050000")

    exif[0x0132] = "gestern"
    exif.get_ifd(0x8825).update({2: (300.0, 0.0, 0.0), 4: (1.0,)})
    assert images.taken(_photo(tmp_path / "b.jpg", exif=exif)) == images.Taken("", "", "")
    assert images.taken(_photo(tmp_path / "c.jpg")) == images.Taken("", "", "")
