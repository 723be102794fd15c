"""Programs with tokens: their person's rights within the scopes, no session, no CSRF, counted."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.conf import LazySettings
from django.db.models import F
from django.test import Client

from factories import Scene, submitted_scene
from registers import csv_of, row, work
from reviewing import decided
from xingping.api import token_auth
from xingping.rating.actor import Actor
from xingping.rating.limits import Rate
from xingping.rating.models import AuditEntry, Centre, RegisterImport, RoleGrant
from xingping.rating.services.api_tokens import create_token, revoke_token

pytestmark = pytest.mark.django_db
ROOT = "/api/v1"
KEY = "3f2b8c1e-5d7a-4e1b-9c6f-2a1d0e9b8c7d"


class Program:
    """Somebody's own system with a token; CSRF is checked as in production."""

    def __init__(self, actor: Actor, *scopes: str) -> None:
        self.token, self.secret = create_token(actor, "系统", scopes, 30)
        self.client = Client(enforce_csrf_checks=True, headers={"authorization": f"Bearer {self.secret}"})

    def ask(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        kind = "application/octet-stream" if isinstance(body, bytes) else "application/json"
        answer = self.client.generic(method, f"{ROOT}{path}", raw, content_type=kind)
        assert answer.status_code == status, answer.content
        return answer.json() if answer["Content-Type"].startswith("application/json") else answer


@pytest.fixture
def case() -> Scene:
    return submitted_scene()


def test_cases_are_listed_and_told_in_full(case: Scene) -> None:
    program = Program(case.applicant, "cases:read")
    (one,) = program.ask("GET", "/cases")["cases"]
    assert (one["number"], one["state"], one["closed"]) == (case.case.number, "submitted", False)
    detail = program.ask("GET", f"/cases/{case.case.number}")
    assert [step["action"] for step in detail["steps"]] == ["submit"]
    assert case.applicant.person.name not in json.dumps(detail, ensure_ascii=False)
    assert program.ask("GET", "/cases?state=announced")["meta"]["total"] == 0
    assert program.ask("GET", "/cases?region=51&changed_since=2026-01-01T00:00:00Z")["meta"]["total"] == 1
    assert program.ask("GET", "/cases?changed_since=2026-01-01T00:00:00", status=422)["code"] == "invalid"
    program.ask("GET", "/cases/2020-0000", status=404)


def test_an_applicant_is_not_told_of_reconciliation() -> None:
    review = decided()
    case = review.fresh()
    type(case).objects.filter(pk=case.pk).update(state="reconciling")
    office, own = Program(review.officer, "cases:read"), Program(review.scene.applicant, "cases:read")
    assert office.ask("GET", f"/cases/{case.number}")["state"] == "reconciling"
    told = own.ask("GET", f"/cases/{case.number}")
    assert told["state"] == "in_review"
    assert told["due_on"] is None
    assert "reconciling" not in {step["target"] for step in told["steps"]}
    assert own.ask("GET", "/cases?state=reconciling")["meta"]["total"] == 0
    assert own.ask("GET", "/cases?state=in_review")["meta"]["total"] == 1
    assert office.ask("GET", "/cases?state=reconciling")["meta"]["total"] == 1


def test_a_token_stays_within_its_scopes(case: Scene) -> None:
    program = Program(case.officer, "register:read")
    for method, path in (
        ("GET", "/cases"),
        ("GET", f"/cases/{case.case.number}"),
        ("GET", f"/cases/{case.case.number}/documents"),
        ("POST", f"/register/imports?body={case.body.pk}&file_name=a.csv&key={KEY}"),
    ):
        assert program.ask(method, path, status=403)["code"] == "out_of_scope"
    assert program.ask("GET", "/field/session", status=403)["code"] == "not_allowed"
    assert program.ask("GET", "/register/centres")["meta"]["total"] == 1


def test_a_token_is_refused_once_revoked_wrong_or_its_person_without_role(case: Scene) -> None:
    program = Program(case.applicant, "cases:read")
    told = program.ask("GET", "/token")
    assert (told["scopes"], told["usable_scopes"], told["roles"]) == (
        ["cases:read"],
        ["cases:read"],
        ["applicant"],
    )
    RoleGrant.objects.filter(person=case.applicant.person).update(end=F("start"))
    program.ask("GET", "/cases", status=404)
    assert program.ask("GET", "/token")["usable_scopes"] == []
    revoke_token(case.applicant, program.token.pk)
    answer = program.client.get(f"{ROOT}/cases")
    assert (answer.status_code, answer.json()["code"], answer["WWW-Authenticate"]) == (
        401,
        "token_unknown",
        "Bearer",
    )


def test_a_wrong_token_is_not_rescued_by_a_session(case: Scene) -> None:
    client = Client(headers={"authorization": "Bearer xp_wrong"})
    client.force_login(case.officer.person)
    assert client.get(f"{ROOT}/cases").status_code == 401


def test_a_token_acts_for_its_own_person_whoever_is_signed_in(case: Scene) -> None:
    program = Program(case.applicant, "cases:read")
    program.client.force_login(case.officer.person)
    assert program.ask("GET", "/token")["roles"] == ["applicant"]


def test_the_second_factor_is_asked_of_tokens_too(case: Scene, settings: LazySettings) -> None:
    program = Program(case.officer, "cases:read")
    settings.SECOND_FACTOR_ROLES = ["officer"]
    assert program.ask("GET", "/cases", status=403)["code"] == "second_factor_missing"


def test_requests_of_a_token_are_counted(case: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token_auth, "REQUESTS", Rate("few", per_minute=1, burst=2))
    program = Program(case.applicant, "cases:read")
    assert [program.client.get(f"{ROOT}/cases").status_code for _ in range(3)] == [200, 200, 429]


def test_guessing_tokens_is_slowed_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token_auth, "WRONG", Rate("few wrong", per_minute=1, burst=2))
    client = Client()
    asked = [
        client.get(f"{ROOT}/cases", headers={"authorization": f"Bearer xp_{n}"}).status_code for n in range(3)
    ]
    assert asked == [401, 401, 429]


