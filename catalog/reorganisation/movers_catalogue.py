"""What the catalogue says of agencies that pass their databases on, and which officers look after those."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermission

from agencies.models import Agency
from catalog.decisions.models import Decision
from catalog.editions import actions as editions
from catalog.entries import actions as entries
from catalog.entries import facets
from catalog.entries.content import Content, content_of
from catalog.entries.models import DatabaseVersion, SharedDatabase
from catalog.entries.wanted import Wanted
from catalog.reorganisation.movers import Plan, Thing
from hcm_registry.kernel.periods import today


class Databases:
    """A new version of every database that an agency concerned manages or takes part in, under the act."""

    key, title = "databases", _("Cơ sở dữ liệu trong danh mục")

    def concerned(self, plan: Plan) -> list[Thing]:
        """One a database and agency: who manages it, or takes part."""
        chosen, heirs = plan.chosen, plan.heirs
        named = Q(managing_agency__in=heirs) | Q(coordinating_agencies__in=heirs) | Q(database__in=chosen)
        versions = DatabaseVersion.objects.open().filter(pk__in=DatabaseVersion.objects.open().filter(named).values("pk"))
        found = versions.with_dictionary().without_words().order_by("database__number")
        return [thing for version in found for thing in _things(version, chosen.get(version.database_id), heirs)]

    def move(self, plan: Plan, things: Sequence[Thing], *, under: Decision, at: datetime) -> None:
        """The new versions, and the list of the catalogue since that day."""
        versions = {thing.row.pk: thing.row for thing in things}
        wanted = [(version.database, _renamed(version, plan)) for version in versions.values()]
        if wanted:
            entries.supersede(wanted, under=under, at=at)
            editions.freeze(under, at=at)
            transaction.on_commit(partial(facets.counts, Wanted(on=today(at))), robust=True)  # the next reader finds it counted


class Rights:
    """Officers go on looking after a database that passes with their agency; of one that leaves it, their right ends."""

    key, title = "rights", _("Chuyên viên phụ trách cơ sở dữ liệu")

    def concerned(self, plan: Plan) -> list[Thing]:
        """Every right on a database that passes. `row` is the right where it ends: the database passes by itself, away from the
        agency's people."""
        managed = DatabaseVersion.objects.open().filter(managing_agency__in=plan.heirs).values_list("database", "managing_agency")
        lines = {database: plan.heirs[agency] for database, agency in managed} | plan.chosen
        codes = dict(SharedDatabase.objects.filter(pk__in=lines).values_list("pk", "code"))
        kind = ContentType.objects.get_for_model(SharedDatabase)
        held = UserObjectPermission.objects.filter(content_type=kind, object_pk__in=[str(pk) for pk in lines]).select_related("user")
        return [_right(one, codes, lines[int(one.object_pk)], plan) for one in held.order_by("pk")]

    def move(self, plan: Plan, things: Sequence[Thing], *, under: Decision, at: datetime) -> None:
        """Whom the database is entrusted to from now on, the head of its new agency says."""
        UserObjectPermission.objects.filter(pk__in=[thing.row.pk for thing in things if thing.row]).delete()


def _right(held: Any, codes: dict[int, str], line: Any, plan: Plan) -> Thing:
    stays = plan.heirs.get(line.predecessor_id) is line
    after = line.heir_name if stays else gettext("kết thúc")
    return Thing(f"{codes[int(held.object_pk)]}: {held.user}", "", str(line.predecessor), after, None if stays else held)


def _things(version: DatabaseVersion, chosen: Any, heirs: dict[int, Any]) -> list[Thing]:
    label, path = f"{version.database.code} {version.name}", f"/databases/{version.database.code}/"
    line = chosen or heirs.get(version.managing_agency_id or 0)
    found = [Thing(label, path, str(line.predecessor), line.heir_name, version)] if line else []
    for agency in version.coordinating_agencies.all():
        if agency.pk in heirs:
            taking_part = f"{label} ({gettext('cơ quan phối hợp')})"
            found.append(Thing(taking_part, path, str(agency), heirs[agency.pk].heir_name, version))
    return found


def _renamed(version: DatabaseVersion, plan: Plan) -> Content:
    """What the version says, with the heirs in their places. How we know who manages it stays as it was."""
    content, keys = content_of(version), _keys(plan)
    chosen = plan.chosen.get(version.database_id)
    manager = chosen.successor.key if chosen else keys.get(content["managing_agency"], content["managing_agency"])
    coordinators = {keys.get(key, key) for key in content["coordinating_agencies"]} - {manager}
    return content | {"managing_agency": manager, "coordinating_agencies": sorted(coordinators)}


def _keys(plan: Plan) -> dict[str, str]:
    successors = Agency.objects.in_bulk([line.successor_id for line in plan.heirs.values()])
    return {line.predecessor.key: successors[line.successor_id].key for line in plan.heirs.values()}
