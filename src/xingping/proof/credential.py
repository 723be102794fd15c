"""A certificate as a W3C Verifiable Credential 2.0 and Open Badges 3.0 achievement."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from xingping.core.standard import Edition
from xingping.proof.data_integrity import add_proof, proof_holds, the_proof
from xingping.proof.issuer import IssuerKey, key_address
from xingping.proof.keys import ED25519, SigningKey
from xingping.proof.status_list import Status, StatusEntry, status_of
from xingping.proof.steps import Step

CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
JWT_TYPE = "vc+jwt"
JWT_ALGORITHM = "Ed25519"
SHANGHAI = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Issuer:
    """The rating body: its key document's stable address (https or did:web) and name."""

    address: str
    name: str


@dataclass(frozen=True, slots=True)
class Award:
    """What a certificate says. Points appear only where the body's policy publishes them."""

    address: str
    """The verification page, which is the credential's id."""
    number: str
    centre: str
    centre_address: str
    """The centre's public page, which names the subject."""
    stars: int
    awarded: date
    last_day: date
    total: str = ""
    """Total points as displayed, or empty."""
    subtotals: Mapping[str, str] | None = None
    """Level-1 name -> points as displayed."""
    status: StatusEntry | None = None


def credential(award: Award, issuer: Issuer, edition: Edition) -> dict[str, Any]:
    """The unsecured credential. Validity is whole days in Asia/Shanghai, the last one included."""
    band = next(one for one in edition.bands if one.stars == award.stars)
    document: dict[str, Any] = {
        "@context": list(CONTEXTS),
        "id": award.address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"{band.name}城乡社区服务中心（站）",
        "issuer": {"id": issuer.address, "type": ["Profile"], "name": issuer.name},
        "validFrom": datetime.combine(award.awarded, time(), SHANGHAI).isoformat(),
        "validUntil": datetime.combine(award.last_day, time(23, 59, 59), SHANGHAI).isoformat(),
        "credentialSubject": _subject(award, issuer, edition, band.name),
    }
    if award.status:
        document["credentialStatus"] = award.status.as_json()
    return document


def sign(
    document: Mapping[str, Any], key: SigningKey, *, issuer: Issuer, created: datetime
) -> dict[str, Any]:
    """The credential secured by a Data Integrity proof (eddsa-jcs-2022)."""
    return add_proof(document, key, issuer=issuer.address, created=created)


def sign_jwt(document: Mapping[str, Any], key: SigningKey, *, issuer: Issuer) -> str:
    """The credential secured as VC-JWT (VC-JOSE-COSE, `typ` vc+jwt). Ed25519 keys only."""
    from joserfc import jws
    from joserfc.jwk import OKPKey

    if key.public.algorithm != ED25519:
        raise ValueError("VC-JWT 只支持 Ed25519 密钥")
    header = {
        "alg": JWT_ALGORITHM,
        "typ": JWT_TYPE,
        "cty": "vc",
        "kid": key_address(issuer.address, key.public),
    }
    payload = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return jws.serialize_compact(header, payload, OKPKey.import_key(key.kept()), algorithms=[JWT_ALGORITHM])


def verify_credential(
    document: Mapping[str, Any],
    keys: Iterable[IssuerKey],
    *,
    now: datetime,
    lists: Mapping[str, Mapping[str, Any]] | None = None,
) -> tuple[Step, ...]:
    """Check signature, key, validity and, with `lists` (address -> status list credential), status."""
    known = tuple(keys)
    steps = [_proof_step(document, known), _validity_step(document, now)]
    if lists is not None and "credentialStatus" in document:
        steps.append(_status_step(document["credentialStatus"], lists, known))
    return tuple(steps)


def _subject(award: Award, issuer: Issuer, edition: Edition, star_name: str) -> dict[str, Any]:
    described = [("total", "总分", edition.total_points)] if award.total else []
    values = [award.total] if award.total else []
    for index, section in enumerate(edition.level1, start=1):
        if award.subtotals and section.name in award.subtotals:
            described.append((f"level1-{index}", section.name, section.points))
            values.append(award.subtotals[section.name])
    achievement: dict[str, Any] = {
        "id": f"{issuer.address}/achievement/{award.stars}",
        "type": ["Achievement"],
        "achievementType": "Award",
        "inLanguage": "zh-Hans",
        "name": f"{star_name}城乡社区服务中心（站）",
        "description": f"按 {edition.code}《{edition.title}》评定，达到{star_name}。",
        "criteria": {"narrative": f"{edition.code} 第 {edition.bands_clause} 章及附录 A"},
    }
    subject: dict[str, Any] = {
        "id": award.centre_address,
        "type": ["AchievementSubject"],
        "name": award.centre,
        "licenseNumber": award.number,
        "achievement": achievement,
    }
    if described:
        achievement["resultDescription"] = [
            {
                "id": f"{award.address}#{key}",
                "type": ["ResultDescription"],
                "name": name,
                "resultType": "RawScore",
                "valueMin": "0",
                "valueMax": str(points // 100),
            }
            for key, name, points in described
        ]
        subject["result"] = [
            {"type": ["Result"], "resultDescription": f"{award.address}#{key}", "value": value}
            for (key, _, _), value in zip(described, values, strict=True)
        ]
    return subject


def _proof_step(document: Mapping[str, Any], keys: tuple[IssuerKey, ...]) -> Step:
    name = "发证机构签名"
    proof, issuer = the_proof(document), document.get("issuer")
    if not isinstance(proof, Mapping) or not isinstance(issuer, Mapping):
        return Step(name, False, "凭证没有签名或没有发证机构")
    address = str(proof.get("verificationMethod", ""))
    key = next((one for one in keys if address == key_address(str(issuer.get("id")), one.public)), None)
    if key is None:
        return Step(name, False, f"签名所用的公钥不在发证机构的密钥文档里（{address}）")
    if not proof_holds(document, key.public):
        return Step(name, False, "签名与内容不符，凭证被改动过或不是这家机构签发的")
    try:
        created = datetime.fromisoformat(str(proof.get("created")))
    except ValueError:
        return Step(name, False, "签名日期读不出来")
    if not key.signs_at(created):
        return Step(name, False, f"这把公钥在 {proof.get('created')} 不可用（未启用、已停用或已作废）")
    return Step(name, True, f"由 {issuer.get('name')} 签发，{proof.get('created')}")


def _validity_step(document: Mapping[str, Any], now: datetime) -> Step:
    try:
        begins = datetime.fromisoformat(str(document.get("validFrom")))
        ends = datetime.fromisoformat(str(document.get("validUntil")))
        holds = begins <= now <= ends
    except (ValueError, TypeError):
        return Step("有效期", False, "有效期读不出来")
    return Step(
        "有效期", holds, f"{begins.date()} 至 {ends.date()}" + ("" if holds else "，现在不在有效期内")
    )


def _status_step(value: object, lists: Mapping[str, Mapping[str, Any]], keys: tuple[IssuerKey, ...]) -> Step:
    name = "状态"
    try:
        entry = StatusEntry.from_json(value if isinstance(value, Mapping) else {})
        listed = lists.get(entry.list_address)
        if listed is None:
            return Step(name, False, f"没有状态清单 {entry.list_address}")
        proved = _proof_step(listed, keys)
        if not proved.holds:
            return Step(name, False, f"状态清单：{proved.found}")
        status = status_of(listed, entry)
    except ValueError as error:
        return Step(name, False, str(error))
    return Step(name, status is Status.VALID, status.label)
