"""A worker says that it lives, in a thread of its own, and hears when the run is no longer its own."""

from threading import Event, Thread
from typing import Self

import structlog
from django.db import DatabaseError, connection
from django.db.models.functions import Now
from psycopg import Error

from sharing.integration.actions import LEASE
from sharing.integration.models import LoadRun
from sharing.warehouse.connecting import Warehouse
from sharing.warehouse.ledger import Overtaken

log = structlog.get_logger(__name__)
BEAT = LEASE.total_seconds() / 4


class Lease:
    """Held while the context lasts. `fetched` is what the run shows of its progress."""

    def __init__(self, run: LoadRun, warehouse: Warehouse) -> None:
        self.run, self.warehouse, self.fetched = run, warehouse, 0
        self._over, self._lost = Event(), Event()
        self._thread = Thread(target=self._beat, name=f"lease of run {run.pk}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def check(self) -> None:
        """Error: Overtaken, when the run is another's."""
        if self.lost:
            raise Overtaken

    @property
    def lost(self) -> bool:
        """Whether the run is another's."""
        return self._lost.is_set()

    def _beat(self) -> None:
        try:
            while not self.lost and not self._over.wait(BEAT):
                self._renew()
        finally:
            connection.close()

    def _renew(self) -> None:
        """A registry that does not answer is asked again: should the lease end meanwhile, the fence keeps the warehouse safe."""
        try:
            kept = LoadRun.objects.held_by(self.run).update(lease_until=Now() + LEASE, fetched=self.fetched)
        except DatabaseError:
            log.warning("lease not renewed", run=self.run.pk, exc_info=True)
            connection.close()
            return
        if not kept:
            self._lost.set()
            self._interrupt()

    def _interrupt(self) -> None:
        """Whatever the warehouse is busy with for us is for nothing."""
        try:
            self.warehouse.cancel_safe()
        except Error:
            log.info("nothing to interrupt", run=self.run.pk)
