"""Bring tables, static files and the demonstration up to date: `python -m hcm_registry.prepare`.

One process for all of it, since each start of Django costs a second or two of everybody's waiting.
"""

import os

import django
from django.conf import settings
from django.core.management import call_command


def main() -> None:
    """What the settings ask for: the demo city or an empty registry; static files from the source tree or collected."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hcm_registry.settings")
    django.setup()
    call_command("migrate", interactive=False, skip_checks=True)
    call_command("load_duties", verbosity=0)
    if settings.DEMO:
        call_command("load_demo", if_empty=True)
    if not settings.STATIC_FROM_SOURCE:
        call_command("collectstatic", interactive=False)


if __name__ == "__main__":
    main()
