"""The kernel as a Django app: it has no table of its own, only the SQL functions others use in generated columns."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """What several apps need and none owns."""

    name = "hcm_registry.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"
