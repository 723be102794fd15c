"""The on-site page: empty for everybody, complete in its service worker, photos only for those who may."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from onsite import phone_of
from reviewing import fill_and_lock, in_review
from xingping.rating.models import SitePhoto
from xingping.web.assessor import field_words

pytestmark = pytest.mark.django_db
STATIC = Path(field_words.__file__).parent.parent / "static"
SCRIPTS = [
    one for one in (STATIC / "js" / "field").rglob("*.js") if one.name not in ("worker.js", "sign_out.js")
]


@pytest.fixture(autouse=True)
def _no_second_factor(settings: LazySettings) -> None:
    settings.SECOND_FACTOR_ROLES = []


def client_of(person: object) -> Client:
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]
    return client


def test_the_page_is_the_same_for_everybody_and_names_nobody() -> None:
    review = in_review()
    person = review.assessors[0].person
    visited = [one.get("/assessor/field/") for one in (Client(), client_of(person))]
    assert visited[0].content == visited[1].content
    assert visited[0].headers["Cache-Control"] == "no-cache, max-age=0"
    page = visited[0].content.decode()
    assert "csrfmiddlewaretoken" not in page
    assert person.name not in page
    assert not visited[0].cookies


def test_the_service_worker_keeps_the_page_and_all_its_files_and_nothing_else() -> None:
    answer = Client().get("/sw.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "no-cache" in answer.headers["Cache-Control"]
    found = re.search(r"const FILES = (\[.*?\]);", answer.content.decode())
    assert found
    files = json.loads(found.group(1))
    assert files[0] == "/assessor/field/"
    assert {one for one in files[1:] if not one.startswith("/static/")} == set()
    page = Client().get("/assessor/field/").content.decode()
    used = set(re.findall(r'(?:href|src|data-icons)="(/static/[^"#]+)"', page))
    assert used <= set(files)
    for script in SCRIPTS:
        for imported in re.findall(r'from "(\.[^"]+)"|import "(\.[^"]+)"', script.read_text("utf-8")):
            target = (script.parent / (imported[0] or imported[1])).resolve().relative_to(STATIC)
            assert f"/static/{target.as_posix()}" in files, f"{script.name} needs {target}"


def test_the_manifest_installs_the_page() -> None:
    manifest = Client().get("/assessor/field/manifest.webmanifest").json()
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == (
        "/assessor/field/",
        "/assessor/field/",
        "standalone",
    )


def test_every_text_that_the_scripts_ask_for_is_there() -> None:
    words = field_words.words()
    asked = {
        name for script in SCRIPTS for name in re.findall(r'say\(\s*"([a-z_]+)"', script.read_text("utf-8"))
    }
    assert len(asked) > 80
    assert asked <= set(words)
    assert [text for text in words.values() if not text] == []


def test_scripts_hold_no_chinese_texts() -> None:
    quoted = re.compile(r"[\"'`][^\"'`\n]*[\u4e00-\u9fff]{2,}[^\"'`\n]*[\"'`]")
    assert [one.name for one in SCRIPTS if quoted.search(one.read_text("utf-8"))] == []


def test_a_photo_is_its_owners_until_all_sheets_are_locked() -> None:
    review = in_review()
    made = phone_of(review).shoot()
    _previews(made)
    address = f"/site-photos/{made.pk}/thumbnail/"
    own, colleague = client_of(review.assessors[0].person), client_of(review.assessors[1].person)
    officer, applicant = client_of(review.officer.person), client_of(review.scene.applicant.person)
    assert [one.get(address).status_code for one in (own, colleague, officer, applicant)] == [
        200,
        404,
        404,
        404,
    ]
    for number in range(3):
        fill_and_lock(review, number)
    assert [one.get(address).status_code for one in (own, colleague, officer, applicant)] == [
        200,
        404,
        200,
        404,
    ]
    assert Client().get(address).status_code == 302


def _previews(photo: SitePhoto) -> None:
    from xingping.documents.upload import images
    from xingping.rating import files

    with files.local_copy(photo.blob_id) as path:
        kept = files.keep_bytes(images.reduced(path, 320), "image/jpeg")
    photo.blob.preview = {"thumbnail": kept.sha256}
    photo.blob.save(update_fields=["preview"])
