"""Signing keys: Ed25519 by default, SM2 behind the same interface where a deployment wants it.

A public key is named by its Multikey text ("z6Mk…" for Ed25519), which is also the fragment of its
address in the issuer's key document.
"""

from __future__ import annotations

from typing import Protocol

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from xingping.proof import multibase

ED25519 = "Ed25519"
SM2 = "SM2"
ED25519_PREFIX = b"\xed\x01"
"""Multicodec ed25519-pub."""
SM2_PREFIX = b"\x86\x24"
"""Multicodec sm2-pub (0x1206); the key is its two coordinates, 64 bytes."""
SM2_MARK = b"sm2:"
"""A kept SM2 key is this mark and 64 hex digits."""


class UnreadableKeyError(ValueError):
    """A key cannot be read or used; the message says in Chinese what is expected."""


class PublicKey(Protocol):
    """What verifies signatures."""

    @property
    def algorithm(self) -> str:
        """`ED25519` or `SM2`."""

    @property
    def multikey(self) -> str:
        """The key as Multikey text."""

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether `signature` (64 bytes) is this key's over `message`."""


class SigningKey(Protocol):
    """What signs."""

    @property
    def public(self) -> PublicKey:
        """The public half."""

    def sign(self, message: bytes) -> bytes:
        """A signature of 64 bytes."""

    def kept(self, password: bytes | None = None) -> bytes:
        """The private key as a file's content, encrypted where a password is given."""


class Ed25519Public:
    """An Ed25519 public key."""

    algorithm = ED25519

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self._key = Ed25519PublicKey.from_public_bytes(raw)

    @property
    def multikey(self) -> str:
        """z6Mk…"""
        return multibase.encode(ED25519_PREFIX + self.raw)

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether the signature is this key's (RFC 8032)."""
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


class Ed25519Signing:
    """An Ed25519 private key."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self.key = key
        self.public = Ed25519Public(key.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """A deterministic signature (RFC 8032)."""
        return self.key.sign(message)

    def kept(self, password: bytes | None = None) -> bytes:
        """PKCS 8 in PEM."""
        encryption = (
            serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
        )
        return self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption
        )


def new_key(algorithm: str = ED25519) -> SigningKey:
    """A fresh key. Raises UnreadableKeyError for SM2 where its library is not installed."""
    if algorithm == SM2:
        from xingping.proof.sm2 import Sm2Signing

        return Sm2Signing.fresh()
    return Ed25519Signing(Ed25519PrivateKey.generate())


def load_key(content: bytes, password: bytes | None = None) -> SigningKey:
    """The private key that `kept` wrote. Raises UnreadableKeyError."""
    if content.startswith(SM2_MARK):
        from xingping.proof.sm2 import Sm2Signing

        return Sm2Signing.from_hex(content.removeprefix(SM2_MARK).strip().decode("ascii", "replace"))
    try:
        key = serialization.load_pem_private_key(content, password)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UnreadableKeyError("私钥读不出来：应为 PEM 格式的 Ed25519 私钥，加密的需要口令") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise UnreadableKeyError("私钥不是 Ed25519：请用星评生成的密钥")
    return Ed25519Signing(key)


def public_key(text: str) -> PublicKey:
    """A public key from its Multikey text or PEM. Raises UnreadableKeyError."""
    if text.lstrip().startswith("-----BEGIN"):
        return _from_pem(text)
    try:
        raw = multibase.decode(text.strip())
        if raw[:2] == ED25519_PREFIX and len(raw) == 34:
            return Ed25519Public(raw[2:])
        if raw[:2] == SM2_PREFIX and len(raw) == 66:
            from xingping.proof.sm2 import Sm2Public

            return Sm2Public(raw[2:])
    except UnreadableKeyError:
        raise
    except ValueError:
        pass
    raise UnreadableKeyError("公钥读不出来：应为 z6Mk 开头的公钥文本、PEM 公钥或发证机构的密钥文档")


def _from_pem(text: str) -> PublicKey:
    try:
        key = serialization.load_pem_public_key(text.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UnreadableKeyError("公钥读不出来：PEM 内容不完整或不是公钥") from error
    if not isinstance(key, Ed25519PublicKey):
        raise UnreadableKeyError("公钥不是 Ed25519")
    return Ed25519Public(key.public_bytes_raw())
