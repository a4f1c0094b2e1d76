"""Settings, all from the environment; the table of them is in docs/operations.md.

Two modes: ``embedded`` (make run, tests) and ``production``. Production refuses to start on anything that is only
good enough for a laptop: see ``clinic.core.checks``.
"""

import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
import pghistory
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from clinic.config import sentry
from clinic.config.environment import BASE_DIR, MODE, PRODUCTION, VAR, env, refuse_missing
from clinic.config.logs import LOGGING  # noqa: F401  (a setting)
from clinic.config.queue import broker_url

refuse_missing()
# The demo practice, in which everybody sees the mailbox.
DEMO = env.bool("DEMO_PRACTICE", default=False) and not PRODUCTION
DEBUG = env.bool("DEBUG", default=False)
# No default secret exists: without one, embedded mode draws one a process and production does not start.
SECRET_KEY = env.str("SECRET_KEY", default="") or ("" if PRODUCTION else secrets.token_urlsafe(50))
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])  # keys before it, while links of theirs last
NOTES_KEYS = env.list("NOTES_KEYS", default=[])  # seal psychotherapy notes; the first one seals, the others only open
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", default="http://localhost:8000")
MAIL_FOLDER = Path(env.str("MAIL_FOLDER", default=str(VAR / "mail")))

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "pgtrigger",
    "pghistory",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "clinic.core",
    "clinic.accounts",
    "clients",
    "assessments",
    "interventions",
    "clinic.workspace",
    "clinic.portal",
    "clinic.config",
]

MIDDLEWARE = [
    "clinic.accounts.middleware.RequestIdMiddleware",
    "clinic.accounts.middleware.HealthMiddleware",
    "clinic.accounts.middleware.LocalNameMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "clinic.accounts.middleware.HeadersMiddleware",
    "clinic.accounts.middleware.BodyLimitMiddleware",
    "clinic.core.sending.SlashMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "clinic.accounts.guesses.GuessMiddleware",
    "clinic.accounts.middleware.IdleMiddleware",
    "clinic.accounts.drafts.DraftsMiddleware",
    "clinic.core.sending.OnceMiddleware",
    "clinic.accounts.middleware.PracticeMiddleware",
    "clients.merging.middleware.MergedFileMiddleware",
]

ROOT_URLCONF = "clinic.config.urls"
WSGI_APPLICATION = "clinic.config.wsgi.application"
APPEND_SLASH = False  # SlashMiddleware does it, without turning a POST into a GET

# A capability's templates lie beside its rules. They come before those of libraries, which they may replace.
TEMPLATE_FOLDERS = sorted(
    folder
    for package in ("clinic", "clients", "assessments", "interventions")
    for folder in (BASE_DIR / package).rglob("templates")
)

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": TEMPLATE_FOLDERS,
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "django.templatetags.i18n"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clinic.core.context.actor_context",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
COTTON_DIR = "cotton"

# --- database -------------------------------------------------------------------------------------------------------
# DATABASE_URL is the running role (neither owner nor superuser), DATABASE_OWNER_URL the one that migrates.
APP_DATABASE_URL = env.str("DATABASE_URL", default="postgres://clinic_app@localhost/clinic")
OWNER_DATABASE_URL = env.str("DATABASE_OWNER_URL", default=APP_DATABASE_URL)
DATABASE_ROLE = env.str("DATABASE_ROLE", default="app")
PREPARE = env.bool("DATABASE_PREPARE", default=True)
CURSORS = env.bool("DATABASE_CURSORS", default=PREPARE)  # a pooler may answer the next statement by another connection


