"""The registry of databases shared by the agencies of Ho Chi Minh City."""

from hcm_registry.celery import app as celery_app

__all__ = ["celery_app"]
