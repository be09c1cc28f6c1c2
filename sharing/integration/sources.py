"""What the operator does with sources: enters one, changes it, stops using it, has it loaded. Each change is kept with who made it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from hcm_registry.kernel.errors import Invalid, RuleBroken, broken_by
from sharing.integration import actions, schedules
from sharing.integration.connectors import described
from sharing.integration.models import LoadRun, Source
from sharing.integration.workflow import OPERATOR

#: What is said of a source besides where it is.
FIELDS = ("mode", "watermark", "overlap", "schedule", "grace", "on_drift", "max_rejected", "max_deleted", "max_grown")


class NotInUse(RuleBroken):
    """The source was put out of use."""

    message = _("Nguồn này đã ngừng dùng. Dùng lại nguồn trước khi nạp.")


class SecretAgain(Invalid):
    """A secret is never shown to another server than the one it was entered for."""

    message = _("Nơi kết nối đã đổi nên phải nhập lại mật khẩu: mật khẩu đã lưu không được gửi sang nơi khác.")


def register(given: Mapping[str, Any], *, by: Any, at: datetime) -> Source:
    """A source for a dataset. `given`: database, dataset, kind, connection, secret, and any of `FIELDS`.

    Errors: NotAuthorised, Misdescribed, BadSchedule, Invalid, Forbidden when the dataset has one.
    """
    OPERATOR.standing(None, by, at)
    source = Source(database=given["database"], dataset=given["dataset"], secret=given.get("secret", ""))
    _describe(source, given)
    _keep(source, by, at)
    return source


def change(source: Source, given: Mapping[str, Any], *, by: Any, at: datetime) -> None:
    """Say otherwise where it is and how it is loaded; an empty secret stays what it was. Errors: as `register`, SecretAgain."""
    OPERATOR.standing(source, by, at)
    with transaction.atomic():
        held = _held(source.pk)
        secret = secret_for(held, given["kind"], described.read(given["kind"], given["connection"]), given.get("secret", ""))
        _describe(held, given)
        if given.get("secret"):
            held.secret = secret
        _keep(held, by, at)


def switch(source: Source, active: bool, *, by: Any, at: datetime) -> None:
    """Use it, or use it no longer: what was loaded stays, nothing new comes."""
    OPERATOR.standing(source, by, at)
    with transaction.atomic():
        held = _held(source.pk)
        if held.active != active:
            held.active = active
            _keep(held, by, at)


def order(source: Source, *, by: Any, at: datetime, full: bool = False) -> LoadRun:
    """A run that somebody asks for. Errors: NotAuthorised, NotInUse, AlreadyLoading, SourceFrozen."""
    OPERATOR.standing(source, by, at)
    if not source.active:
        raise NotInUse
    return actions.queue(source, by=by, at=at, full=full)


def secret_for(source: Source | None, kind: str, connection: Mapping[str, Any], typed: str) -> str:
    """The secret for such a connection: what was typed, or what is kept for the same place. Error: SecretAgain."""
    if typed or source is None or not source.has_secret:
        return typed
    if (source.kind, described.whom(source.kind, source.connection)) != (kind, described.whom(kind, connection)):
        raise SecretAgain(errors={"secret": [str(SecretAgain.message)]})
    return source.secret


def _held(pk: UUID) -> Source:
    return Source.objects.select_for_update(of=("self",)).select_related("database").get(pk=pk)


def _describe(source: Source, given: Mapping[str, Any]) -> None:
    source.kind, source.connection = given["kind"], described.read(given["kind"], given["connection"])
    for name in FIELDS:
        if name in given:
            setattr(source, name, given[name])


def _keep(source: Source, by: Any, at: datetime) -> None:
    schedules.plan(source, at=at)
    history: Any = source  # simple_history reads these two, of which its stubs know nothing
    history._history_user, history._history_date = by, at
    try:
        source.clean_fields(exclude=["secret"])
        with transaction.atomic():
            source.save()
    except ValidationError as error:
        raise Invalid(errors=error.message_dict) from error
    except IntegrityError as error:
        raise broken_by(error) from error
