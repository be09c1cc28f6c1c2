"""What dead workers leave behind: runs that nobody works on any more, and their stages."""

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from hcm_registry.kernel.errors import RuleBroken
from sharing.integration import actions
from sharing.integration.models import LoadRun
from sharing.integration.states import State
from sharing.warehouse.connecting import connected
from sharing.warehouse.janitor import drop_orphans
from sharing.warehouse.tables import names_of


def sweep(*, at: datetime) -> list[int]:
    """Take back the runs whose worker has not been heard of. Returns every run that waits for one: the broker may have lost word of it."""
    for run in LoadRun.objects.left_behind().order_by("pk"):
        with translation.override(settings.LANGUAGE_CODE):
            note = _("Tiến trình %(worker)s không còn trả lời.") % {"worker": run.worker}
        try:
            actions.take_back(run, fence=run.fence, note=note, at=at)
        except RuleBroken:  # it ended, or somebody was faster
            continue
    return list(LoadRun.objects.ready().order_by("pk").values_list("pk", flat=True))


def tidy() -> int:
    """Drop what no run works on any more. Returns how many tables."""
    with connected() as warehouse:
        return drop_orphans(warehouse, _working)


def _working() -> set[str]:
    running = LoadRun.objects.filter(state=State.RUNNING).values_list("pk", "fence")
    return {name for pk, fence in running for name in names_of(pk, fence)}
