"""Bring tables, static files and the demonstration up to date: `python -m hcm_registry.prepare demo|static`.

One process for all of it, since each start of Django costs a second or two of everybody's waiting.
"""

import os
import sys

import django
from django.core.management import call_command


def main(shown: str) -> None:
    """`demo`: the demo city, static files straight from the source tree; `static`: files collected as in production."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hcm_registry.settings")
    django.setup()
    call_command("migrate", interactive=False, skip_checks=True)
    call_command("load_duties", verbosity=0)
    if shown == "demo":
        call_command("load_demo", if_empty=True)
    else:
        call_command("collectstatic", interactive=False)


if __name__ == "__main__":
    main(sys.argv[1])
