"""`manage.py write_docs [--check]`: documents that are written from the code."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from catalog.management import law_in_words


class Command(BaseCommand):
    """Write docs/workflow.md, or see whether it is up to date."""

    help = "Viết docs/workflow.md từ quy trình trong mã."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One switch."""
        parser.add_argument("--check", action="store_true", help="chỉ kiểm tra, không viết")

    def handle(self, *args: Any, **options: Any) -> None:
        """With --check, fail when the file is not what would be written."""
        path = settings.BASE_DIR / "docs" / "workflow.md"
        with translation.override("vi"):
            text = law_in_words.document()
        written = path.read_text(encoding="utf-8") if path.exists() else ""
        if not options["check"]:
            path.write_text(text, encoding="utf-8")
        elif written != text:
            raise CommandError(_("docs/workflow.md đã cũ. Chạy: make docs"))
