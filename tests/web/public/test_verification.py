"""The verification page: every face, in both languages, with what the policy publishes and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from awards import award, awarded
from reviewing import decided
from xingping.core.certificate_lifecycle import CertificateState
from xingping.core.plaque_lifecycle import PlaqueState
from xingping.proof.credential import verify_credential
from xingping.proof.issuer import read_issuer_document
from xingping.proof.steps import all_hold
from xingping.rating.calendar import today
from xingping.rating.limits import Throttle
from xingping.rating.models import Case, CaseEvent, CasePurpose, Certificate, RatingBody
from xingping.rating.search_keys import keys_of
from xingping.rating.services.issuer_keys import make_issuer_key, revoke_issuer_key
from xingping.rating.services.search_index import file_names
from xingping.web.public import verification

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(verification, "WRONG_TOKENS", Throttle("wrong in tests", 5, 600))
    monkeypatch.setattr(verification, "LOOK_UPS", Throttle("look-ups in tests", 5, 60))
    verification.forget_pages()
    yield
    verification.forget_pages()


def look(client: Client, certificate: Certificate, query: str = "") -> str:
    verification.forget_pages()
    answer = client.get(f"/v/{certificate.token}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def face(page: str) -> str:
    found = re.search(r'data-face="([a-z_]+)"', page)
    assert found
    return found[1]


def test_a_valid_certificate(client: Client) -> None:
    _, made = awarded()
    RatingBody.objects.filter(pk=made.body_id).update(contact="028-0000000 <演示>")
    page = look(client, made)
    assert face(page) == "valid"
    for said in (made.number, made.centre_name, made.body.name, made.last_day.isoformat(), "五星级"):
        assert said in page
    assert "028-0000000 &lt;演示&gt;" in page
    assert "1000.00" not in page
    assert "\ue000" not in page
    assert "<script>" not in page
    english = look(client, made, "?lang=en")
    assert "This star is valid now." in english


def test_points_are_shown_where_the_policy_publishes_them(client: Client) -> None:
    _, made = awarded({"31": 250}, publish_points=True, publish_subtotals=True)
    page = look(client, made)
    assert "999.16" in page
    assert page.count('<progress class="progress gold"') == 7


@pytest.mark.parametrize(
    ("state", "days", "expected"),
    [
        (CertificateState.VALID, 0, "valid"),
        (CertificateState.VALID, -1, "expired"),
        (CertificateState.EXPIRED, -1, "expired"),
        (CertificateState.SUSPENDED, 0, "suspended"),
        (CertificateState.SUSPENDED, -1, "expired"),
        (CertificateState.CANCELLED, 5, "cancelled"),
        (CertificateState.CANCELLED, -5, "cancelled"),
        (CertificateState.REPLACED, 5, "replaced"),
    ],
)
def test_the_face_follows_from_state_and_date(
    client: Client, state: CertificateState, days: int, expected: str
) -> None:
    _, made = awarded(on=today() - timedelta(days=700))
    reason = "弄虚作假，经查属实 <b>" if state in ("suspended", "cancelled") else ""
    Certificate.objects.filter(pk=made.pk).update(
        state=state, last_day=today() + timedelta(days=days), state_reason=reason
    )
    page = look(client, made)
    assert face(page) == expected
    if reason:
        assert "弄虚作假，经查属实 &lt;b&gt;" in page


def test_a_timely_rereview_stands_beside_the_old_date(client: Client) -> None:
    review, made = awarded(on=today() - timedelta(days=1000))
    Certificate.objects.filter(pk=made.pk).update(last_day=today())
    later = Case.objects.get(pk=decided().case_id)
    Case.objects.filter(pk=later.pk).update(previous=review.case_id, purpose=CasePurpose.REREVIEW)
    page = look(client, made)
    assert (face(page), "复核中" in page) == ("valid", True)
    Certificate.objects.filter(pk=made.pk).update(last_day=today() - timedelta(days=1))
    assert face(look(client, made)) == "expired"
    CaseEvent.objects.filter(case=later, action="submit").update(
        at=later.created_at - timedelta(days=1, hours=1)
    )
    assert face(look(client, made)) == "in_rereview"
    Case.objects.filter(pk=later.pk).update(state="withdrawn")
    assert face(look(client, made)) == "expired"


@pytest.mark.parametrize(
    "state", [PlaqueState.LOST, PlaqueState.VOID, PlaqueState.RETURNED, PlaqueState.REPLACED]
)
def test_a_recalled_plaque_is_warned_of(client: Client, state: PlaqueState) -> None:
    _, made = awarded()
    plaque = made.plaques.get()
    assert "verification-plaque" not in look(client, made, f"?p={plaque.serial}")
    made.plaques.update(state=state)
    assert "verification-plaque" in look(client, made, f"?p={plaque.serial}")
    page = look(client, made, "?p=%3Cscript%3E%00")
    assert "标志牌编号对不上" in page
    assert "&lt;script&gt;" in page


def test_guessing_is_limited_and_a_wrong_token_says_what_to_do(client: Client) -> None:
    _, made = awarded()
    for token in ("0" * 32, "x" * 22, "'\"", "\u0660" * 32, made.token[:-1], "1" * 32):
        assert client.get(f"/v/{token}").status_code == 404
    assert client.get(f"/v/{made.token}").status_code == 429
    assert client.get(f"/v/{made.token}.json").status_code == 429


def test_the_page_is_kept_for_less_than_five_seconds(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    _, made = awarded()
    assert verification.KEPT_SECONDS < 5
    first = client.get(f"/v/{made.token}")
    assert first.headers["Cache-Control"] == "no-cache"
    Certificate.objects.filter(pk=made.pk).update(state="replaced")
    assert face(client.get(f"/v/{made.token}").content.decode()) == "valid"
    later = verification.time.monotonic() + verification.KEPT_SECONDS
    monkeypatch.setattr(verification.time, "monotonic", lambda: later + 0.1)
    assert face(client.get(f"/v/{made.token}").content.decode()) == "replaced"


def test_looking_up_by_number_and_name(client: Client) -> None:
    _, made = awarded(publish_points=True)
    file_names("centre", {str(made.centre_id): keys_of(made.centre_name)})
    for words in (made.number, made.number.lower(), made.centre_name[2:8]):
        page = client.get("/v/", {"q": words}).content.decode()
        assert made.token in page
        assert "1000.00" not in page
    assert "没有查到" in client.get("/v/", {"q": "不存在的\0地方"}).content.decode()
    assert "请至少写两个字" in client.get("/v/", {"q": "社"}).content.decode()
    assert client.get("/v/", {"q": "再查一次"}).status_code == 429
    assert client.get("/v/").status_code == 200


def test_credential_keys_and_status_list(client: Client) -> None:
    _, made = awarded(publish_points=True)
    assert client.get(f"/v/{made.token}.json").status_code == 409
    first = make_issuer_key(made.body_id)
    second = make_issuer_key(made.body_id)
    credential = client.get(f"/v/{made.token}.json").json()
    assert credential["credentialSubject"]["licenseNumber"] == made.number
    assert credential["proof"][0]["verificationMethod"].endswith(second.public)
    document = client.get(f"/issuers/{made.body_id}").json()
    assert len(document["verificationMethod"]) == 2
    keys = read_issuer_document(document)
    place = credential["credentialStatus"]["statusListCredential"]
    path = place.removeprefix("http://127.0.0.1:8000")

    def holds() -> bool:
        lists = {place: client.get(path).json()}
        return all_hold(verify_credential(credential, keys, now=timezone.now(), lists=lists))

    assert holds()
    Certificate.objects.filter(pk=made.pk).update(state="cancelled", state_reason="违规")
    assert not holds()
    jwt = client.get(f"/v/{made.token}.jwt")
    assert jwt.content.count(b".") == 2
    revoke_issuer_key(first.public)
    revoke_issuer_key(second.public)
    assert client.get(f"/v/{made.token}.json").status_code == 409
    assert client.get(path).status_code == 409
    assert client.get(f"/issuers/{made.body_id}").json()["assertionMethod"] == []
    assert client.get(f"/issuers/{made.body_id}/achievement/3").status_code == 302


def test_a_certificate_awarded_anew_points_to_the_new_one(client: Client) -> None:
    _, old = awarded(on=date(2026, 3, 2))
    review = decided()
    Case.objects.filter(pk=review.case_id).update(centre=old.centre)
    award(review)
    assert face(look(client, old)) == "replaced"
