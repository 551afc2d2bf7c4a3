"""Every setting of the site, in one place; what an operator may change comes from the environment.

| variable           | what it sets                                             | default                |
|--------------------|----------------------------------------------------------|------------------------|
| HOLDFIRE_HOME      | folder of the database, the keys and the vault           | `./.holdfire`          |
| HOLDFIRE_THEATRE   | the theatre watched, by name or folder                   | `south-caucasus`       |
| HOLDFIRE_HOSTS     | host names served, separated by commas                   | this machine only      |
| HOLDFIRE_SECURE    | `1` behind HTTPS: secure cookies, HSTS                   | off                    |
| HOLDFIRE_DEMO      | `1` marks every page as a demonstration                  | off                    |
| HOLDFIRE_DEBUG     | `1` shows tracebacks to the developer                    | off                    |
| DATABASE_URL       | `postgresql://user:password@host/name`                   | SQLite in the home folder |
| HOLDFIRE_MAIL      | `smtp://user:password@host:port`, `smtps://`, for letters | no letters            |
| HOLDFIRE_MAIL_FROM | whom letters come from                                   | `holdfire@localhost`   |
| HOLDFIRE_ADDRESS   | where the pages are, for links in letters                | `http://127.0.0.1:8000` |
| HOLDFIRE_VAULT     | `s3://bucket/prefix` (credentials as AWS_…), or a folder | `vault` in the home    |
| HOLDFIRE_LARGEST   | megabytes of one file that somebody signed in may send   | 4096                   |
| HOLDFIRE_SECRET    | Django's secret key                                      | made once and kept |
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

HERE = Path(__file__).resolve().parent


def _on(variable: str) -> bool:
    return os.environ.get(variable, "").lower() in {"1", "true", "yes", "on"}


def _megabytes(variable: str, otherwise: int) -> int:
    """A size in bytes, given in megabytes."""
    given = os.environ.get(variable, "").strip()
    if given and not (given.isdigit() and int(given) > 0):
        raise ImproperlyConfigured(f"{variable} is “{given}”: give a whole number of megabytes, as in 4096.")
    return int(given or otherwise) * 1024 * 1024


def _secret(home: Path) -> str:
    """The secret key: given, else made once and kept readable to the owner alone."""
    if given := os.environ.get("HOLDFIRE_SECRET"):
        return given
    kept = home / "secret-key"
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    except OSError:  # a read-only place: sessions then last as long as the process
        return secrets.token_urlsafe(48)
    return kept.read_text().strip() or secrets.token_urlsafe(48)


def _database(url: str, home: Path) -> dict[str, Any]:
    """SQLite that loses nothing it acknowledged, or PostgreSQL by URL."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": home / "holdfire.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"DATABASE_URL begins with “{parts.scheme}:”: give postgresql://user:password@host/name, "
            "or leave it out for SQLite."
        )
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "OPTIONS": options,
    }


def _mail(url: str) -> SplitResult | None:
    """The mail server that letters go through; None where none is set."""
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured(
            "HOLDFIRE_MAIL must read smtp://user:password@host:587 or smtps://user:password@host:465."
        )
    return parts


HOLDFIRE_HOME: Path = Path(os.environ.get("HOLDFIRE_HOME") or ".holdfire").resolve()
HOLDFIRE_THEATRE: str = os.environ.get("HOLDFIRE_THEATRE") or "south-caucasus"
HOLDFIRE_VAULT: str = os.environ.get("HOLDFIRE_VAULT", "").strip()
HOLDFIRE_DEMO: bool = _on("HOLDFIRE_DEMO") or (HOLDFIRE_HOME / "demonstration").exists()
HOLDFIRE_DEMO_PASSWORD: str = "holdfire-demo"  # noqa: S105  (shown on the sign-in page of a demonstration)
HOLDFIRE_ADDRESS: str = (os.environ.get("HOLDFIRE_ADDRESS") or "http://127.0.0.1:8000").rstrip("/")
HOLDFIRE_LARGEST_REPORT: int = 25 * 1024 * 1024  # bytes that the first page reads from anybody
HOLDFIRE_LARGEST: int = _megabytes("HOLDFIRE_LARGEST", 4096)  # bytes of one file, from somebody signed in
HOLDFIRE_LARGEST_PASTE: int = 400_000  # characters the first page reads

DEBUG: bool = _on("HOLDFIRE_DEBUG")
SECRET_KEY: str = _secret(HOLDFIRE_HOME)
ALLOWED_HOSTS: list[str] = [
    host.strip()
    for host in os.environ.get("HOLDFIRE_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
    if host.strip()
]
_SECURE = _on("HOLDFIRE_SECURE")
CSRF_TRUSTED_ORIGINS: list[str] = [f"https://{host}" for host in ALLOWED_HOSTS] if _SECURE else []

INSTALLED_APPS = [
    "holdfire.site.apps.SiteConfig",
    "holdfire.register.apps.RegisterConfig",
    "holdfire.inquiry.apps.InquiryConfig",
    "holdfire.dossiers.apps.DossiersConfig",
    "holdfire.datasets.apps.DatasetsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "holdfire.site.headers.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "holdfire.site.touching.Touching",
]

ROOT_URLCONF = "holdfire.site.urls"
WSGI_APPLICATION = "holdfire.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "holdfire.site.context.site",
            ],
        },
    }
]

DATABASES = {"default": _database(os.environ.get("DATABASE_URL", ""), HOLDFIRE_HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Static files come straight from the package: no collectstatic, no second server.
STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 300

# Accounts: by invitation only, locked out after repeated failures, second factors at hand.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "front"
ACCOUNT_ADAPTER = "holdfire.site.accounts.InvitationOnly"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _SECURE
MFA_TOTP_ISSUER = "Holdfire"
_MAIL = _mail(os.environ.get("HOLDFIRE_MAIL", ""))
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _MAIL else 'dummy'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = (_MAIL.hostname or "", _MAIL.port or 587) if _MAIL else ("", 587)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = (
    (unquote(_MAIL.username or ""), unquote(_MAIL.password or "")) if _MAIL else ("", "")
)
EMAIL_USE_SSL = bool(_MAIL and _MAIL.scheme == "smtps")
EMAIL_USE_TLS = bool(EMAIL_HOST_USER) and not EMAIL_USE_SSL  # no password goes over an open line
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL: str = os.environ.get("HOLDFIRE_MAIL_FROM") or "holdfire@localhost"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# What a browser is told.
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600  # one watch

DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024  # a form without its files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 12  # a form from a phone brings its pictures
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "holdfire.site.uploads.Nameless",
]

LANGUAGE_CODE = "en"
USE_I18N = True
LANGUAGES = [("en", "English"), ("ru", "Русский"), ("hy", "Հայերեն"), ("az", "Azərbaycanca")]
LOCALE_PATHS = [HERE / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
