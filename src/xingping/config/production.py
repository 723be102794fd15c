"""What the environment must give before the site starts; everything wrong is said at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from xingping.config import storage
from xingping.core.roles import GRANTABLE

EMAIL_BACKENDS = {
    "console": "django.core.mail.backends.console.EmailBackend",
    "smtp": "django.core.mail.backends.smtp.EmailBackend",
    "smtp+tls": "django.core.mail.backends.smtp.EmailBackend",
    "smtps": "django.core.mail.backends.smtp.EmailBackend",
}
"""Scheme of XINGPING_EMAIL_URL -> mail backend."""

NUMBERS = (
    "XINGPING_PROXIES",
    "XINGPING_HSTS_SECONDS",
    "XINGPING_JOB_LEASE",
    "XINGPING_LOCKOUT_FAILURES",
    "XINGPING_LOCKOUT_MINUTES",
    "XINGPING_PASSWORD_LENGTH",
    "XINGPING_REAUTHENTICATION_MINUTES",
    "XINGPING_SESSION_HOURS",
)
ROLES = frozenset(role.value for role in GRANTABLE)
DATABASES = {"sqlite", "postgres", "postgresql", "pgsql"}
SHORTEST_SECRET = 50
TRUE = {"1", "true", "yes", "on"}


class EnvironmentFaultsError(ImproperlyConfigured):
    """Everything wrong with the environment, one line each, in Chinese."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


def require_sound(environment: Mapping[str, str]) -> None:
    """Refuse to start on a faulty environment; raises EnvironmentFaultsError."""
    faults = tuple(find_faults(environment))
    if faults:
        raise EnvironmentFaultsError(faults)


def find_faults(environment: Mapping[str, str]) -> Iterator[str]:
    """Each fault as a line that names the variable and says what to set."""
    yield from _general_faults(environment)
    if _on(environment, "XINGPING_PRODUCTION"):
        yield from _production_faults(environment)


def origin(address: str) -> str:
    """`https://host:port` of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _on(environment: Mapping[str, str], name: str) -> bool:
    return environment.get(name, "") in TRUE


def _words(environment: Mapping[str, str], name: str) -> list[str]:
    return [word.strip() for word in environment.get(name, "").split(",") if word.strip()]


def _general_faults(environment: Mapping[str, str]) -> Iterator[str]:
    for name in NUMBERS:
        value = environment.get(name, "")
        if value and not (value.isascii() and value.isdigit()):
            yield f"{name}：应为非负整数，现为“{value}”"
    for role in _words(environment, "XINGPING_SECOND_FACTOR"):
        if role not in ROLES:
            known = "、".join(sorted(ROLES))
            yield f"XINGPING_SECOND_FACTOR：没有“{role}”这个角色，可用 {known}"
    mail = environment.get("XINGPING_EMAIL_URL", "")
    if mail and urlsplit(mail).scheme not in EMAIL_BACKENDS:
        yield (
            "XINGPING_EMAIL_URL：应以 console://、smtp://、smtp+tls:// 或 smtps:// 开头，"
            "例如 smtps://用户:密码@smtp.example.gov.cn"
        )
    yield from _store_faults(environment)
    oidc = environment.get("XINGPING_OIDC_URL", "")
    if oidc:
        if urlsplit(oidc).scheme not in {"https", "http"} or not urlsplit(oidc).netloc:
            yield "XINGPING_OIDC_URL：应为统一身份认证服务的完整网址，以 https:// 开头"
        for name in ("XINGPING_OIDC_CLIENT", "XINGPING_OIDC_SECRET"):
            if not environment.get(name):
                yield f"{name}：设置了 XINGPING_OIDC_URL 后必须同时设置"


def _store_faults(environment: Mapping[str, str]) -> Iterator[str]:
    try:
        storage.backend(environment.get("XINGPING_STORAGE", ""), Path())
    except ValueError as error:
        yield str(error)
    address = environment.get("XINGPING_DATABASE_URL", "sqlite:///x")
    if urlsplit(address).scheme not in DATABASES:
        yield "XINGPING_DATABASE_URL：应写成 postgres://用户:密码@主机:5432/库名，或 sqlite:///文件的完整路径"


def _production_faults(environment: Mapping[str, str]) -> Iterator[str]:
    if _on(environment, "XINGPING_DEMO"):
        yield "XINGPING_DEMO：演示模式带有人人可用的演示账号，不能与 XINGPING_PRODUCTION=1 同用，请去掉"
    if _on(environment, "XINGPING_DEBUG"):
        yield "XINGPING_DEBUG：调试模式会显示内部信息，不能与 XINGPING_PRODUCTION=1 同用，请去掉"
    if len(environment.get("XINGPING_SECRET_KEY", "")) < SHORTEST_SECRET:
        yield (
            f"XINGPING_SECRET_KEY：正式运行须设置至少 {SHORTEST_SECRET} 个字符的随机密钥，可用 "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(50))' 生成，并妥善保管"
        )
    hosts = _words(environment, "XINGPING_HOSTS")
    if not hosts:
        yield "XINGPING_HOSTS：正式运行须列出网站域名，例如 xingping.example.gov.cn"
    if any(host.startswith("*") for host in hosts):
        yield "XINGPING_HOSTS：不能用 *，请写明域名"
    site = urlsplit(environment.get("XINGPING_SITE_URL", ""))
    if site.scheme != "https" or not site.netloc:
        yield "XINGPING_SITE_URL：正式运行须设置网站的完整网址，以 https:// 开头，例如 https://xingping.example.gov.cn"
    if not environment.get("XINGPING_PROXIES"):
        yield (
            "XINGPING_PROXIES：请写明网站前面有几层反向代理（通常为 1；自行终止 HTTPS 时为 0），"
            "否则无法辨认来访地址与是否加密"
        )
    if environment.get("XINGPING_HSTS_SECONDS") == "0":
        yield "XINGPING_HSTS_SECONDS：正式运行不能为 0；初次上线可先设为 3600，稳定后去掉此项（默认一年）"
    if urlsplit(environment.get("XINGPING_OIDC_URL", "https://")).scheme != "https":
        yield "XINGPING_OIDC_URL：正式运行须以 https:// 开头"
