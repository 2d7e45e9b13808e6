"""One settings file; the environment may override what its first section reads."""

from pathlib import Path
from typing import Any

import pghistory
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent

# ── what a site sets ────────────────────────────────────────────────────────
env = Env()
DATA_DIR = Path(env("FRONTDESK_DATA", str(BASE_DIR / ".data"))).resolve()
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env("SECRET_KEY", "")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
# Behind TLS (every real site) the cookies are marked secure; `manage.py up` speaks plain HTTP on loopback only.
SECURE = env.bool("FRONTDESK_TLS", True)
DATABASE = env.dj_db_url("DATABASE_URL", "postgres:///frontdesk")
# The role that owns the tables and migrates, where it differs from the one that runs the product.
OWNER = env.dj_db_url("DATABASE_OWNER_URL", "") if env("DATABASE_OWNER_URL", "") else DATABASE
REDIS_URL = env("REDIS_URL", "redis://127.0.0.1:6379/0")

if not DEBUG and (len(SECRET_KEY) < 50 or SECRET_KEY.startswith("django-insecure-")):
    raise ImproperlyConfigured("SECRET_KEY must be set to at least 50 random characters (`make run` makes one).")

# ── the project ─────────────────────────────────────────────────────────────
INSTALLED_APPS = [
    "frontdesk.apps.DeskConfig",
    "visits",
    "complaints",
    "repairs",
    "owners",
    "office",
    "unfold.apps.BasicAppConfig",
    "frontdesk.apps.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "django_include_bootstrap",
    "pghistory",
    "pgtrigger",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "frontdesk.policy.AdminPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "frontdesk.history.HistoryContext",
    "frontdesk.middleware.StaffLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "frontdesk.urls"
WSGI_APPLICATION = "frontdesk.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# ── people ──────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "office.Staff"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "office.roles.RolesBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
# A clerk's typos lock the clerk at this address, for a quarter of an hour, never the whole desk.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True

# ── data ────────────────────────────────────────────────────────────────────
DATABASES = {
    "default": {
        **DATABASE,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # An impatient desk: nobody waits behind a lock, and a forgotten transaction ends by itself. pgtrigger asks for
        # its setting at each row and begins a subtransaction where there is none: so there is one, empty.
        "OPTIONS": {
            **DATABASE.get("OPTIONS", {}),
            "options": "-c lock_timeout=3s -c statement_timeout=30s -c idle_in_transaction_session_timeout=15s"
            " -c pgtrigger.ignore={}",
            "connect_timeout": 3,
        },
    }
}
DATABASE_OWNER = {"USER": OWNER["USER"], "PASSWORD": OWNER["PASSWORD"]}
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "media"
FILE_UPLOAD_HANDLERS = [
    "office.uploads.CappedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# ── language and time ───────────────────────────────────────────────────────
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# ── the metronome: one of two, see office/promises.py ───────────────────────
CELERY_BROKER_URL = REDIS_URL
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 120, "unacked_restore_interval": 5}
CELERY_BEAT_MAX_LOOP_INTERVAL = 5
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat" / "schedule")
CELERY_BEAT_SCHEDULE = {
    "every-10-seconds-sweep": {"task": "frontdesk.tasks.sweep", "schedule": 10.0, "options": {"expires": 9}},
    "every-5-seconds-imports": {"task": "owners.tasks.imports", "schedule": 5.0, "options": {"expires": 4}},
}

# ── what the logs keep: `manage.py up` writes one file per process ──────────
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}

# ── what a browser is told ──────────────────────────────────────────────────
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = SECURE
SESSION_COOKIE_AGE = 12 * 60 * 60  # one shift
# Whoever watches the machines asks on loopback, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz\Z"]
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "frontdesk.errors.csrf_failure"
# No script, no style and no picture but our own files: nothing that somebody typed can run.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
    }
}
# The admin library's Alpine evaluates strings and sets style attributes; its two own style elements are named by their
# hashes (htmx's indicator, the theme's colours). No inline script there either.
ADMIN_CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **CONTENT_SECURITY_POLICY["DIRECTIVES"],
        "script-src": ["'self'", "'unsafe-eval'"],
        "style-src": [
            "'self'",
            "'sha256-bsV5JivYxvGywDAZ22EZJKBFip65Ng9xoJVLbBg7bdo='",
            "'sha256-cRUXLZWXydq8Dx6/lPoyo2XYW0AypnSrfKsMgu08mxw='",
        ],
        "style-src-attr": ["'unsafe-inline'"],
    }
}

# ── the manager's dashboard ─────────────────────────────────────────────────
AXES_ENABLE_ADMIN = False
UNFOLD = {
    "SITE_TITLE": _("Front desk: management"),
    "SITE_HEADER": _("Front desk: management"),
    "SITE_URL": "/",
    "SITE_SYMBOL": "concierge",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": "frontdesk.admin_menu.favicon"}],
    "SHOW_VIEW_ON_SITE": False,
    "THEME": "frontdesk.admin_menu.theme",
    "DASHBOARD_CALLBACK": "frontdesk.dashboard.dashboard",
    "ACCOUNT": {"navigation": "frontdesk.admin_menu.account"},
    "SIDEBAR": {"navigation": "frontdesk.admin_menu.sidebar"},
    # The petrol of the desk's own pages (static/desk.css). Changing it changes the second hash above.
    "COLORS": {
        "primary": {
            "50": "#eef5f8",
            "100": "#d9e8ef",
            "200": "#b7d3df",
            "300": "#88b7cb",
            "400": "#5fa9cb",
            "500": "#3d8fb3",
            "600": "#17506b",
            "700": "#144459",
            "800": "#12384a",
            "900": "#102f3e",
            "950": "#0b1d27",
        }
    },
}
