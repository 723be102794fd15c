"""All settings, read from the environment (variables: docs/operators.md)."""

from __future__ import annotations

import os
import secrets
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url

from xingping.config import production, storage

PACKAGE = Path(__file__).resolve().parent.parent


def _flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "0") in {"1", "true", "yes", "on"}


def _words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def _number(name: str, default: int) -> int:
    return int(os.environ.get(name) or default)


def _secret_key(folder: Path) -> str:
    """The key from the environment, else one made once and kept beside the data."""
    given = os.environ.get("XINGPING_SECRET_KEY")
    if given:
        return given
    kept = folder / "secret.key"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        kept.write_text(secrets.token_urlsafe(50), encoding="ascii")
        kept.chmod(0o600)
    return kept.read_text(encoding="ascii")


production.require_sound(os.environ)
DATA_FOLDER = Path(os.environ.get("XINGPING_DATA", "var")).resolve()
PRODUCTION = _flag("XINGPING_PRODUCTION")
DEMO = _flag("XINGPING_DEMO")
DEBUG = _flag("XINGPING_DEBUG")
NATIONAL_FILE = (
    Path(os.environ["XINGPING_NATIONAL_FILE"]) if os.environ.get("XINGPING_NATIONAL_FILE") else None
)
SECRET_KEY = _secret_key(DATA_FOLDER)
SECRET_KEY_FALLBACKS = _words("XINGPING_SECRET_KEY_FALLBACKS")
ENCRYPTION_KEYS = _words("XINGPING_ENCRYPTION_KEYS") or [SECRET_KEY, *SECRET_KEY_FALLBACKS]
SITE_URL = os.environ.get("XINGPING_SITE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = _words("XINGPING_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = _words("XINGPING_ORIGINS", SITE_URL if PRODUCTION else "")
TRUSTED_PROXIES = _number("XINGPING_PROXIES", 0)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "django_tasks",
    "django_tasks_db",
    "xingping.rating",
    "xingping.web",
]

MIDDLEWARE = [
    "xingping.web.client_address.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "xingping.web.security_headers.PermissionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "xingping.web.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "xingping.web.account.second_factor.SecondFactorMiddleware",
    "axes.middleware.AxesMiddleware",
    "xingping.web.refused.RefusedMiddleware",
    "xingping.web.errors.MethodMiddleware",
]

ROOT_URLCONF = "xingping.config.urls"
WSGI_APPLICATION = "xingping.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "xingping.web.account.context.account",
            ],
        },
    },
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # fields as in templates/django/forms

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("XINGPING_DATABASE_URL", f"sqlite:///{DATA_FOLDER / 'xingping.sqlite3'}"),
        conn_max_age=60,
        conn_health_checks=True,
    ),
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Writers wait in line at BEGIN instead of failing half-way with "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["ENGINE"] = "xingping.config.postgresql"
    if _flag("XINGPING_PREPARED_STATEMENTS", default=True):
        # The server reads and plans a statement once a connection, not at each of its runs.
        DATABASES["default"].setdefault("OPTIONS", {}).update(server_side_binding=True, prepare_threshold=5)
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "rating.User"

# Shared by all processes and machines, because rate limits count in it.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
WEBHOOK_NETWORKS = _words("XINGPING_WEBHOOK_NETWORKS")
JOB_LEASE_SECONDS = _number("XINGPING_JOB_LEASE", 60)

# Accounts: allauth signs in, axes locks out, an invitation is the only way in.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "xingping.web.account.backends.AccountBackend",
]
PASSWORD_LENGTH = _number("XINGPING_PASSWORD_LENGTH", 10)
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email", "phone")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": PASSWORD_LENGTH},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "xingping.web.account.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "xingping.web.account.forms.SignInForm",
    "reset_password": "xingping.web.account.forms.ForgottenForm",
    "reset_password_from_key": "xingping.web.account.forms.NewPasswordForm",
    "change_password": "xingping.web.account.forms.OtherPasswordForm",
    "reauthenticate": "xingping.web.account.forms.PasswordAgainForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
