"""Tokens: shown once, a part of the person's own permissions, revoked at once, in the log."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import pytest
from django.utils import timezone

from factories import Scene, draft_scene
from xingping.rating.actor import Actor, actor_of
from xingping.rating.errors import RefusedError
from xingping.rating.models import ApiToken, AuditEntry, User
from xingping.rating.permissions import TABLE, allowed
from xingping.rating.queries.api_tokens import scopes_for, token_called
from xingping.rating.scopes import Scope, limits_of, main_need
from xingping.rating.services import api_tokens
from xingping.rating.services.api_tokens import create_token, note_use, revoke_token
from xingping.rating.verbs import Kind, Verb

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return draft_scene()


def code_of(actor: Actor, name: str, scopes: Collection[str], days: int) -> str:
    with pytest.raises(RefusedError) as error:
        create_token(actor, name, scopes, days)
    return error.value.refusal.code


def test_a_token_is_found_by_its_secret_which_is_kept_nowhere(scene: Scene) -> None:
    token, secret = create_token(scene.officer, " 街道系统 ", ["cases:read"], 90)
    assert (token.name, secret[:8], len(secret) > 40) == ("街道系统", token.hint, True)
    assert token_called(secret) == token
    assert token_called(secret[:-1]) is token_called("\ud800") is None
    assert secret not in str(list(ApiToken.objects.values())) + str(list(AuditEntry.objects.values()))
    assert AuditEntry.objects.get(verb="token.create").object_id == str(token.pk)


def test_it_ends_at_its_day_when_revoked_and_with_its_person(scene: Scene) -> None:
    token, secret = create_token(scene.officer, "甲", ["cases:read"], 30)
    person = User.objects.filter(pk=scene.officer.person.pk)
    person.update(is_active=False)
    assert token_called(secret) is None
    person.update(is_active=True)
    assert token_called(secret) == token
    with pytest.raises(RefusedError, match="not_found"):
        revoke_token(scene.applicant, token.pk)
    revoke_token(scene.officer, token.pk)
    revoke_token(scene.officer, token.pk)
    assert token_called(secret) is None
    assert AuditEntry.objects.filter(verb="token.revoke").count() == 1
    other, late = create_token(scene.officer, "乙", ["cases:read"], 30)
    now = timezone.now()
    ApiToken.objects.filter(pk=other.pk).update(created_at=now - timedelta(9), expires_at=now)
    assert token_called(late) is None


def test_only_what_the_person_may_is_offered_and_taken(scene: Scene) -> None:
    assert scopes_for(scene.applicant) == [
        Scope.CASES_READ,
        Scope.CASES_WRITE,
        Scope.DOCUMENTS_READ,
        Scope.REGISTER_READ,
    ]
    assert Scope.REGISTER_IMPORT in scopes_for(scene.officer)
    assert Scope.CASES_WRITE not in scopes_for(scene.officer)
    for name, scopes, days in (
        ("甲", ["register:import"], 30), ("甲", ["everything"], 30), ("甲", [], 30),
        ("甲", ["cases:read"], 31), ("  ", ["cases:read"], 30),
        ("甲\0", ["cases:read"], 30), ("甲" * 61, ["cases:read"], 30),
    ):  # fmt: skip
        assert code_of(scene.applicant, name, scopes, days) == "invalid"


def test_no_token_makes_a_token_and_no_demo_account_has_one(scene: Scene) -> None:
    by_token = Actor(scene.officer.user, scene.officer.grants, token_id=1, limits=limits_of(["cases:read"]))
    assert code_of(by_token, "甲", ["cases:read"], 30) == "not_allowed"
    User.objects.filter(pk=scene.officer.person.pk).update(is_demo=True)
    assert (
        code_of(actor_of(User.objects.get(pk=scene.officer.person.pk)), "甲", ["cases:read"], 30)
        == "demo_account"
    )


def test_there_are_so_many_at_most(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_tokens, "MOST_TOKENS", 1)
    token, _secret = create_token(scene.officer, "甲", ["cases:read"], 30)
    assert code_of(scene.officer, "乙", ["cases:read"], 30) == "too_many_tokens"
    revoke_token(scene.officer, token.pk)
    create_token(scene.officer, "乙", ["cases:read"], 30)


def test_use_is_noted_once_a_minute(scene: Scene) -> None:
    token, _secret = create_token(scene.officer, "甲", ["cases:read"], 30)
    note_use(token)
    first = ApiToken.objects.get(pk=token.pk)
    assert first.last_used_at is not None
    note_use(first)
    assert ApiToken.objects.get(pk=token.pk).last_used_at == first.last_used_at


@pytest.mark.parametrize("scope", list(Scope))
def test_a_scope_never_gives_more_than_the_table(scene: Scene, scope: Scope) -> None:
    limits = limits_of([scope])
    assert main_need(scope) in limits
    for full in (scene.officer, scene.applicant, scene.street):
        limited = Actor(full.user, full.grants, token_id=1, limits=limits)
        for verb in Verb:
            for subject in (scene.case, scene.case.centre, *Kind):
                now, before = allowed(limited, verb, subject), allowed(full, verb, subject)
                if now is None:
                    assert before is None
                elif before is not None:
                    assert now.code == before.code
                else:
                    assert now.code == "out_of_scope"


def test_what_needs_a_persons_own_hand_is_in_no_scope() -> None:
    given = {pair for scope in Scope for pair in limits_of([scope])}
    never = {
        Verb.SCORE, Verb.RECONCILE, Verb.VOTE, Verb.CHAIR, Verb.DECIDE, Verb.ACCEPT, Verb.REFUSE,
        Verb.ANNOUNCE, Verb.PUBLISH_NOTICE, Verb.SUSPEND, Verb.CANCEL, Verb.REVEAL,
        Verb.HANDLE, Verb.TEAM, Verb.SUBMIT,
    }  # fmt: skip
    assert not [pair for pair in given if pair[1] in never or pair[0] in (Kind.PEOPLE, Kind.AUDIT)]
    known = {(rule.kind, verb) for rule in TABLE for verb in rule.verbs}
    assert given <= known
