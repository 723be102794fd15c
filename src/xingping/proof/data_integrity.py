"""Data Integrity proofs with the cryptosuite eddsa-jcs-2022 (W3C vc-di-eddsa, section 3.3).

The same steps with an SM2 key bear a cryptosuite name of our own, which no other software knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from xingping.core.canonical import canonical_json
from xingping.proof import multibase
from xingping.proof.issuer import key_address, written_moment
from xingping.proof.keys import ED25519, PublicKey, SigningKey

SUITES = {ED25519: "eddsa-jcs-2022", "SM2": "xingping-sm2-jcs-2026"}


def add_proof(
    document: Mapping[str, Any], key: SigningKey, *, issuer: str, created: datetime
) -> dict[str, Any]:
    """The document with a proof by `key`, whose address lies under `issuer`.

    Raises TypeError or ValueError where the document is not canonical JSON of integers and strings.
    """
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITES[key.public.algorithm],
        "created": written_moment(created),
        "verificationMethod": key_address(issuer, key.public),
        "proofPurpose": "assertionMethod",
    }
    configured = dict(proof)
    if "@context" in document:
        configured["@context"] = document["@context"]
    signature = key.sign(hash_data(document, configured))
    return {**document, "proof": [{**configured, "proofValue": multibase.encode(signature)}]}


def the_proof(document: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The document's only proof (Open Badges writes a list of one), None where there is not just one."""
    found = document.get("proof")
    if isinstance(found, list) and len(found) == 1:
        found = found[0]
    return found if isinstance(found, Mapping) else None


def proof_holds(document: Mapping[str, Any], key: PublicKey) -> bool:
    """Whether the document's proof is by `key` over exactly this content."""
    proof = the_proof(document)
    if proof is None or proof.get("type") != "DataIntegrityProof":
        return False
    if proof.get("cryptosuite") != SUITES[key.algorithm] or proof.get("proofPurpose") != "assertionMethod":
        return False
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    configured = {name: value for name, value in proof.items() if name != "proofValue"}
    if "@context" in configured and configured["@context"] != unsecured.get("@context"):
        return False
    try:
        signature = multibase.decode(str(proof.get("proofValue", "")))
        return key.verifies(signature, hash_data(unsecured, configured))
    except (TypeError, ValueError):
        return False


def hash_data(document: Mapping[str, Any], configured: Mapping[str, Any]) -> bytes:
    """What is signed: hash of the proof's configuration, then hash of the document (64 bytes)."""
    return sha256(canonical_json(dict(configured))).digest() + sha256(canonical_json(dict(document))).digest()
