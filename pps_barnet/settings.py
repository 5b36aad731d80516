"""Every setting, in one file. Modes: production (the default), demonstration, test; named by ``PPS_MODE``."""

import os
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from pps_barnet.emergency import emergency_numbers
from pps_barnet.secrets import secret, secrets_folder

BASE_DIR = Path(__file__).resolve().parent.parent

MODE = os.environ.get("PPS_MODE", "production")
if MODE not in ("production", "demonstration", "test"):
    raise ImproperlyConfigured(f"PPS_MODE is {MODE!r}: it must be production, demonstration or test.")
PRODUCTION, DEMONSTRATION, TESTING = (mode == MODE for mode in ("production", "demonstration", "test"))
# Set by wsgi.py: commands such as migrate run as the owner, a serving process never may.
SERVING_WEB = os.environ.get("PPS_SERVING") == "web"
DEBUG = False

# Secrets ------------------------------------------------------------------------------------------------------------
SECRET_KEY = secret("django.key")
CONTEXT_KEY = bytes.fromhex(secret("context.key"))
CONTEXT_KEY_NUMBER = 1  # two numbers are valid while a key is being changed
SEALING_KEY_FILE = secrets_folder() / "sealing.key"
KEY_PROVIDER = "foundation.sealing.keyring.file_provider"
MAKING_KEYS = "make_keys" in sys.argv
if not (SECRET_KEY and CONTEXT_KEY):
    if not MAKING_KEYS:
        raise ImproperlyConfigured(f"There are no keys in {secrets_folder()}. Make them with: manage.py make_keys")
    SECRET_KEY = "only while the keys are being made"  # noqa: S105 -- nothing is signed then

# Database -----------------------------------------------------------------------------------------------------------
_url = urlsplit(os.environ.get("DATABASE_URL", ""))
DATABASES = {
    "default": {
        "ENGINE": "foundation.rowsecurity.backend",
        "NAME": unquote(_url.path.lstrip("/")),
        "USER": unquote(_url.username or ""),
        "PASSWORD": unquote(_url.password or ""),
        "HOST": _url.hostname or "",
        "PORT": str(_url.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,  # a pooler in transaction mode may stand in front
        "OPTIONS": {"connect_timeout": 5},
        "TEST": {"NAME": "test_pps_barnet"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"  # third parties' tables only; ours have UUIDs

# Apps, bottom to top -----------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "foundation.components",
    "audit",
    "teams",
    "cases",
    "consent",
    "safeguarding",
    "pps_barnet",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "guardian",
    "auditlog",
    "allauth",
    "allauth.account",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "foundation.headers.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "teams.middleware.RequestTransaction",  # everything below it is one transaction
    "cases.middleware.KeepsDrafts",
]

ROOT_URLCONF = "pps_barnet.urls"
WSGI_APPLICATION = "pps_barnet.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pps_barnet.frame.frame",
            ],
            "builtins": ["foundation.components.templatetags.ui", "pps_barnet.templatetags.casework"],
        },
    }
]
FORM_RENDERER = "foundation.components.renderer.Renderer"

# The demonstration ---------------------------------------------------------------------------------------------------
CAST = "pps_barnet.demonstration.cast.people"
CAST_PASSWORD = "everybody here is invented" if not PRODUCTION else ""

# The work -----------------------------------------------------------------------------------------------------------
# Hours that a case of each level usually takes, from and up to (None: no end). Each service sets its own (§2.11, [L]).
LEVEL_HOURS = {1: (0, 2), 2: (2, 6), 3: (6, 20), 4: (20, None)}

# Whom to call when somebody is in danger: name, number and hours. Each service sets its own ([L]) in the file that
# PPS_EMERGENCY_NUMBERS names; until then they are numbers that no telephone has, with which production does not start.
EMERGENCY_NUMBERS = emergency_numbers()

# Whether adults at risk have a rota of senior managers of their own; else the children's is asked ([L]).
ADULTS_HAVE_THEIR_OWN_ROTA = True

