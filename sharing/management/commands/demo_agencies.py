"""`manage.py demo_agencies`: the systems of the demo city's agencies, until told to stop. `make run` starts it beside the web."""

import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now
from django.utils.translation import gettext as _

from agencies.models import User
from catalog import loading
from sharing.demo import contracts, sources, systems
from sharing.demo.mariadb import mariadb

OPERATOR = "vanhanh.kho"


class Command(BaseCommand):
    """Only where the demo city is."""

    help = "Chạy hệ thống minh họa của các cơ quan làm nguồn cho kho dữ liệu."

    def handle(self, *args: Any, **options: Any) -> None:
        """Everything up, the sources told of it, then wait for a signal."""
        if not settings.DEMO or not loading.is_demo():
            raise CommandError(_("Chỉ chạy nguồn minh họa ở bản minh họa."))
        signal.signal(signal.SIGTERM, lambda *_told: sys.exit(0))
        contracts.decide(at=now())
        with ExitStack() as running:
            told = [sources.of_workbook(systems.workbook()), sources.of_api(running.enter_context(systems.api())), *self._postgres()]
            mysql = running.enter_context(mariadb(Path(settings.DATA_DIR) / "demo-mariadb"))
            if mysql is None:
                self.stdout.write(_("Không có MariaDB trên máy này: bỏ qua nguồn MySQL."))
            else:
                told.append(sources.of_mysql(*mysql))
            sources.tell(told, by=User.objects.get(username=OPERATOR), at=now())
            self.stdout.write(_("Nguồn minh họa đã sẵn sàng."))
            signal.pause()

    def _postgres(self) -> list[sources.Told]:
        try:
            return sources.of_postgres(*systems.postgres())
        except psycopg.errors.InsufficientPrivilege:
            self.stdout.write(_("Máy chủ PostgreSQL không cho lập cơ sở dữ liệu: bỏ qua nguồn PostgreSQL."))
            return []