ACCOUNT_PREVENT_ENUMERATION = True
# Passwords are counted by axes, which locks first; this counts codes, and one address trying many names.
ACCOUNT_RATE_LIMITS = {"login_failed": "60/m/ip,10/300s/key"}
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = _number("XINGPING_REAUTHENTICATION_MINUTES", 15) * 60
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_USER_DISPLAY = "xingping.web.account.adapters.display_name"
ALLAUTH_TRUSTED_PROXY_COUNT = 0  # ClientAddressMiddleware has already put the client's own address in place
PASSWORD_RESET_TIMEOUT = 24 * 3600
SESSION_ENGINE = "xingping.web.account.sessions"
SESSION_COOKIE_AGE = _number("XINGPING_SESSION_HOURS", 12) * 3600
MFA_ADAPTER = "xingping.web.account.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "xingping.web.account.forms.CodeForm",
    "reauthenticate": "xingping.web.account.forms.AgainForm",
    "activate_totp": "xingping.web.account.forms.SetUpForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "星评"
MFA_TOTP_TOLERANCE = 1
SECOND_FACTOR_ROLES = _words("XINGPING_SECOND_FACTOR", "officer,panel,administrator")

AXES_FAILURE_LIMIT = _number("XINGPING_LOCKOUT_FAILURES", 5)
AXES_COOLOFF_TIME = timedelta(minutes=_number("XINGPING_LOCKOUT_MINUTES", 15))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "xingping.web.account.lockout.attempted_name"
AXES_LOCKOUT_CALLABLE = "xingping.web.account.lockout.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# A province's single sign-on; an account is tied to it by its owner, never made by it.
SOCIALACCOUNT_ADAPTER = "xingping.web.account.adapters.SingleSignOnAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = _flag("XINGPING_OIDC_MATCH_EMAIL")
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = SOCIALACCOUNT_EMAIL_AUTHENTICATION
OIDC_URL = os.environ.get("XINGPING_OIDC_URL", "")
OIDC_NAME = os.environ.get("XINGPING_OIDC_NAME", "统一身份认证")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "single-sign-on",
                "name": OIDC_NAME,
                "client_id": os.environ.get("XINGPING_OIDC_CLIENT", ""),
                "secret": os.environ.get("XINGPING_OIDC_SECRET", ""),
                "settings": {"server_url": OIDC_URL},
            }
        ]
        if OIDC_URL
        else [],
    }
}

MAIL = urlsplit(os.environ.get("XINGPING_EMAIL_URL", "console://"))
EMAIL_BACKEND = production.EMAIL_BACKENDS[MAIL.scheme]
EMAIL_HOST = MAIL.hostname or "localhost"
EMAIL_PORT = MAIL.port or (465 if MAIL.scheme == "smtps" else 25)
EMAIL_HOST_USER = unquote(MAIL.username or "")
EMAIL_HOST_PASSWORD = unquote(MAIL.password or "")
EMAIL_USE_SSL = MAIL.scheme == "smtps"
EMAIL_USE_TLS = MAIL.scheme == "smtp+tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("XINGPING_EMAIL_FROM", "星评 <xingping@localhost>")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_FOLDER / "static"
MEDIA_ROOT = DATA_FOLDER / "files"
CLAMAV = os.environ.get("XINGPING_CLAMAV", "")
STORAGES = {
    "default": storage.backend(os.environ.get("XINGPING_STORAGE", ""), MEDIA_ROOT),
    "staticfiles": {
        # Plain in tests and debugging; otherwise file names carry their hash and are cached for ever.
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or "PYTEST_VERSION" in os.environ
        else "xingping.web.static_storage.HashedStaticFilesStorage",
    },
}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = _number("XINGPING_HSTS_SECONDS", 31_536_000) if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _flag("XINGPING_HSTS_SUBDOMAINS")
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "xingping.web.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "manifest-src": ["'self'"],
        "media-src": ["'self'", "blob:"],
        "frame-src": ["'self'"],
        # Browsers apply this to where a posted form is redirected, too.
        "form-action": ["'self'", *([production.origin(OIDC_URL)] if OIDC_URL else [])],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    },
}
