"""Settings of the portal. What differs between installations comes from the environment."""

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from . import environment as env

ROOT = env.ROOT
env.load_local_file()

DEBUG = env.flag("DEBUG")
VAR = ROOT / "var"

SECRET_KEY = env.text("SECRET_KEY")
if len(SECRET_KEY) < 32 or len(set(SECRET_KEY)) < 8:
    raise ImproperlyConfigured(
        "SECRET_KEY is missing or too weak: set it to at least 32 random characters, "
        "for example from `openssl rand -base64 48`."
    )

BASE_URL = env.text("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS") or ["127.0.0.1", "localhost", "[::1]"]

INSTALLED_APPS = [
    "modeltranslation",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    "simple_history",
    "valmennus.shared",
    "participants",
    "methods",
    "sessions",
    "valmennus.portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "valmennus.portal.middleware.private_answers",
    "valmennus.portal.middleware.sound_cookies",
    "valmennus.portal.middleware.even_answers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Every page asks for a sign-in unless it is marked with `login_not_required`.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "valmennus.portal.middleware.account_language",
    "valmennus.portal.middleware.worded_refusals",
    "valmennus.portal.middleware.as_participant",
    "valmennus.portal.middleware.staff_second_factor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "valmennus.portal.kept.middleware.kept_forms",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "valmennus.urls"
WSGI_APPLICATION = "valmennus.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "valmennus.portal.context.chrome",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "valmennus"
CRISPY_TEMPLATE_PACK = "valmennus"
CRISPY_FAIL_SILENTLY = False

DATABASES = {
    "default": env.database(env.text("DATABASE_URL"))
    | {
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # A list of a few rows is fetched in one go; a cursor on the server costs three.
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }
}
# The database plans a statement once and keeps it: planning takes longer than most of the answers.
DATABASES["default"]["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 2}
# Compiling a statement takes longer than any of ours; where statistics are old, each is compiled.
DATABASES["default"]["OPTIONS"]["options"] = " ".join(
    [DATABASES["default"]["OPTIONS"].get("options", ""), "-c jit=off"]
).strip()
# Only for tests: see `valmennus.shared.composed`.
COMPARE_COMPOSED = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Two web processes share nothing in memory: rate limits and versions live in the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
    }
}

# --- People and sign-in ---------------------------------------------------------------------

AUTH_USER_MODEL = "participants.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:my_page"
ACCOUNT_LOGOUT_REDIRECT_URL = "portal:front"
ACCOUNT_ADAPTER = "participants.messages.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "participants.accounts.models.display_name"
ACCOUNT_LOGIN_METHODS = {"email"}
# The sign-up page asks for the address alone, but only where a password could be given there
# does allauth keep the password on the sign-in page.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# A municipal mail filter may hold a message for a quarter of an hour.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 20 * 60
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 20 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
# A whole workshop sits behind one address of a town hall.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "60/m/ip,5/5m/key",
    "request_login_code": "60/m/ip,5/5m/key",
    "signup": "40/m/ip",
}
# Making an account takes some milliseconds longer than telling the owner of one that it is there.
EVEN_ANSWER_SECONDS = 0.1
# The code form and the password form share the sign-in page.
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
MFA_TOTP_ISSUER = "Valmennus"
STAFF_MFA = env.flag("STAFF_MFA", default=not DEBUG)

TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

SESSION_ENGINE = "valmennus.shared.session_store"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# --- Language and time ----------------------------------------------------------------------

LANGUAGE_CODE = "fi"
LANGUAGES = [("fi", _("Finnish")), ("sv", _("Swedish")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]
MODELTRANSLATION_DEFAULT_LANGUAGE = "fi"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("fi",)
USE_TZ = True
TIME_ZONE = "Europe/Helsinki"
FORMAT_MODULE_PATH = ["valmennus.shared.formats"]
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SAMESITE = "Lax"

# --- Files and mail -------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "static"]
MEDIA_ROOT = env.text("MEDIA_ROOT", str(VAR / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "valmennus.shared.statics.ManifestStorage"
    },
}
WHITENOISE_MAX_AGE = 60 * 60
# Where the web server in front keeps the uploads, as "/_uploads/"; empty: the portal sends them.
UPLOADS_ACCEL_LOCATION = env.text("UPLOADS_ACCEL_LOCATION")

DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Valmennus <valmennus@example.org>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_FOLDER = VAR / "mail"
globals().update(env.email(env.text("EMAIL_URL"), MAIL_FOLDER))

# How many mails the mail server takes in a minute; 0: as many as there are.
MAIL_PER_MINUTE = env.number("MAIL_PER_MINUTE", 0)
# Where mails that cannot be delivered come back, as "palautuvat@example.org"; the mail server must
# bring what is sent to "palautuvat+anything@example.org" to the same mailbox.
BOUNCE_ADDRESS = env.text("BOUNCE_ADDRESS")
# That mailbox: imaps://user:password@host:993/INBOX; empty: nobody reads it.
BOUNCE_URL = env.text("BOUNCE_URL")

# Broken or hostile input is refused in words before it fills the memory.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# Rooms keep what the job worker does in a module of this name.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
# The queue keeps no errors; the portal does.
PROCRASTINATE_ON_APP_READY = "valmennus.shared.failures.watch"

# --- Safety ---------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "valmennus.portal.kept.views.csrf_failure"

SECURE = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
CSRF_TRUSTED_ORIGINS = [BASE_URL]
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# An address is unique without regard to case, by a constraint that the check cannot read.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
if not SECURE:
    # On the loopback there is no HTTPS to insist on.
    SILENCED_SYSTEM_CHECKS += ["security.W004", "security.W008", "security.W012", "security.W016"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO" if DEBUG else "WARNING"},
    "loggers": {
        # Every process would list every periodic job at its start.
        "procrastinate": {"level": "WARNING"},
        # Every PDF would tell of each table of its fonts, and each rule that is for browsers.
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}
