"""SM2 with SM3 (GB/T 32918), for deployments that must use it. Off by default; needs the extra `sm2`."""

from __future__ import annotations

import secrets
from typing import Any

from xingping.proof import multibase
from xingping.proof.keys import SM2, SM2_MARK, SM2_PREFIX, UnreadableKeyError


class Sm2Public:
    """An SM2 public key: two coordinates of 32 bytes."""

    algorithm = SM2

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self._curve = _curve("", raw.hex())
        if not self._on_curve():
            raise UnreadableKeyError("SM2 公钥不在曲线上")

    @property
    def multikey(self) -> str:
        """Multikey text."""
        return multibase.encode(SM2_PREFIX + self.raw)

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether the signature r || s is this key's, with the default user id."""
        order = int(self._curve.ecc_table["n"], 16)
        r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
        if len(signature) != 64 or not (0 < r < order and 0 < s < order):
            return False
        return bool(self._curve.verify_with_sm3(signature.hex(), message))

    def _on_curve(self) -> bool:
        table = {name: int(value, 16) for name, value in self._curve.ecc_table.items()}
        x, y = (int.from_bytes(half, "big") for half in (self.raw[:32], self.raw[32:]))
        p = table["p"]
        return x < p and y < p and (y * y - x**3 - table["a"] * x - table["b"]) % p == 0


class Sm2Signing:
    """An SM2 private key."""

    def __init__(self, number: int) -> None:
        self._hex = f"{number:064x}"
        base = _curve("", "").ecc_table
        if not 0 < number < int(base["n"], 16) - 1:
            raise UnreadableKeyError("SM2 私钥超出范围")
        self.public = Sm2Public(bytes.fromhex(_curve("", "")._kg(number, base["g"])))

    @classmethod
    def fresh(cls) -> Sm2Signing:
        """A key from the system's randomness."""
        order = int(_curve("", "").ecc_table["n"], 16)
        return cls(secrets.randbelow(order - 2) + 1)

    @classmethod
    def from_hex(cls, text: str) -> Sm2Signing:
        """The key written as 64 hex digits. Raises UnreadableKeyError."""
        try:
            number = int.from_bytes(bytes.fromhex(text), "big")
        except ValueError as error:
            raise UnreadableKeyError("SM2 私钥应为 64 位十六进制数") from error
        return cls(number)

    def sign(self, message: bytes) -> bytes:
        """A signature r || s with a nonce of our own: the library's is not from a secure source."""
        curve = _curve(self._hex, self.public.raw.hex())
        order = int(curve.ecc_table["n"], 16)
        while True:
            made = curve.sign_with_sm3(message, f"{secrets.randbelow(order - 1) + 1:064x}")
            if made:
                return bytes.fromhex(made)

    def kept(self, password: bytes | None = None) -> bytes:
        """The mark and 64 hex digits; passwords are not offered here."""
        if password:
            raise UnreadableKeyError("SM2 私钥文件不支持口令，请用文件权限或密码机保护")
        return SM2_MARK + self._hex.encode() + b"\n"


def _curve(private: str, public: str) -> Any:  # noqa: ANN401 — the library is untyped
    try:
        from gmssl.sm2 import CryptSM2
    except ImportError as error:
        raise UnreadableKeyError("没有安装国密算法库：请安装 xingping[sm2]，再启用 SM2") from error
    curve = CryptSM2(private_key=private, public_key="")
    # Set afterwards: the constructor strips leading digits 0 and 4 off a key.
    curve.public_key = public
    return curve