def _database(url: str) -> dict[str, Any]:
    config: dict[str, Any] = environ.Env.db_url_config(url)
    config["ENGINE"] = "django.db.backends.postgresql"
    config.setdefault("OPTIONS", {})
    config["CONN_MAX_AGE"] = 0
    config["DISABLE_SERVER_SIDE_CURSORS"] = not CURSORS
    # Values travel apart from the statement, and a statement that comes often is planned once a connection.
    config["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 5 if PREPARE else None}
    return config


DATABASES = {"default": _database(OWNER_DATABASE_URL if DATABASE_ROLE == "owner" else APP_DATABASE_URL)}
DATABASE_LOCK_TIMEOUT = env.int("DATABASE_LOCK_TIMEOUT", default=5)  # seconds
if DATABASE_ROLE == "owner":
    # A migration that waits for a table makes everybody wait behind it: it gives up, and can be run again.
    DATABASES["default"]["OPTIONS"]["options"] = f"-c lock_timeout={DATABASE_LOCK_TIMEOUT * 1000}"
APP_DATABASE_USER: str = _database(APP_DATABASE_URL)["USER"]
if env.bool("DATABASE_POOL", default=False) and DATABASE_ROLE == "app":
    # Only the web process pools: Celery forks, and a pool must not cross a fork. While the database is away, who asks
    # is told within seconds, and the next one tries anew: by default each waits for half a minute, and after an hour
    # the pool itself rests for minutes between two tries, with the database long back.
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": env.int("DATABASE_POOL_SIZE", default=8),
        "timeout": 5,
        "reconnect_timeout": 5,
    }
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS: list[str] = []

# --- change history (django-pghistory): denormalised context, rows that cannot be changed ---------------------------
PGHISTORY_BASE_MODEL = "clinic.core.history.Event"
# A history is read by its row, never by what the row points to: every further index only makes the change slower.
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(db_index=True, related_name="+", related_query_name="+")
PGHISTORY_APPEND_ONLY = True
PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())

# --- cache (the broker: clinic.config.queue) -------------------------------------------------------------------------
CACHE_URL = env.str("CACHE_URL", default=broker_url.replace("redis+socket://", "unix://"))
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}}
SESSION_ENGINE = "clinic.accounts.sessions"

# --- mail ------------------------------------------------------------------------------------------------------------
_mail = env.email_url("EMAIL_URL", default="smtp://localhost:1025")
EMAIL_BACKEND = env.str("EMAIL_BACKEND", default=_mail["EMAIL_BACKEND"])
EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"] or "", _mail["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("EMAIL_USE_TLS", False), _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="appointments@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
TEXT_URL = env.str("TEXT_URL", default="")  # an address of Apprise with {to}, e.g. twilio://SID:TOKEN@FROM/{to}
ANYMAIL = env.json("ANYMAIL", default={})  # keys of the mail provider, see docs/operations.md
if ANYMAIL or EMAIL_BACKEND.startswith("anymail."):
    INSTALLED_APPS.append("anymail")  # it checks its settings; with plain SMTP it would only take memory
OUTBOX_LEASE_SECONDS = env.int("OUTBOX_LEASE_SECONDS", default=120)
OUTBOX_BATCH = env.int("OUTBOX_BATCH", default=10)
MESSAGE_RETENTION_DAYS = env.int("MESSAGE_RETENTION_DAYS", default=180)
if MESSAGE_RETENTION_DAYS < 30:  # the database keeps their history as long: message_models.MESSAGE_HISTORY_DAYS
    raise ImproperlyConfigured("MESSAGE_RETENTION_DAYS is the number of days, at least 30.")

# --- how it is: clinic.core.status -----------------------------------------------------------------------------------
WATCH_SECONDS = env.float("WATCH_SECONDS", default=30.0)
OPERATOR_MAIL = env.list("OPERATOR_MAIL", default=[])
DISKS = env.list("DISKS", default=["/" if PRODUCTION or not VAR.is_dir() else str(VAR)])
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
if WATCH_SECONDS != 0 and not 1 <= WATCH_SECONDS <= 3600:
    raise ImproperlyConfigured("WATCH_SECONDS is a number from 1 to 3600, or 0: nobody is told of anything.")
