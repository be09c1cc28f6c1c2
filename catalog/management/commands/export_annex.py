"""`manage.py export_annex EDITION|--as-of DAY --format xlsx|docx|csv|json [--output FILE]`: the annex of a list, as a file."""

import sys
from argparse import ArgumentParser
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import make_aware, now
from django.utils.translation import gettext as _

from catalog.editions import files, rows
from catalog.editions.annex import Annex
from catalog.editions.models import Edition
from hcm_registry.kernel.periods import today


class Command(BaseCommand):
    """Of an edition as it was frozen, or of the catalogue on a day."""

    help = "Xuất phụ lục của một bản danh mục đã chốt, hoặc của danh mục tại một ngày."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which list, in which form, where to."""
        parser.add_argument("edition", nargs="?", type=int, help="số của bản danh mục")
        parser.add_argument("--as-of", type=date.fromisoformat, help="danh mục có hiệu lực tại ngày này (yyyy-mm-dd); mặc định là hôm nay")
        parser.add_argument("--known-at", type=datetime.fromisoformat, help="theo những gì đã ghi nhận đến lúc này")
        parser.add_argument("--format", choices=list(files.FORMATS), default="xlsx")
        parser.add_argument("--output", type=Path, help="tệp ghi ra; mặc định đặt tên theo nội dung, trong thư mục hiện tại; - là màn hình")

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes the file and says its name. The same list gives the same bytes."""
        annex = self._annex(options)
        write, _kind = files.FORMATS[options["format"]]
        output = options["output"] or Path(files.name_of(annex, options["format"]))
        if str(output) == "-":
            sys.stdout.buffer.write(write(annex))
            return
        output.write_bytes(write(annex))
        self.stdout.write(
            _("%(file)s: %(count)d dòng, mã băm phụ lục %(hash)s") % {"file": output, "count": len(annex.rows), "hash": annex.hash}
        )

    def _annex(self, options: dict[str, Any]) -> Annex:
        times = options["as_of"] or options["known_at"]
        if options["edition"] is None:
            known = options["known_at"]
            return rows.of_day(options["as_of"] or today(now()), make_aware(known) if known and known.tzinfo is None else known)
        if times:
            raise CommandError(_("Bản danh mục đã chốt không nhận ngày: bỏ số bản danh mục, hoặc bỏ --as-of và --known-at."))
        edition = Edition.objects.select_related("decision__issuing_body", "layout").filter(pk=options["edition"]).first()
        if edition is None:
            known = ", ".join(f"{one.pk} ({one})" for one in Edition.objects.select_related("decision"))
            raise CommandError(_("Không có bản danh mục này. Đang có: %(known)s.") % {"known": known or _("chưa có bản nào")})
        return rows.of_edition(edition)
