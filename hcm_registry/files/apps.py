"""Kept files as a Django app: it owns what was found out about contents, never whose a file is."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """What was found in files."""

    name = "hcm_registry.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"
