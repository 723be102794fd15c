"""What an uploaded file really is, by its content; everything else is refused with what to do instead.

An allow-list of exact signatures, not a guess: a file that is not one of the types below is refused,
whatever its name says (OWASP ASVS 5.0, 5.2.2 and 5.2.6).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from xingping.documents.upload import containers, images, portable

MEBIBYTE = 1024 * 1024
HEAD = 4096


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps of one file: bytes as it is, bytes unpacked, pixels of an image, pages of a PDF."""

    size: int = 200 * MEBIBYTE
    unpacked: int = 600 * MEBIBYTE
    members: int = 5000
    pixels: int = 100_000_000
    pages: int = 2000


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that may be kept: its true media type, and its size in pixels or pages where it has one."""

    media_type: str
    size: int
    width: int | None = None
    height: int | None = None
    pages: int | None = None


class RefusedFileError(ValueError):
    """A file that may not be kept: why, and what to do instead (Chinese)."""

    def __init__(self, code: str, message: str, mend: str) -> None:
        super().__init__(f"{message}；{mend}")
        self.code = code
        self.message = message
        self.mend = mend


def inspect_file(path: Path, limits: Limits | None = None) -> Inspected:
    """Tell what a file is. Raises RefusedFileError for everything that may not be kept."""
    limits = limits or Limits()
    size = path.stat().st_size
    if size == 0:
        raise RefusedFileError("empty", "文件是空的", "请重新选择文件")
    if size > limits.size:
        most = limits.size // MEBIBYTE
        raise RefusedFileError("too_large", f"文件超过 {most} MB", "请压缩图片或视频，或拆成几个文件")
    with path.open("rb") as file:
        head = file.read(HEAD)
    for recognises, read in _READERS:
        if recognises(head):
            return read(path, size, limits)
    raise _refuse_known(head)


def _image(path: Path, size: int, limits: Limits) -> Inspected:
    try:
        media_type, width, height = images.measure(path, limits.pixels)
    except images.TooManyPixelsError as error:
        raise RefusedFileError(
            "too_many_pixels", f"图片有 {error.pixels // 1_000_000} 百万像素，太大", "请缩小后再上传"
        ) from error
    except images.BrokenImageError as error:
        raise RefusedFileError("broken", "图片已损坏，无法打开", "请重新拍摄或另存后再上传") from error
    return Inspected(media_type, size, width, height)


def _pdf(path: Path, size: int, limits: Limits) -> Inspected:
    try:
        pages = portable.count_pages(path)
    except portable.EncryptedError as error:
        raise RefusedFileError("encrypted", "PDF 设有密码", "请去掉密码后再上传") from error
    except portable.ActiveContentError as error:
        raise RefusedFileError("active", f"PDF 含有{error.what}", "请用“打印为 PDF”另存一份再上传") from error
    except portable.BrokenPdfError as error:
        raise RefusedFileError("broken", "PDF 已损坏，无法打开", "请重新导出后再上传") from error
    if pages > limits.pages:
        raise RefusedFileError("too_many_pages", f"PDF 有 {pages} 页，太长", "请只上传与指标有关的部分")
    return Inspected("application/pdf", size, pages=pages)


def _container(path: Path, size: int, limits: Limits) -> Inspected:
    try:
        return Inspected(containers.media_type(path, limits.unpacked, limits.members), size)
    except containers.RefusedContainerError as error:
        raise RefusedFileError(error.code, error.message, error.mend) from error


def _video(path: Path, size: int, limits: Limits) -> Inspected:
    with path.open("rb") as file:
        head = file.read(HEAD)
    return Inspected("video/webm" if head.startswith(_MATROSKA) else "video/mp4", size)


_MATROSKA = b"\x1aE\xdf\xa3"
_VIDEO_BRANDS = (
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"M4V ",
    b"qt  ",
    b"3gp",
)
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis")


def _is_video(head: bytes) -> bool:
    if head.startswith(_MATROSKA):
        return b"webm" in head[:64]
    return head[4:8] == b"ftyp" and head[8:12].startswith(_VIDEO_BRANDS)


_READERS: tuple[tuple[Callable[[bytes], bool], Callable[[Path, int, Limits], Inspected]], ...] = (
    (images.recognises, _image),
    (lambda head: head.startswith(b"%PDF-"), _pdf),
    (containers.recognises, _container),
    (_is_video, _video),
)


def _refuse_known(head: bytes) -> RefusedFileError:
    """Name the refused type where it is a usual one, so that the person knows what to do."""
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head[4:8] == b"ftyp" and head[8:12].startswith(_HEIF_BRANDS):
        return RefusedFileError(
            "heif",
            "这是苹果手机的 HEIC 照片，多数电脑打不开",
            "请在手机“设置—相机—格式”选“兼容性最佳”，或另存为 JPEG",
        )
    if text.startswith((b"<!doctype html", b"<html", b"<svg", b"<?xml", b"<script")):
        return RefusedFileError("markup", "不接受网页、SVG 或 XML 文件", "请截图或另存为 PDF 再上传")
    if head.startswith((b"MZ", b"\x7fELF", b"#!")):
        return RefusedFileError("program", "不接受程序或脚本", "请上传照片、PDF 或办公文档")
    if (
        head.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ"))
        or head[257:262] == b"ustar"
    ):
        return RefusedFileError("archive", "不接受压缩包", "请解压后逐个上传")
    return RefusedFileError(
        "unknown", "认不出这种文件", "请上传照片（JPEG、PNG、WebP）、PDF、OFD、Word、Excel、PPT 或 MP4 视频"
    )
