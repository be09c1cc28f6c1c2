"""`manage.py load_annex FILE.json`: the rows of the initial decision's annex, when somebody has found it."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now
from django.utils.translation import gettext as _

from catalog import loading
from catalog.decisions.models import Decision
from hcm_registry.kernel.errors import Invalid


class Command(BaseCommand):
    """Enter what the annex says and the registry does not know yet."""

    help = "Nạp các dòng phụ lục của quyết định đầu tiên, theo mẫu catalog/data/databases.json."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file."""
        parser.add_argument("file", type=Path, help="tệp JSON có “provenance” và “databases”")

    def handle(self, *args: Any, **options: Any) -> None:
        """Says how many were new; names every row that is not sound."""
        try:
            annex = json.loads(options["file"].read_text(encoding="utf-8"))
            new = loading.complete(loading.initial_decision(), annex, at=now())
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise CommandError(_("Không đọc được tệp: %(why)s") % {"why": error}) from error
        except Decision.DoesNotExist as error:
            raise CommandError(_("Chưa có quyết định ban hành danh mục.")) from error
        except Invalid as error:
            lines = [f"{path}: {sentence}" for path, found in error.detail["errors"].items() for sentence in found]
            raise CommandError("\n".join(lines)) from error
        self.stdout.write(_("Đã nạp thêm %(count)d cơ sở dữ liệu.") % {"count": new})
