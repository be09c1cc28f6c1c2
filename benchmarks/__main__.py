"""`python -m benchmarks pages|search|merger|deadlines|dashboard|load|annex`: print figures and keep them in DATA_DIR/bench/<name>.json."""

import os
import sys

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hcm_registry.settings")


def main() -> int:
    """Run the benchmark named on the command line, or all."""
    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)  # pages name their files by hash, as in production
    from benchmarks import annex, dashboard, deadlines, load, merger, pages, search

    known = {module.__name__.partition(".")[2]: module.run for module in (pages, search, merger, deadlines, dashboard, load, annex)}
    wanted = sys.argv[1:] or list(known)
    unknown = [name for name in wanted if name not in known]
    if unknown:
        print(f"Unknown benchmark: {', '.join(unknown)}. Known: {', '.join(known)}.", file=sys.stderr)
        return 2
    for name in wanted:
        known[name]()
    return 0


sys.exit(main())
