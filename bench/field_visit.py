"""Syncing a visit with 60 photos over a slow and lossy link, by the page itself in Chromium.

The link is Chromium's network emulation (256 kbit/s both ways, 200 ms latency); loss is simulated by aborting
30 % of all requests of the sync before they reach the server. The floor in the same run is arithmetic: the
photos' bytes over the link's rate. Photos are made by the bench; how large they are is printed.

python bench/field_visit.py [photos]
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Route

    from reviewing import Review

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests")]

PHOTOS = 60
RATE = 256_000 / 8
"""Bytes a second."""
LATENCY = 200
LOSS = 0.3
SEED = 20260531
LONGEST = 10 * 60
CHROMIUM = "/usr/bin/chromium"


def main(photos: int = PHOTOS) -> None:
    """Make a database, a server and a phone; take photos without a network; sync; print."""
    with tempfile.TemporaryDirectory(prefix="xingping-bench-") as folder:
        os.environ.update(XINGPING_DATA=folder, DJANGO_SETTINGS_MODULE="xingping.config.settings")
        os.environ.pop("XINGPING_DATABASE_URL", None)
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        _measure(photos, Path(folder))


def _measure(photos: int, folder: Path) -> None:
    from playwright.sync_api import sync_playwright

    from reviewing import in_review
    from stories.phones import open_field, phone, site, taken_along

    review = in_review()
    with sync_playwright() as started, site(folder) as server:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with phone(browser, {}, service_workers="block") as (context, _):
            page = open_field(context, server, review.assessors[0].person)
            taken_along(page, worker=False)
            context.set_offline(True)
            _shoot(page, review, photos)
            counted = _lossy(context)
            _slow(context, page)
            began = time.perf_counter()
            page.evaluate("location.hash = `#/${location.hash.split('/')[1]}/receipt`")
            page.get_by_role("button", name="现在同步").click()
            page.locator('[data-complete="true"]').wait_for(timeout=LONGEST * 1000)
            page.locator("[data-pill].ok").wait_for(timeout=LONGEST * 1000)
            _told(review, photos, time.perf_counter() - began, counted)
        browser.close()


def _shoot(page: Page, review: Review, photos: int) -> None:
    """Score one indicator after the other and take photos of each, without a network."""
    from reviewing import SERIALS

    for number in range(photos):
        serial = SERIALS[number % len(SERIALS)]
        page.evaluate("hash => { location.hash = hash }", f"#/{review.scene.case.number}/{serial}")
        page.locator(f'#camera[data-serial="{serial}"]').wait_for(state="attached")
        if number < len(SERIALS):
            page.locator(".field-score").first.click()
        before = page.locator(".field-photo").count()
        file = {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": _picture(number)}
        page.locator("#camera").set_input_files(files=[file])
        page.locator(".field-photo").nth(before).wait_for()


def _picture(number: int) -> bytes:
    """A small picture with the detail of a room, so that the run is short; the run prints its size."""
    from PIL import Image, ImageFilter

    chance = Random(number)
    small = Image.frombytes("RGB", (96, 72), chance.randbytes(96 * 72 * 3))
    made = BytesIO()
    small.resize((800, 600), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(5)).save(
        made, "JPEG", quality=90
    )
    return made.getvalue()


def _lossy(context: BrowserContext) -> dict[str, int]:
    chance, counted = Random(SEED), {"requests": 0, "lost": 0}

    def pass_on(route: Route) -> None:
        counted["requests"] += 1
        if chance.random() < LOSS:
            counted["lost"] += 1
            route.abort("connectionfailed")
        else:
            route.continue_()

    context.route("**/api/v1/field/**", pass_on)
    return counted


def _slow(context: BrowserContext, page: Page) -> None:
    context.set_offline(False)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": LATENCY, "downloadThroughput": RATE, "uploadThroughput": RATE},
    )


def _told(review: Review, photos: int, seconds: float, counted: dict[str, int]) -> None:
    from django.db.models import Sum

    from xingping.rating.models import FieldPackage, SitePhoto

    kept = SitePhoto.objects.filter(case=review.case_id)
    size = kept.aggregate(sum=Sum("blob__size"))["sum"]
    receipt = FieldPackage.objects.get().receipt
    floor = size / RATE
    print(f"照片 {kept.count()} / {photos} 张，{size / 1e6:.2f} MB；评分字段 {len(receipt['fields'])} 项")
    print(f"回执完整：{receipt['complete']}，清单 {receipt['manifest'][:16]}…")
    print(f"请求 {counted['requests']} 次，其中丢失 {counted['lost']} 次（都已重发）")
    print(f"用时 {seconds:.0f} 秒；只算字节的底线 {floor:.0f} 秒；比 {seconds / floor:.2f}")
    if kept.count() != photos or not receipt["complete"]:
        sys.exit(1)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
