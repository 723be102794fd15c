"""Against the published test vectors of W3C vc-di-eddsa, appendix B.2 (eddsa-jcs-2022)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from xingping.proof import multibase
from xingping.proof.data_integrity import add_proof, hash_data, proof_holds
from xingping.proof.keys import SM2, Ed25519Signing, new_key, public_key

KEY = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
CONTEXT = ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"]
UNSIGNED: dict[str, Any] = {
    "@context": CONTEXT,
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
PROOF = {
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-jcs-2022",
    "created": "2023-02-24T23:36:38Z",
    "verificationMethod": f"did:key:{KEY}#{KEY}",
    "proofPurpose": "assertionMethod",
    "@context": CONTEXT,
}
HASHES = (
    "66ab154f5c2890a140cb8388a22a160454f80575f6eae09e5a097cabe539a1db"
    "59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19"
)
VALUE = "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX"
PRIVATE = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"


def test_hashes_and_signature_are_the_published_ones() -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    assert hash_data(UNSIGNED, PROOF).hex() == HASHES
    # The published private key bears the two bytes of its multicodec before the seed.
    seed = multibase.decode(PRIVATE)[2:]
    key = Ed25519Signing(Ed25519PrivateKey.from_private_bytes(seed))
    assert key.public.multikey == KEY
    assert multibase.encode(key.sign(bytes.fromhex(HASHES))) == VALUE


def test_the_published_credential_verifies_and_a_changed_one_does_not() -> None:
    key = public_key(KEY)
    signed = {**UNSIGNED, "proof": {**PROOF, "proofValue": VALUE}}
    assert proof_holds(signed, key)
    assert proof_holds({**UNSIGNED, "proof": [signed["proof"]]}, key)
    assert not proof_holds({**signed, "name": "Alumni credential"}, key)
    assert not proof_holds({**signed, "@context": CONTEXT[:1]}, key)
    for name, value in (
        ("created", "2023-02-24T23:36:39Z"),
        ("proofPurpose", "authentication"),
        ("cryptosuite", "eddsa-rdfc-2022"),
        ("type", "Ed25519Signature2020"),
        ("proofValue", VALUE[:-1] + "Y"),
        ("proofValue", 1),
    ):
        assert not proof_holds({**UNSIGNED, "proof": {**signed["proof"], name: value}}, key)
    for proof in (None, [], "x", [signed["proof"]] * 2):
        assert not proof_holds({**UNSIGNED, "proof": proof}, key)
    assert not proof_holds({**signed, "extra": 0.5}, key)


def test_sm2_bears_a_suite_name_of_its_own() -> None:
    key = new_key(SM2)
    signed = add_proof(
        UNSIGNED, key, issuer="https://demo.example/issuer", created=datetime(2026, 1, 1, tzinfo=UTC)
    )
    assert signed["proof"][0]["cryptosuite"] == "xingping-sm2-jcs-2026"
    assert proof_holds(signed, key.public)
    assert not proof_holds(signed, new_key().public)


@pytest.mark.parametrize("value", [0.5, None, True])
def test_what_is_not_canonical_is_never_signed(value: object, key: Ed25519Signing) -> None:
    with pytest.raises(TypeError):
        add_proof(
            {"x": value}, key, issuer="https://demo.example/issuer", created=datetime(2026, 1, 1, tzinfo=UTC)
        )
