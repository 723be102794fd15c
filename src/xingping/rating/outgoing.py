"""Posting to an address that somebody typed in, without becoming a way into the own network.

The name is resolved here, every address it has must be public (or in a network that the settings name),
and the connection goes to the very address that was checked. Redirects are not followed.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from xingping.core.faults import Fault

TIMEOUT = 10.0
"""Seconds for connecting, and for each piece of the answer."""
MOST_ANSWER = 2_000
"""Bytes of the answer that are read; nothing of them is kept."""
IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class UnreachableError(Exception):
    """The address cannot be posted to; the text says why, for whoever entered it."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to post: checked parts of an address."""

    secure: bool
    host: str
    port: int
    path: str


def target_of(address: str) -> Target:
    """The parts of an address; raises UnreachableError for one that is never posted to."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise UnreachableError("地址写法有误") from None
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise UnreachableError("应以 https:// 开头，并写明主机名")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise UnreachableError("地址里不能有用户名、密码或 #")
    if not address.isascii() or any(letter.isspace() for letter in address):
        raise UnreachableError("只能用英文字母、数字和符号")
    secure = parts.scheme == "https"
    if port == 0:
        raise UnreachableError("端口有误")
    return Target(secure, parts.hostname, port or (443 if secure else 80), _path(parts))


def address_fault(address: str) -> Fault | None:
    """What is wrong with an address as typed, before anything is sent."""
    try:
        resolved(target_of(address))
    except UnreachableError as error:
        return Fault("接收地址", str(error), "请改用贵单位系统对外的 https 地址")
    return None


def resolved(target: Target) -> str:
    """The address to connect to; raises UnreachableError where any that the name has is not allowed."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise UnreachableError("找不到这个主机名") from None
    hosts = [str(one[4][0]) for one in found]
    named = [_is_named(ipaddress.ip_address(host.partition("%")[0])) for host in hosts]
    if not all(named):
        if not target.secure:
            raise UnreachableError("应使用 https")
        if not all(_is_public(ipaddress.ip_address(host.partition("%")[0])) for host in hosts):
            raise UnreachableError("不能是内部网络的地址")
    return hosts[0]


def post(address: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Post once and return the HTTP status; raises UnreachableError where no answer came."""
    target = target_of(address)
    host = resolved(target)
    connection: http.client.HTTPConnection = (
        _PinnedTLS(host, target) if target.secure else _Pinned(host, target)
    )
    try:
        connection.request("POST", target.path, body, dict(headers))
        answer = connection.getresponse()
        answer.read(MOST_ANSWER)
        return answer.status
    except ssl.SSLError as error:
        raise UnreachableError(f"证书或加密连接有误：{error.reason or ''}") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise UnreachableError(f"没有应答：{type(error).__name__}") from None
    finally:
        connection.close()


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was checked, whatever the name says by now."""

    def __init__(self, address: str, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=TIMEOUT)
        self._address = address

    def connect(self) -> None:
        """Connect to the checked address."""
        self.sock = socket.create_connection((self._address, self.port), TIMEOUT)


class _PinnedTLS(http.client.HTTPSConnection):
    """The same with the certificate of the name."""

    def __init__(self, address: str, target: Target) -> None:
        self._tls = ssl.create_default_context()
        super().__init__(target.host, target.port, timeout=TIMEOUT, context=self._tls)
        self._address = address

    def connect(self) -> None:
        """Connect to the checked address."""
        plain = socket.create_connection((self._address, self.port), TIMEOUT)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)


def _is_public(one: IpAddress) -> bool:
    """Whether an address is on the public network, also by what it wraps."""
    wrapped: IpAddress | None = None
    if isinstance(one, ipaddress.IPv6Address):
        wrapped = one.ipv4_mapped or one.sixtofour or (one.teredo[1] if one.teredo else None)
        if one in NAT64:
            wrapped = ipaddress.IPv4Address(int(one) & 0xFFFFFFFF)
    if wrapped is not None:
        return _is_public(wrapped)
    return one.is_global and not one.is_multicast and not one.is_reserved


def _is_named(one: IpAddress) -> bool:
    """Whether the operator has named a network of this address (XINGPING_WEBHOOK_NETWORKS)."""
    networks = [ipaddress.ip_network(text, strict=False) for text in settings.WEBHOOK_NETWORKS]
    return any(one.version == network.version and one in network for network in networks)


def _path(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
