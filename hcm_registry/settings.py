"""One file, top to bottom; the only place that reads the environment. A missing variable says what to do."""

import os
from datetime import timedelta
from pathlib import Path

import structlog
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from hcm_registry.addresses import networks
from hcm_registry.openapi_names import ENUM_NAMES
from hcm_registry.outbound.approvals import approvals
from hcm_registry.sealing.keys import keyring
from hcm_registry.servers import database, files, mail

BASE_DIR = Path(__file__).resolve().parent.parent


def env(name: str, default: str | None = None, *, why: str = "") -> str:
    """The variable `name`, or `default`; without either, say what to do."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set {name}: {why} (see .env.example; `make run` sets it by itself).")
    return value


def flag(name: str, default: bool) -> bool:
    """A switch: 1/true/yes are on, everything else is off."""
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes"}


# --- what differs between a laptop, a test and a ministry ---------------------------------------------------------
DEBUG = flag("DEBUG", False)
DEMO = flag("DEMO", DEBUG)  # marks every page as a demonstration and shows the demo sign-ins
SECRET_KEY = env("SECRET_KEY", "insecure-development-key-never-in-production" if DEBUG else None, why="a long random text")
SEALING_KEYS = keyring(  # the first seals the secrets of sources, the others open what they sealed; `manage.py rotate_secrets` moves on
    env("SEALING_KEYS", f"insecure:{'A' * 43}=" if DEBUG else None, why="id:key,id:key, each key 32 random bytes in base64")
)
ALLOWED_HOSTS = env("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in env("CSRF_TRUSTED_ORIGINS", "").split(",") if origin]
DATABASES = {"default": database(env("DATABASE_URL", why="postgres://user:password@host:5432/name"))}
WAREHOUSE_URL = env("WAREHOUSE_URL", "")  # the warehouse on a server of its own; without it, in schemas of the registry's database
REDIS_URL = env("REDIS_URL", why="redis://host:6379/0")
DATA_DIR = Path(env("DATA_DIR", str(BASE_DIR / ".data")))
REQUIRE_TOTP = flag("REQUIRE_TOTP", not DEMO)  # a second factor for those who decide
SECURE = flag("SECURE", not DEBUG)  # behind TLS
TRUSTED_PROXIES = networks(env("TRUSTED_PROXIES", ""))  # whose X-Forwarded-For says who calls
# Destinations in private networks, or at unusual ports, that may be connected to. A demonstration speaks to its own machine.
OUTBOUND_APPROVED = approvals(env("OUTBOUND_APPROVED", "127.0.0.1:*=127.0.0.1,localhost:*=127.0.0.1+::1" if DEMO else ""))
OUTBOUND_CA_FILE = env("OUTBOUND_CA_FILE", "")  # certificates of the state's own authorities, believed beside the system's
METRICS_TOKEN = env("METRICS_TOKEN", "")  # whoever bears it reads /metrics
METRICS_ADDRESSES = networks(env("METRICS_ADDRESSES", "127.0.0.0/8,::1"))  # and whoever calls from there directly

# --- what the registry is made of ----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "hcm_registry.vietnamese",
    "hcm_registry.api",
    "hcm_registry.files",
    "agencies",
    "catalog",
    "sharing",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_cotton",
    "django_filters",
    "django_htmx",
    "django_prometheus",
    "django_structlog",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "guardian",
    "lucide",
    "rest_framework",
    "simple_history",
]
MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "hcm_registry.middleware.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "hcm_registry.languages.LanguageOfPartsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "hcm_registry.middleware.SecondFactorMiddleware",
    "hcm_registry.middleware.BrokenRuleMiddleware",
    "axes.middleware.AxesMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]
ROOT_URLCONF = "hcm_registry.urls"
WSGI_APPLICATION = "hcm_registry.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
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
                "hcm_registry.context.site",
            ],
            "libraries": {"ui": "hcm_registry.tags", "papers": "catalog.documents.tags"},
        },
    }
]

# --- people ----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "agencies.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"  # names, so that each leads on in the language of the page
LOGIN_REDIRECT_URL = "catalog:inbox"
LOGOUT_REDIRECT_URL = "catalog:home"
ACCOUNT_ADAPTER = "agencies.accounts.ClosedSignup"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = False if DEMO else {}
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "hcm_registry"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "axes/lockout.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
GUARDIAN_RAISE_403 = True
GUARDIAN_MONKEY_PATCH_USER = False
ANONYMOUS_USER_NAME = None  # guardian would create a person who does not exist
SESSION_ENGINE = "hcm_registry.sessions"
SESSION_COOKIE_AGE = 12 * 3600

# --- language, time ----------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "hcm_registry" / "locale"]
FORMAT_MODULE_PATH = ["hcm_registry.formats"]
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

# --- files -------------------------------------------------------------------------------------------------------------
STATIC_FROM_SOURCE = flag("STATIC_FROM_SOURCE", DEBUG)  # served as they lie in the source tree, without collectstatic
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "files"
DROP_FOLDER = Path(env("DROP_FOLDER", str(DATA_DIR / "drop")))  # where agencies put files that are sources
AS_THEY_LIE = "django.contrib.staticfiles.storage.StaticFilesStorage"
COLLECTED = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": files(env("FILES_URL", "")),  # on disk, in MEDIA_ROOT, or in an S3-compatible store
    "staticfiles": {"BACKEND": AS_THEY_LIE if STATIC_FROM_SOURCE else COLLECTED},
}
WHITENOISE_USE_FINDERS = STATIC_FROM_SOURCE
ATTACHMENT_MAX_BYTES = 20 * 1024 * 1024
CLAMD_URL = env("CLAMD_URL", "")  # without a scanner every file is shown as not scanned; with one, none leaves before it was found clean
CLAMD_SECONDS = int(env("CLAMD_SECONDS", "30"))
SIGNATURE_ROOTS = env("SIGNATURE_ROOTS", "")  # a folder of PEM files: who is trusted to say who signed
EDIT_LEASE_SECONDS = 600  # a colleague's pen is taken to be down after ten minutes
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a dictionary of 500 fields is 20 inputs a row
FILE_UPLOAD_PERMISSIONS = 0o600

# --- cache, jobs ---------------------------------------------------------------------------------------------------------
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": DATABASES["default"]["NAME"],  # two registries on one Redis never answer for each other
    }
}
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE

# --- mail: through a server, or without one as files of DATA_DIR/mail -----------------------------------------------------
SITE_URL = env("SITE_URL", f"{'https' if SECURE else 'http'}://{ALLOWED_HOSTS[0]}").rstrip("/")  # what links in e-mails begin with
MAIL = mail(env("EMAIL_URL", ""), DATA_DIR / "mail")
EMAIL_BACKEND, EMAIL_FILE_PATH, EMAIL_TIMEOUT = MAIL.backend, MAIL.folder, 10
EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.host, MAIL.port, MAIL.user, MAIL.password
EMAIL_USE_SSL, EMAIL_USE_TLS = MAIL.tls, MAIL.starttls
MAIL_LATE = timedelta(minutes=int(env("MAIL_LATE_MINUTES", "30")))  # after so long those who run the system are told that mail waits
DEFAULT_FROM_EMAIL = env("EMAIL_FROM", f"khong-tra-loi@{ALLOWED_HOSTS[0]}")

# --- the browser's side of safety ----------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "microphone", "geolocation", "payment", "usb", "magnetometer", "gyroscope")
}
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
CSRF_FAILURE_VIEW = "hcm_registry.failures.token_refused"

# --- the API -------------------------------------------------------------------------------------------------------------
API_RATE = env("API_RATE", "600/minute")  # for each person, or each address when nobody is signed in
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["hcm_registry.api.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["hcm_registry.api.NfcJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "hcm_registry.openapi.Schema",
    "EXCEPTION_HANDLER": "hcm_registry.api.explain",
    "URL_FORMAT_OVERRIDE": None,  # the format is chosen by Accept alone
}
SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_PATCH": False,  # a body says what it needs, whatever the method
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "DEFAULT_GENERATOR_CLASS": "hcm_registry.openapi.Generator",
    "ENUM_NAME_OVERRIDES": ENUM_NAMES,
}

# --- logs: one JSON line an event, with the request id that follows into jobs ----------------------------------------------
DJANGO_STRUCTLOG_CELERY_ENABLED = True
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": structlog.stdlib.ProcessorFormatter, "processor": structlog.processors.JSONRenderer(ensure_ascii=False)}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "WARNING" if DEBUG else "INFO")},
}
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