# People -------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "teams.User"
AUTHENTICATION_BACKENDS = ["teams.backends.TeamsBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "teams.adapter.AccountAdapter"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/m/ip,5/5m/key"}
ANONYMOUS_USER_NAME = None  # guardian would otherwise make a person that can be granted things
# Until when mediation and an appeal can be asked for, from the decision letter and the certificate (§3.4).
MEDIATION_MONTHS, APPEAL_MONTHS, CERTIFICATE_MONTHS = 2, 2, 1
RECERTIFY_MONTHS = 3  # a manager says every quarter who is still rightly in the team (§3.18)
# For how many months each date of a member of staff counts ([L]).
STAFF_DATES_LAST = {"dbs": 36, "legal": 36, "safeguarding_2": 24, "safeguarding_3": 24} | dict.fromkeys(
    ("agreement", "data_protection", "no_lookups", "lookups_checked"), 12
)
NEW_PASSWORD_DAYS = min(31, int(os.environ.get("PPS_NEW_PASSWORD_DAYS", "7")))  # a link and its code work ([L])
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"

# Sessions, cookies, headers -----------------------------------------------------------------------------------------
SESSION_ENGINE = "teams.sessions"
SESSION_COOKIE_AGE = 30 * 60  # seconds idle; the database enforces it
SESSION_HOURS = 10  # hours, however busy
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
HTTPS = PRODUCTION
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "foundation.absence.stale_form"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"  # texts that name nobody
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 63072000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"  # no-referrer would break Django's own check of forms over HTTPS
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        **{kind: [SELF] for kind in ("script-src", "style-src", "img-src", "font-src", "connect-src", "form-action")},
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "require-trusted-types-for": ["'script'"],
    }
}
ALLOWED_HOSTS = os.environ.get("PPS_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,testserver").split(",")
LET_IN_DAYS = min(90, int(os.environ.get("PPS_LET_IN_DAYS", "90")))  # the database lets nobody in for longer
# Whether a senior manager has to be on the rota at every hour, or in working hours: for the service to confirm.
ROTA_DAY_AND_NIGHT = os.environ.get("PPS_ROTA_DAY_AND_NIGHT") == "1"
TRUSTED_PROXIES = int(os.environ.get("PPS_PROXIES", "0"))  # how many of our own stand in front

# The record ---------------------------------------------------------------------------------------------------------
AUDITLOG_LOGENTRY_MODEL = "audit.LogEntry"
AUDITLOG_DISABLE_REMOTE_ADDR = True  # the database stamps the address that we verified
AUDITLOG_MASK_CALLABLE = "audit.masking.nothing_shown"

# Work outside requests, mail, cache ----------------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
CACHES = {"default": {"BACKEND": "teams.counters.Counters"}}
SENT_BY = "smtp" if PRODUCTION else "locmem" if TESTING else "filebased"
EMAIL_BACKEND = f"django.core.mail.backends.{SENT_BY}.EmailBackend"
EMAIL_FILE_PATH = BASE_DIR / "var" / "mail"  # where the demonstration puts what it would send
EMAIL_HOST, EMAIL_TIMEOUT = os.environ.get("PPS_MAIL_HOST", "localhost"), 20
# How the address of every page begins in an e-mail; no request says it.
SITE = os.environ.get("PPS_SITE", f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION else "http://localhost:8000").rstrip("/")
DEFAULT_FROM_EMAIL = os.environ.get("PPS_MAIL_FROM", "do-not-reply@localhost")

# Words, times, files -------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static_build"]
STORAGES = {
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    }
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = TESTING
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]  # never in plaintext on a disk

# The log names routes and errors; never a term, a path with an id, or a value.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"routes": {"()": "foundation.logs.RoutesOnly"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["routes"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
DEFAULT_EXCEPTION_REPORTER_FILTER = "foundation.logs.NoValues"
SILENCED_SYSTEM_CHECKS = [
    "guardian.W001",  # its backend ignores end dates and lets superusers through; ours reads the same rows
]
