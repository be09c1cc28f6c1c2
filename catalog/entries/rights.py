"""Which officer looks after which database: an object right, given by the head of the managing agency or an administrator."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from guardian.shortcuts import assign_perm, remove_perm

from agencies.authority import seats_of
from agencies.models import Membership, Role, User
from catalog.entries.models import SharedDatabase
from hcm_registry.kernel.errors import NotAuthorised, RuleBroken
from hcm_registry.kernel.periods import today

MAINTAIN = "catalog.maintain_shareddatabase"


class NotAnOfficerThere(RuleBroken):
    """A database is looked after by an officer of the agency that manages it."""

    message = _("Chỉ giao cơ sở dữ liệu cho chuyên viên đăng ký của cơ quan quản lý.")


def entrust(database: SharedDatabase, *, to: User, by: User, at: datetime) -> None:
    """Let an officer of the managing agency look after the database. Errors: NotAuthorised, NotAnOfficerThere."""
    agency_id = _manager(database)
    _require(agency_id, by, at)
    if not Membership.objects.on(today(at)).filter(user=to, agency_id=agency_id, role=Role.REGISTRAR).exists():
        raise NotAnOfficerThere
    assign_perm(MAINTAIN, to, database)


def release(database: SharedDatabase, *, of: User, by: User, at: datetime) -> None:
    """The officer no longer looks after the database. Error: NotAuthorised."""
    _require(_manager(database), by, at)
    remove_perm(MAINTAIN, of, database)


def _manager(database: SharedDatabase) -> int | None:
    return database.versions.open().values_list("managing_agency_id", flat=True).first()


def _require(agency_id: int | None, by: User, at: datetime) -> None:
    seats = seats_of(by, at)
    if not seats.at_agency(Role.HEAD, agency_id) and not seats.with_role(Role.ADMIN):
        raise NotAuthorised(needed=Role.HEAD.label)
