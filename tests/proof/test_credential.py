from __future__ import annotations

import base64
import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from xingping.core.canonical import canonical_json
from xingping.core.standard import Edition
from xingping.proof.credential import Award, Issuer, credential, sign, sign_jwt, verify_credential
from xingping.proof.issuer import IssuerKey, issuer_document, read_issuer_document
from xingping.proof.keys import SM2, Ed25519Signing, UnreadableKeyError, new_key
from xingping.proof.status_list import Status, status_list
from xingping.proof.steps import all_hold

INDEPENDENT = Path(__file__).parent / "independent" / "verify.mjs"
NODE = Path(sys.executable).parent / "node"
NOW = datetime(2026, 6, 1, tzinfo=UTC)
LIST = "https://demo.example/status/1"


@pytest.fixture
def signed(award: Award, issuer: Issuer, edition: Edition, key: Ed25519Signing) -> dict[str, Any]:
    return sign(credential(award, issuer, edition), key, issuer=issuer, created=NOW)


def listed(issuer: Issuer, key: Ed25519Signing, statuses: dict[int, Status]) -> dict[str, Any]:
    unsigned = status_list(LIST, issuer.address, statuses, moment=NOW)
    return sign(unsigned, key, issuer=issuer, created=NOW)


def test_what_a_credential_says(award: Award, issuer: Issuer, edition: Edition) -> None:
    said = credential(award, issuer, edition)
    assert said["name"] == "四星级城乡社区服务中心（站）"
    assert said["validFrom"] == "2026-05-31T00:00:00+08:00"
    assert said["validUntil"] == "2029-05-31T23:59:59+08:00"
    subject = said["credentialSubject"]
    assert (subject["name"], subject["licenseNumber"]) == (award.centre, award.number)
    assert [one["value"] for one in subject["result"]] == ["912.33", "75.33", "108.00"]
    assert [(one["name"], one["valueMax"]) for one in subject["achievement"]["resultDescription"]] == [
        ("总分", "1000"),
        ("规划建设", "80"),
        ("基础运营", "120"),
    ]


def test_points_stay_out_where_policy_keeps_them(award: Award, issuer: Issuer, edition: Edition) -> None:
    said = credential(replace(award, total="", subtotals=None, status=None), issuer, edition)
    assert "912.33" not in json.dumps(said)
    assert "result" not in said["credentialSubject"]
    assert "credentialStatus" not in said


def test_what_open_badges_demands_is_there(signed: dict[str, Any]) -> None:
    """The required properties and shapes of the published AchievementCredential schema of 1EdTech."""
    assert {"@context", "id", "type", "issuer", "validFrom", "credentialSubject"} <= signed.keys()
    assert signed["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert signed["@context"][1].startswith("https://purl.imsglobal.org/spec/ob/v3p0/context-3")
    assert {"VerifiableCredential", "OpenBadgeCredential"} <= set(signed["type"])
    assert signed["issuer"]["type"] == ["Profile"]
    assert isinstance(signed["proof"], list)
    assert isinstance(signed["credentialStatus"], dict)
    subject = signed["credentialSubject"]
    assert subject["id"]
    assert subject["type"] == ["AchievementSubject"]
    achievement = subject["achievement"]
    assert {"id", "type", "criteria", "description", "name"} <= achievement.keys()
    assert all({"id", "type", "name", "resultType"} <= one.keys() for one in achievement["resultDescription"])
    assert canonical_json(signed) == rfc8785.dumps(signed)


def test_a_sound_credential_passes_every_step(
    signed: dict[str, Any], issuer: Issuer, key: Ed25519Signing, known: tuple[IssuerKey, ...]
) -> None:
    steps = verify_credential(
        signed, known, now=NOW, lists={LIST: listed(issuer, key, {5: Status.CANCELLED})}
    )
    assert [str(step) for step in steps] == [
        "✓ 发证机构签名：由 演示评定机构 签发，2026-06-01T00:00:00Z",
        "✓ 有效期：2026-05-31 至 2029-05-31",
        "✓ 状态：未暂停、未取消",
    ]
    assert all_hold(steps)
    assert not all_hold(())


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.CANCELLED, Status.REPLACED])
def test_a_marked_credential_fails_its_status(
    signed: dict[str, Any], issuer: Issuer, key: Ed25519Signing, known: tuple[IssuerKey, ...], status: Status
) -> None:
    steps = verify_credential(signed, known, now=NOW, lists={LIST: listed(issuer, key, {77: status})})
    assert [step.holds for step in steps] == [True, True, False]
    assert steps[2].found == status.label


def test_a_list_that_is_missing_forged_or_foreign_fails(
    signed: dict[str, Any], issuer: Issuer, key: Ed25519Signing, known: tuple[IssuerKey, ...]
) -> None:
    forged = {**listed(issuer, key, {}), "validFrom": "2020-01-01T00:00:00Z"}
    other = {**signed, "credentialStatus": {"type": "other"}}
    found = [
        verify_credential(one, known, now=NOW, lists=lists)[2].found
        for one, lists in ((signed, {}), (signed, {LIST: forged}), (other, {}))
    ]
    assert found == [
        f"没有状态清单 {LIST}",
        "状态清单：签名与内容不符，凭证被改动过或不是这家机构签发的",
        "凭证的状态条目不完整",
    ]


