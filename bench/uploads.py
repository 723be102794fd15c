"""100 photos sent through the API in pieces of 1 MB, against the same bytes written and flushed to the disk.

Run: .venv/bin/python bench/uploads.py
Every photo is begun, received, inspected (decoded to its end), stored once by its hash, audited and linked
as evidence; the whole server time is measured in one process on SQLite, without the network.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path
from random import Random

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
PHOTOS = 100
PIECE = 1024 * 1024


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="xingping-bench-") as folder:
        os.environ |= {"XINGPING_DATA": folder, "DJANGO_SETTINGS_MODULE": "xingping.config.settings"}
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        photos = [photo(number) for number in range(PHOTOS)]
        floor = written(photos, Path(folder) / "floor")
        spent = uploaded(photos)
        size = sum(map(len, photos)) / PIECE
        print(f"{PHOTOS} 张照片，共 {size:.0f} MB（每张 {size / PHOTOS:.1f} MB，4000×3000）")
        print(f"基线：逐片写盘并落盘          {floor:6.2f} 秒")
        print(
            f"经接口上传、检查、入库并关联  {spent:6.2f} 秒，每张 {spent / PHOTOS * 1000:.0f} 毫秒，"
            f"为基线的 {spent / floor:.1f} 倍"
        )


def photo(number: int) -> bytes:
    """A photo of 12 megapixels with as much detail as a camera's."""
    from PIL import Image

    random = Random(number)
    small = Image.frombytes("RGB", (1000, 750), random.randbytes(1000 * 750 * 3))
    made = BytesIO()
    small.resize((4000, 3000), Image.Resampling.BICUBIC).save(made, "JPEG", quality=60)
    return made.getvalue()


def written(photos: list[bytes], folder: Path) -> float:
    """Seconds to write the same pieces, each flushed to the disk, and then each photo once whole."""
    folder.mkdir()
    began = time.perf_counter()
    for number, content in enumerate(photos):
        for start in range(0, len(content), PIECE):
            _flushed(folder / f"{number}-{start}", content[start : start + PIECE])
        _flushed(folder / str(number), content)
    return time.perf_counter() - began


def _flushed(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def uploaded(photos: list[bytes]) -> float:
    """Seconds of server time for everything a page does with these photos."""
    from django.conf import settings
    from django.test import Client

    from api.asking import Asker
    from factories import draft_scene
    from xingping.core.catalogue import find_guide

    settings.ALLOWED_HOSTS = ["testserver"]
    scene = draft_scene()
    client = Client()
    client.force_login(scene.applicant.person)
    own = Asker(client)
    places = [
        one.serial
        for one in find_guide().indicators
        if any(point.evidence_mode == "upload" for point in one.scoring_points)
        for _number in range(3)
    ]
    began = time.perf_counter()
    for content, serial in zip(photos, places, strict=False):
        key = own.upload(scene, content)[0]
        said = {"case": scene.case.number, "key": str(key), "mode": "upload", "caption": "照片"}
        said |= {"upload": str(key), "not_secret": True, "masked": True, "targets": [[serial, ""]]}  # type: ignore[dict-item]
        assert own.ask("POST", "/evidence", said)[0] == 200
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
