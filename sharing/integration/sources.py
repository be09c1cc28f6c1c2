"""What the operator does with sources: enters one, changes it, stops using it, has it loaded."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from hcm_registry.kernel.errors import RuleBroken
from sharing.integration import actions
from sharing.integration.models import LoadRun, Source
from sharing.integration.workflow import OPERATOR


class NotInUse(RuleBroken):
    """The source was put out of use."""

    message = gettext_lazy("Nguồn này đã ngừng dùng. Dùng lại nguồn trước khi nạp.")


def order(source: Source, *, by: Any, at: datetime, full: bool = False) -> LoadRun:
    """A run that somebody asks for. Errors: NotAuthorised, NotInUse, AlreadyLoading."""
    OPERATOR.standing(source, by, at)
    if not source.active:
        raise NotInUse
    return actions.queue(source, by=by, at=at, full=full)
