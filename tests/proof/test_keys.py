from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from hypothesis import given
from hypothesis import strategies as st

from xingping.proof import multibase
from xingping.proof.keys import (
    ED25519,
    SM2,
    Ed25519Signing,
    UnreadableKeyError,
    load_key,
    new_key,
    public_key,
)
from xingping.proof.sm2 import Sm2Signing


@pytest.mark.parametrize("algorithm", [ED25519, SM2])
def test_a_key_signs_and_only_its_own_message_verifies(algorithm: str) -> None:
    key, other = new_key(algorithm), new_key(algorithm)
    signature = key.sign("四星级".encode())
    assert len(signature) == 64
    assert key.public.verifies(signature, "四星级".encode())
    assert not key.public.verifies(signature, "五星级".encode())
    assert not other.public.verifies(signature, "四星级".encode())
    assert not key.public.verifies(bytes(64), "四星级".encode())
    assert not key.public.verifies(signature[:63], "四星级".encode())


@pytest.mark.parametrize("algorithm", [ED25519, SM2])
def test_a_kept_key_and_its_public_text_are_read_back(algorithm: str) -> None:
    key = new_key(algorithm)
    again = load_key(key.kept())
    assert again.public.multikey == key.public.multikey
    read = public_key(f" {key.public.multikey}\n")
    assert (read.algorithm, read.multikey) == (algorithm, key.public.multikey)
    assert read.verifies(again.sign(b"x"), b"x")


def test_an_encrypted_key_needs_its_password() -> None:
    key = new_key()
    kept = key.kept(b"password")
    assert load_key(kept, b"password").public.multikey == key.public.multikey
    for wrong in (None, b"other"):
        with pytest.raises(UnreadableKeyError, match="加密的需要口令"):
            load_key(kept, wrong)
    with pytest.raises(UnreadableKeyError, match="不支持口令"):
        new_key(SM2).kept(b"password")


def test_a_public_key_in_pem_is_read() -> None:
    key = new_key()
    assert isinstance(key, Ed25519Signing)
    pem = key.key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    assert public_key(pem.decode()).multikey == key.public.multikey


def test_other_keys_are_refused_with_what_is_expected() -> None:
    other = generate_private_key(SECP256R1())
    private = other.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = other.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    with pytest.raises(UnreadableKeyError, match="不是 Ed25519"):
        load_key(private)
    with pytest.raises(UnreadableKeyError, match="不是 Ed25519"):
        public_key(public.decode())
    with pytest.raises(UnreadableKeyError, match="PEM 内容不完整"):
        public_key("-----BEGIN PUBLIC KEY-----\nAA\n-----END PUBLIC KEY-----")
    for text in ("", "z", "z0OIl", "https://example.org", multibase.encode(b"\xed\x01short"), "钥"):
        with pytest.raises(UnreadableKeyError, match="应为 z6Mk 开头"):
            public_key(text)
    with pytest.raises(UnreadableKeyError, match="不在曲线上"):
        public_key(multibase.encode(b"\x86\x24" + bytes(range(64))))
    with pytest.raises(UnreadableKeyError, match="64 位十六进制"):
        load_key(b"sm2:xyz")
    with pytest.raises(UnreadableKeyError, match="超出范围"):
        load_key(b"sm2:" + b"f" * 64)


def test_sm2_is_the_published_example_of_gb_t_32918_5() -> None:
    key = Sm2Signing.from_hex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")
    assert key.public.raw.hex() == (
        "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
        "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
    )
    published = bytes.fromhex(
        "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
        "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
    )
    assert key.public.verifies(published, b"message digest")
    assert not key.public.verifies(published, b"message digesu")


def test_an_sm2_key_beginning_with_zero_or_four_is_kept_whole() -> None:
    number = next(n for n in range(1, 400) if Sm2Signing(n).public.raw.hex()[0] in "04")
    key = Sm2Signing(number)
    assert key.public.verifies(key.sign(b"x"), b"x")


@given(st.binary(max_size=70))
def test_multibase_is_read_back(value: bytes) -> None:
    assert multibase.decode(multibase.encode(value)) == value


def test_multibase_is_the_published_example() -> None:
    assert multibase.encode(b"Hello World!") == "z2NEpo7TZRRrLZSi2U"
    assert multibase.encode(b"\x00\x00\x28\x7f\xb4\xcd") == "z11233QC4"