def test_a_register_is_imported_as_on_the_page(case: Scene) -> None:
    program = Program(case.officer, "register:import")
    (body,) = program.ask("GET", "/register/bodies")["bodies"]
    asked = f"/register/imports?body={body['id']}&file_name=a.csv&key={KEY}"
    content = csv_of([row("NEW1", "接口登记的服务站")])
    started = program.ask("POST", asked, content)
    assert program.ask("POST", asked, content)["id"] == started["id"]
    import_ = RegisterImport.objects.get()
    work(import_)
    ready = program.ask("GET", f"/register/imports/{import_.pk}")
    assert (ready["state"], ready["new"], ready["rows"][0]["code"]) == ("ready", 1, "NEW1")
    program.ask("POST", f"/register/imports/{import_.pk}/answers", {"answers": {}}, status=200)
    work(import_)
    ready = program.ask("GET", f"/register/imports/{import_.pk}")
    assert program.ask("POST", f"/register/imports/{import_.pk}/confirm", {"plan": "0" * 64}, status=409)
    program.ask("POST", f"/register/imports/{import_.pk}/confirm", {"plan": ready["plan"]})
    work(import_)
    assert program.ask("GET", f"/register/imports/{import_.pk}")["state"] == "done"
    assert Centre.objects.filter(code="NEW1").exists()
    entry = AuditEntry.objects.get(verb="register.upload")
    assert (entry.actor, entry.detail["token"]) == (case.officer.person.pk, program.token.pk)


def test_a_faulty_file_is_told_line_by_line_and_given_up(case: Scene) -> None:
    program = Program(case.officer, "register:import")
    asked = f"/register/imports?body={case.body.pk}&file_name=a.csv&key={KEY}"
    program.ask("POST", asked.replace(f"body={case.body.pk}", "body=999"), b"x", status=404)
    program.ask("POST", asked, b"", status=422)
    import_id = program.ask("POST", asked, csv_of([row("NEW1", "甲", "99")]))["id"]
    work(RegisterImport.objects.get())
    faulty = program.ask("GET", f"/register/imports/{import_id}")
    assert (faulty["state"], faulty["fault_count"]) == ("faulty", len(faulty["faults"]))
    assert program.ask("POST", f"/register/imports/{import_id}/give-up")["state"] == "given_up"
    program.ask("GET", f"/register/imports/{2**63}", status=404)


def test_documents_are_the_persons_own() -> None:
    from awards import award

    review = decided()
    certificate = award(review)
    number = review.fresh().number
    program = Program(review.scene.applicant, "documents:read")
    found = {one["kind"]: one for one in program.ask("GET", f"/cases/{number}/documents")["documents"]}
    assert set(found) == {"certificate", "bundle"}
    answer = program.client.get(found["certificate"]["href"])
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"].startswith("attachment")
    program.ask("GET", f"/cases/{number}/documents/letter/1", status=404)
    program.ask("GET", f"/cases/{number}/documents/certificate/{certificate.pk + 1}", status=404)
    stranger = Program(submitted_scene().applicant, "documents:read")
    stranger.ask("GET", f"/cases/{number}/documents", status=404)
