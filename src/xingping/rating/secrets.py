"""Encryption of secrets in the database, under keys from the settings."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def encrypt(text: str) -> str:
    """The text encrypted under the first key of `ENCRYPTION_KEYS`."""
    return _keys().encrypt(text.encode()).decode("ascii")


def decrypt(token: str) -> str:
    """The text in clear; raises ValueError where none of the keys fits."""
    try:
        return _keys().decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise ValueError("no key of XINGPING_ENCRYPTION_KEYS decrypts this secret") from error


def _keys() -> MultiFernet:
    return MultiFernet([_fernet(key) for key in settings.ENCRYPTION_KEYS])


def _fernet(key: str) -> Fernet:
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"xingping secrets at rest")
    return Fernet(base64.urlsafe_b64encode(derived.derive(key.encode())))
