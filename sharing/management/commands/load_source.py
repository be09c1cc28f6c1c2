"""`manage.py load_source CODE [--full]`: bring one shared database, or one dataset of it (CODE/dataset), into the warehouse now."""

import os
import socket
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now
from django.utils.translation import gettext as _

from hcm_registry.kernel.errors import RuleBroken
from sharing.integration import actions
from sharing.integration.loading import load
from sharing.integration.models import LoadRun, Source
from sharing.integration.states import State
from sharing.quality.actions import measure_new


class Command(BaseCommand):
    """In this process, without a worker; the run goes on record as any other."""

    help = "Nạp một cơ sở dữ liệu dùng chung (hoặc một bảng của nó) vào kho."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to load, and whether all of it."""
        parser.add_argument("code", help="HCM-CSDL-001, HCM-CSDL-001/ho_so")
        parser.add_argument("--full", action="store_true")

    def handle(self, *args: Any, code: str, full: bool, **options: Any) -> None:
        """Says how each run ended; fails when one was not published."""
        database, _slash, dataset = code.partition("/")
        sources = Source.objects.filter(database__code=database, active=True).select_related("database").order_by("dataset")
        found = [source for source in sources if dataset in {"", source.dataset}]
        if not found:
            raise CommandError(_("Không có nguồn dữ liệu nào đang dùng cho “%(code)s”.") % {"code": code})
        ends = [self._load(source, full) for source in found]
        measure_new()
        if any(end != State.DONE for end in ends):
            raise CommandError(_("Có lượt nạp chưa xong; xem lý do ở trên."))

    def _load(self, source: Source, full: bool) -> str:
        try:
            run = actions.queue(source, by=None, at=now(), full=full)
            load(run, worker=f"{socket.gethostname()}:{os.getpid()}", clock=now)
        except RuleBroken as error:
            raise CommandError(f"{source}: {error.text}") from error
        run.refresh_from_db()
        self.stdout.write(self._said(run))
        return run.state

    def _said(self, run: LoadRun) -> str:
        if run.state != State.DONE:
            return f"{run}: {run.get_state_display()}. {run.message}"
        counts = _("lấy về %(extracted)d, thêm mới %(loaded)d, cập nhật %(updated)d, không đổi %(unchanged)d, cách ly %(quarantined)d,")
        gone = _("không còn ở nguồn %(deleted)d; trong kho có %(rows_after)d dòng")
        return f"{run}: " + f"{counts} {gone}" % {name: getattr(run, name) for name in actions.COUNTS}