def test_validity_is_whole_days_in_shanghai(signed: dict[str, Any], known: tuple[IssuerKey, ...]) -> None:
    last = datetime(2029, 5, 31, 15, 59, 59, tzinfo=UTC)
    for moment, holds in (
        (last, True),
        (last + timedelta(seconds=1), False),
        (datetime(2026, 5, 30, 16, tzinfo=UTC), True),
        (datetime(2026, 5, 30, 15, 59, 59, tzinfo=UTC), False),
    ):
        assert verify_credential(signed, known, now=moment)[1].holds is holds
    assert not verify_credential({**signed, "validUntil": "soon"}, known, now=last)[1].holds


def test_any_change_breaks_the_signature(signed: dict[str, Any], known: tuple[IssuerKey, ...]) -> None:
    text = json.dumps(signed, ensure_ascii=False)
    for before, after in (
        ("四星级", "五星级"),
        ("912.33", "992.33"),
        ("0007", "0008"),
        ("2029-05-31", "2039-05-31"),
        ("东光", "西光"),
    ):
        changed = json.loads(text.replace(before, after, 1))
        assert changed != signed
        assert not verify_credential(changed, known, now=NOW)[0].holds


def test_keys_rotate_and_are_revoked(
    signed: dict[str, Any], issuer: Issuer, key: Ed25519Signing, known: tuple[IssuerKey, ...]
) -> None:
    retired = replace(known[0], expires=NOW + timedelta(days=1))
    newer = IssuerKey(new_key().public, NOW + timedelta(days=1))
    document = issuer_document(issuer.address, issuer.name, [retired, newer])
    read = read_issuer_document(json.loads(json.dumps(document)))
    assert [one.public.multikey for one in read] == [key.public.multikey, newer.public.multikey]
    assert document["assertionMethod"] == [one["id"] for one in document["verificationMethod"]]
    assert verify_credential(signed, read, now=NOW)[0].holds
    for unfit in (
        replace(known[0], expires=NOW),
        replace(known[0], begins=NOW + timedelta(seconds=1)),
        replace(known[0], revoked=NOW + timedelta(days=9)),
    ):
        read = read_issuer_document(issuer_document(issuer.address, issuer.name, [unfit]))
        step = verify_credential(signed, read, now=NOW)[0]
        assert (step.holds, "不可用" in step.found) == (False, True)
    assert "不在发证机构的密钥文档里" in verify_credential(signed, (newer,), now=NOW)[0].found


def test_what_is_no_credential_or_no_key_document_is_said(
    signed: dict[str, Any], known: tuple[IssuerKey, ...]
) -> None:
    assert verify_credential({}, known, now=NOW)[0].found == "凭证没有签名或没有发证机构"
    proof = signed["proof"][0]
    undated = {**signed, "proof": [{**proof, "created": "x"}]}
    assert not verify_credential(undated, known, now=NOW)[0].holds
    method = {"publicKeyMultibase": known[0].public.multikey}
    for wrong in ({}, {"verificationMethod": [{}]}, {"verificationMethod": [{**method, "created": "x"}]}):
        with pytest.raises(UnreadableKeyError, match="密钥文档读不出来"):
            read_issuer_document(wrong)
    with pytest.raises(UnreadableKeyError, match="密钥文档读不出来"):
        read_issuer_document({"verificationMethod": [{**method, "created": 5}]})
    with pytest.raises(UnreadableKeyError, match="密钥文档读不出来"):
        read_issuer_document({"verificationMethod": [{**method, "created": "2026-01-01T00:00:00"}]})
    with pytest.raises(UnreadableKeyError, match="z6Mk"):
        read_issuer_document({"verificationMethod": [{"publicKeyMultibase": "z6Mk"}]})


def test_the_jwt_is_signed_by_the_key_it_names(
    award: Award, issuer: Issuer, edition: Edition, key: Ed25519Signing
) -> None:
    document = credential(award, issuer, edition)
    header, payload, signature = sign_jwt(document, key, issuer=issuer).split(".")

    def plain(part: str) -> bytes:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))

    assert json.loads(plain(header)) == {
        "alg": "Ed25519",
        "typ": "vc+jwt",
        "cty": "vc",
        "kid": f"{issuer.address}#{key.public.multikey}",
    }
    assert json.loads(plain(payload)) == document
    assert key.public.verifies(plain(signature), f"{header}.{payload}".encode())
    with pytest.raises(ValueError, match="只支持 Ed25519"):
        sign_jwt(document, new_key(SM2), issuer=issuer)


def _independent(given: dict[str, Any]) -> dict[str, Any]:
    ran = subprocess.run(
        [str(NODE), str(INDEPENDENT)], input=json.dumps(given), capture_output=True, text=True, check=True
    )
    answer: dict[str, Any] = json.loads(ran.stdout)
    return answer


def test_an_independent_implementation_agrees(
    signed: dict[str, Any], issuer: Issuer, key: Ed25519Signing, known: tuple[IssuerKey, ...]
) -> None:
    given = {
        "credential": signed,
        "issuer": issuer_document(issuer.address, issuer.name, known),
        "list": listed(issuer, key, {77: Status.SUSPENDED}),
    }
    assert _independent(given) == {"verified": True, "list": True, "error": None, "bits": [0, 1]}
    given["credential"] = {**signed, "name": "五星级城乡社区服务中心（站）"}
    assert _independent(given)["verified"] is False