if METRICS_TOKEN and len(METRICS_TOKEN) < 20:
    raise ImproperlyConfigured("METRICS_TOKEN has at least 20 random characters.")
if missing := [path for path in DISKS if not Path(path).exists()]:
    raise ImproperlyConfigured(f"DISKS names folders that are not there: {', '.join(missing)}.")
if wrong := [address for address in OPERATOR_MAIL if "@" not in address]:
    raise ImproperlyConfigured(f"OPERATOR_MAIL names what is no address: {', '.join(wrong)}.")

# --- sign-in ---------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["clinic.accounts.signin.SessionBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "clinic.accounts.passwords.NameValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "clinic.accounts.signin.AccountAdapter"
ACCOUNT_FORMS = {
    "user_token": "clinic.accounts.signin.LinkForm",
    "reset_password": "clinic.accounts.signin.LinkRequestForm",
}
MFA_ADAPTER = "clinic.accounts.factors.FactorAdapter"
MFA_FORMS = {
    "authenticate": "clinic.accounts.signin.CountedCode",
    "reauthenticate": "clinic.accounts.signin.ConfirmingCode",
}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "clinic.accounts.links.LinkKeys"  # noqa: S105 - a class, no secret
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts start by a mailed link, which proves the address
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True  # whoever has a second factor is asked for it first
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=1 if PRODUCTION else 0)  # trusted to name an IP
# Tries that fail are counted by clinic.accounts.guesses: by address and network in five minutes, by each in an hour.
SIGN_IN_TRIES = env.int("SIGN_IN_TRIES", default=5)
SIGN_IN_TRIES_ACCOUNT = env.int("SIGN_IN_TRIES_ACCOUNT", default=50)
SIGN_IN_TRIES_SOURCE = env.int("SIGN_IN_TRIES_SOURCE", default=100)
if min(SIGN_IN_TRIES, SIGN_IN_TRIES_ACCOUNT, SIGN_IN_TRIES_SOURCE) < 1:
    raise ImproperlyConfigured("SIGN_IN_TRIES, SIGN_IN_TRIES_ACCOUNT and SIGN_IN_TRIES_SOURCE are numbers from 1 on.")
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None, "reset_password": None}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}  # nothing to guess there, and an office has one address
MFA_TOTP_ISSUER = "Secure Base"
MFA_TOTP_TOLERANCE = 1  # a code counts for half a minute more: one types it as it changes (RFC 6238, 5.2)
USERSESSIONS_TRACK_ACTIVITY = False
STAFF_MFA_REQUIRED = env.bool("STAFF_MFA_REQUIRED", default=PRODUCTION)
IDLE_MINUTES = env.int("IDLE_MINUTES", default=30)
SESSION_COOKIE_AGE = 12 * 3600  # also the longest that a session lasts, however busy it is
HTTPS = env.bool("HTTPS", default=PRODUCTION)
# Two instances on one host name, on different ports, would otherwise share their cookies.
COOKIE_SUFFIX = env.str("COOKIE_SUFFIX", default="")
COOKIE_PREFIX = "__Host-" if HTTPS else ""  # a browser takes such a cookie from this very host alone, over TLS
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid{COOKIE_SUFFIX}"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken{COOKIE_SUFFIX}"

# --- security --------------------------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=PRODUCTION) else None
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "clinic.core.sending.csrf_failure"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "object-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the TOTP code and the controls of the API docs are data: images
        "connect-src": [SELF],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
