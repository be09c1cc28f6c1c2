"""The API as a Django app: it owns one table, the answers kept for whoever asks again."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """What every door of the API shares."""

    name = "hcm_registry.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"
