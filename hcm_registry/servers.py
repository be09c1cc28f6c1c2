"""What the addresses of servers mean to Django: each server of the registry is one URL in the environment."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlparse

from django.core.exceptions import ImproperlyConfigured

#: What every connection is set to. A file's page joins fifteen tables to one row: PostgreSQL would try every order of eight of them,
#: which takes longer (10 to 70 ms) than the rest of the page; beyond four it joins in the order in which the code names them.
CONNECTION = {"lock_timeout": 5000, "statement_timeout": 30000, "join_collapse_limit": 4}
#: Scheme → the usual port.
MAIL_SCHEMES = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


@dataclass(frozen=True)
class Mail:
    """Through which server e-mails go out, or into which folder when there is none."""

    backend: str
    folder: Path
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    tls: bool = False
    starttls: bool = False


def database(url: str) -> dict[str, Any]:
    """Django's description of the PostgreSQL server at `url` (postgres://user:password@host:port/name)."""
    parts = urlparse(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must start with postgres:// (PostgreSQL 15 or newer is the only store).")
    return {
        "ENGINE": "django_prometheus.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "hcm",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": " ".join(f"-c {name}={value}" for name, value in CONNECTION.items())},
    }


def files(url: str) -> dict[str, Any]:
    """Django's description of the store of files: on disk, or the private bucket at `url`, s3://key:secret@host:port/bucket
    (s3+http:// without TLS; ?region=). No address of it is ever given out: files leave through the registry's own doors."""
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    parts, schemes = urlparse(url), {"s3": "https", "s3+http": "http"}
    if parts.scheme not in schemes or not parts.hostname or not parts.path.strip("/"):
        raise ImproperlyConfigured("FILES_URL must look like s3://key:secret@host/bucket or s3+http://key:secret@host:9000/bucket.")
    options = {
        "endpoint_url": f"{schemes[parts.scheme]}://{parts.hostname}{f':{parts.port}' if parts.port else ''}",
        "access_key": unquote(parts.username or ""),
        "secret_key": unquote(parts.password or ""),
        "bucket_name": parts.path.strip("/"),
        "region_name": dict(parse_qsl(parts.query)).get("region", "us-east-1"),
        "addressing_style": "path",
        "default_acl": None,  # the bucket's own rule, which is private
        "file_overwrite": False,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def mail(url: str, folder: Path) -> Mail:
    """The mail server at `url` (smtp://, smtp+starttls:// or smtps://user:password@host:port); without one, each e-mail is a file."""
    if not url:
        return Mail("django.core.mail.backends.filebased.EmailBackend", folder)
    parts = urlparse(url)
    if parts.scheme not in MAIL_SCHEMES or not parts.hostname:
        raise ImproperlyConfigured("EMAIL_URL must look like smtp://host:25, smtp+starttls://user:password@host:587 or smtps://host.")
    return Mail(
        "django.core.mail.backends.smtp.EmailBackend",
        folder,
        parts.hostname,
        parts.port or MAIL_SCHEMES[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        tls=parts.scheme == "smtps",
        starttls=parts.scheme == "smtp+starttls",
    )
