"""`manage.py verify_journal`: prove that nobody rewrote the journal or cut its end off."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from catalog.journal import actions as journal
from catalog.journal import anchors, chain


class Command(BaseCommand):
    """Follow the chain of hashes in PostgreSQL and in Python, and hold it against the signed anchors."""

    help = "Kiểm tra chuỗi mã băm của nhật ký và các mốc đã ký."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Anchors that somebody else kept prove more than our own."""
        parser.add_argument("--anchors", type=Path, help="tệp mốc được lưu ở nơi khác")
        parser.add_argument("--public-key", type=Path, help="khóa công khai được lưu ở nơi khác")

    def handle(self, *args: Any, **options: Any) -> None:
        """Names the first entry in doubt and exits with 1."""
        broken = [seq for seq in (chain.first_broken(), chain.first_broken_of(chain.rows())) if seq is not None]
        if broken:
            raise CommandError(_("Nhật ký bị đứt ở mục số %(seq)d.") % {"seq": min(broken)})
        try:
            kept = anchors.kept(options["anchors"])
            doubts = list(anchors.doubts(kept, anchors.public_key(options["public_key"]))) if kept else []
        except (OSError, ValueError) as error:
            raise CommandError(_("Không đọc được tệp: %(why)s") % {"why": error}) from error
        if doubts:
            raise CommandError("\n".join(anchors.in_words(doubt) for doubt in doubts))
        self.stdout.write(_("Nhật ký nguyên vẹn, %(count)d mục.") % {"count": journal.head()})
        signed = max((anchor.seq for anchor in kept), default=0)
        self.stdout.write(_("Mốc đã ký khớp đến mục số %(seq)d.") % {"seq": signed} if signed else _("Chưa có mốc nào được ký."))