BODY_LIMIT_BYTES = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = BODY_LIMIT_BYTES
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# --- pages -----------------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]  # translations, compiled at set-up (clinic.core.catalogues)
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles" if PRODUCTION else None  # embedded mode serves from the sources
STATICFILES_DIRS = [BASE_DIR / "clinic" / "core" / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "clinic.core.hashed_files.HashedFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- API -------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "clinic.core.rest.TokenFromMiddleware",
        "clinic.core.rest.StrictSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["clinic.core.rest.Renderer"],
    "DEFAULT_PARSER_CLASSES": ["clinic.core.rest.Parser"],
    "DEFAULT_SCHEMA_CLASS": "clinic.core.openapi.Schema",
    "EXCEPTION_HANDLER": "clinic.core.rest.exception_handler",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Secure Base API",
    "DESCRIPTION": "Clients, assessments, plans, sessions and exercises of a practice. See docs/api.md.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "clinic.core.openapi.allow_overlaps",
    ],
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "persistAuthorization": False, "validatorUrl": None},
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "AlertLevelEnum": "clients.alerts.models.RiskLevel",
        "StatusLevelEnum": "clinic.workspace.status.api.LEVELS",
        "ConsentKindEnum": "clients.models.ConsentKind",
        "FirstStepEnum": "clinic.workspace.first_steps.api.KEYS",
        "TrainingLevelEnum": "interventions.choosing.models.TrainingLevel",
        "WishAnswerEnum": "interventions.choosing.models.WishAnswer",
        "HealthAnswerEnum": "clients.health.models.HealthAnswer",
        "HealthKindEnum": "clients.health.models.HealthKind",
        "InterviewCodeEnum": "assessments.interviews.models.InterviewCoding.Code",
        "SessionStateEnum": "interventions.sessions.models.TherapySession.State",
        "NoteStateEnum": "interventions.notes.models.Note.State",
        "EmergencyContactKindEnum": "clients.safety.models.EmergencyContact.Kind",
        "AlertStateEnum": "clients.alerts.models.RiskAlert.State",
        "FormEnum": "interventions.notes.formats.note_choices",
        "ChairFormEnum": "interventions.modalities.schema.work_models.ChairForm",
        "ReparentingFormEnum": "interventions.modalities.schema.work_models.ReparentingForm",
        "AlertOutcomeEnum": "clients.alerts.models.AlertOutcome",
        "LetterKindEnum": "interventions.letters.kinds.LetterKind",
        "LetterPartEnum": "interventions.letters.kinds.LetterPart",
        "ReleaseKindEnum": "interventions.letters.models.RELEASE_KINDS",
        "MomentKindEnum": "interventions.modalities.eft.models.MomentKind",
        "PlanStateEnum": "interventions.plans.models.Plan.State",
        "StyleEnum": ["secure", "preoccupied", "dismissing", "fearful"],
        "AttendanceEnum": ["booked", "arrived", "attended", "missed"],
    },
}
KNOX_TOKEN_MODEL = "core.Token"  # noqa: S105 - a model, no secret
REST_KNOX = {"TOKEN_MODEL": KNOX_TOKEN_MODEL, "TOKEN_TTL": timedelta(hours=10), "AUTO_REFRESH": False}

LOGGING_CONFIG = "clinic.config.logs.configure"

# --- errors to Sentry: clinic.config.sentry ------------------------------------------------------------------------
sentry.begin(env.str("SENTRY_DSN", default=""), environment=MODE)

# --- what production refuses to start with ---------------------------------------------------------------------------
if PRODUCTION:
    if DEBUG:
        raise ImproperlyConfigured("DEBUG must be off in production: it shows records to strangers.")
    if len(SECRET_KEY) < 50 or SECRET_KEY.startswith("django-insecure"):
        raise ImproperlyConfigured("SECRET_KEY must be set in production, to at least 50 random characters.")
    if any(len(key) < 50 or key.startswith("django-insecure") for key in SECRET_KEY_FALLBACKS):
        raise ImproperlyConfigured("SECRET_KEY_FALLBACKS must be former SECRET_KEYs, of at least 50 characters each.")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the host in production, e.g. desk.example.org")
elif MODE != "embedded":
    raise ImproperlyConfigured(f"MODE is “{MODE}”; it is “embedded” or “production”.")
