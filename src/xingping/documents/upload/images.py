"""Images: measured without trusting them, shown only re-encoded, their time and place read apart."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_PIXELS_DECODED = 100_000_000
_QUALITY = 82


@dataclass(frozen=True, slots=True)
class Taken:
    """What a camera wrote into a photo; latitude and longitude as decimal text, north and east positive."""

    at: str
    latitude: str
    longitude: str


class TooManyPixelsError(ValueError):
    """An image that would fill the memory."""

    def __init__(self, pixels: int) -> None:
        super().__init__(pixels)
        self.pixels = pixels


class BrokenImageError(ValueError):
    """An image that does not decode to its end."""


def recognises(head: bytes) -> bool:
    """Tell by its first bytes whether a file is an image we keep."""
    return head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (
        head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    )


def measure(path: Path, most_pixels: int) -> tuple[str, int, int]:
    """Decode an image to its end and give (media type, width, height) as it is shown.

    Raises TooManyPixelsError before decoding anything too large, BrokenImageError otherwise.
    """
    with _opened(path) as image:
        pixels = image.width * image.height
        if pixels > most_pixels:
            raise TooManyPixelsError(pixels)
        media_type = FORMATS[str(image.format)]
        image.load()
        shown = ImageOps.exif_transpose(image)
        return media_type, shown.width, shown.height


def reduced(path: Path, edge: int) -> bytes:
    """Re-encode an image as JPEG with no side longer than `edge` pixels and nothing but pixels in it."""
    with _opened(path) as image:
        image.draft("RGB", (edge, edge))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((edge, edge))
        paper = Image.new("RGB", upright.size, "white")
        rgba = upright.convert("RGBA")
        paper.paste(rgba, mask=rgba.getchannel("A"))
    target = BytesIO()
    paper.save(target, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return target.getvalue()


def perceptual_hash(path: Path) -> str:
    """64 bits in hex that hardly change when a photo is scaled, re-encoded or brightened."""
    import imagehash

    with _opened(path) as image:
        image.draft("L", (256, 256))
        return str(imagehash.phash(ImageOps.exif_transpose(image)))


def hash_distance(one: str, other: str) -> int:
    """How many of the 64 bits of two perceptual hashes differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def taken(path: Path) -> Taken:
    """Read time and place from a photo's EXIF; empty texts where it has none or nonsense."""
    with _opened(path) as image:
        exif = image.getexif()
        place = exif.get_ifd(ExifTags.IFD.GPSInfo)
        detail = exif.get_ifd(ExifTags.IFD.Exif)
    at = detail.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
    gps = ExifTags.GPS
    return Taken(
        at=_time(at),
        latitude=_degrees(place.get(gps.GPSLatitude), place.get(gps.GPSLatitudeRef), "S", 90),
        longitude=_degrees(place.get(gps.GPSLongitude), place.get(gps.GPSLongitudeRef), "W", 180),
    )


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    """Open an image of an allowed format; whatever goes wrong in decoding is a broken image."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path, formats=tuple(FORMATS)) as image:
                yield image
    except TooManyPixelsError:
        raise
    except Image.DecompressionBombError as error:
        raise TooManyPixelsError(2 * _PIXELS_DECODED) from error
    except (OSError, SyntaxError, ValueError, EOFError, UnidentifiedImageError) as error:
        raise BrokenImageError(str(path.name)) from error


def _time(written: object) -> str:
    try:
        return datetime.strptime(str(written), "%Y:%m:%d %H:%M:%S").isoformat()
    except ValueError:
        return ""


def _degrees(written: object, reference: object, negative: str, most: int) -> str:
    try:
        degrees, minutes, seconds = (float(part) for part in written)  # type: ignore[attr-defined]
    except (TypeError, ValueError, ZeroDivisionError):
        return ""
    value = degrees + minutes / 60 + seconds / 3600
    if not 0 <= value <= most:
        return ""
    return f"{-value if reference == negative else value:.6f}"
