"""Vietnamese text as a Django app: it has no table of its own, only the SQL functions others use in generated columns."""

from django.apps import AppConfig


class VietnameseConfig(AppConfig):
    """How Vietnamese text is stored, ordered, searched and compared."""

    name = "hcm_registry.vietnamese"
    default_auto_field = "django.db.models.BigAutoField"
