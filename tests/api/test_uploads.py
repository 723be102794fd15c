"""Uploads through the API: pieces, resuming, cancelling, refused files, other people's uploads."""

from __future__ import annotations

from uuid import uuid4

import pytest

from api.asking import Asker, asker
from factories import Scene, applicant_of
from xingping.rating.models import Upload

pytestmark = pytest.mark.django_db


def begun(own: Asker, scene: Scene, size: int) -> str:
    """An upload that has begun."""
    key = str(uuid4())
    body = {"key": key, "case": scene.case.number, "file_name": "照片.jpg", "size": size}
    status, told = own.ask("POST", "/uploads", body)
    assert (status, told["received"], told["done"]) == (200, 0, False)
    return key


def test_a_file_arrives_in_pieces_and_goes_on_where_it_stopped(
    own: Asker, scene: Scene, picture: bytes
) -> None:
    key = begun(own, scene, len(picture))
    half = len(picture) // 2
    assert own.ask("PUT", f"/uploads/{key}?offset=0", picture[:half])[1]["received"] == half
    repeated = own.ask("PUT", f"/uploads/{key}?offset=0", picture[:half])[1]
    assert (repeated["received"], repeated["done"]) == (half, False)
    assert own.ask("GET", f"/uploads/{key}")[1]["received"] == half
    told = own.ask("PUT", f"/uploads/{key}?offset={half}", picture[half:])[1]
    assert (told["done"], told["refusal"], told["media_type"]) == (True, None, "image/jpeg")


@pytest.mark.parametrize("content", [b"<svg xmlns='x'/>", b"PK\x03\x04zip", b"MZ\x90program", b"<html>"])
def test_a_dangerous_file_is_refused_with_a_reason(own: Asker, scene: Scene, content: bytes) -> None:
    _key, told = own.upload(scene, content)
    assert told["done"] is False
    assert told["refusal"]["message"]
    assert told["refusal"]["mend"]


def test_cancelling(own: Asker, scene: Scene) -> None:
    key = begun(own, scene, 10)
    assert own.ask("DELETE", f"/uploads/{key}") == (204, None)
    assert own.ask("GET", f"/uploads/{key}")[0] == 404
    assert Upload.objects.count() == 0


def test_uploads_are_ones_own(own: Asker, scene: Scene) -> None:
    key = begun(own, scene, 10)
    colleague = asker(applicant_of(scene.case.centre))
    for method in ("GET", "PUT", "DELETE"):
        status, told = colleague.ask(method, f"/uploads/{key}?offset=0", b"0123456789")
        assert (status, told["code"]) == (404, "not_found")
    assert Upload.objects.get().received == 0


@pytest.mark.parametrize(
    "change",
    [{"size": -1}, {"size": 2**60}, {"key": "x"}, {"file_name": "a\0"}, {"case": "2026-9999-999999"}],
)
def test_a_malformed_beginning_is_refused(own: Asker, scene: Scene, change: dict[str, object]) -> None:
    body = {"key": str(uuid4()), "case": scene.case.number, "file_name": "a", "size": 1, **change}
    assert own.ask("POST", "/uploads", body)[0] in (404, 422)
    assert Upload.objects.count() == 0


@pytest.mark.parametrize("offset", ["", "-1", "x", "99999999999999999999999"])
def test_an_offset_out_of_bounds_is_refused(own: Asker, scene: Scene, offset: str) -> None:
    key = begun(own, scene, 10)
    assert own.ask("PUT", f"/uploads/{key}?offset={offset}", b"0123456789")[0] == 422
