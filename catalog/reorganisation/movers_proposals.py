"""Proposals under way, questions that wait for an answer, and deadlines: whoever carries the agency on carries them on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from catalog.clocks import actions as clocks
from catalog.clocks.models import DeadlineClock
from catalog.decisions.models import Decision
from catalog.duties.models import ComplianceCheck
from catalog.proposals.models import ChangeProposal
from catalog.proposals.papers import Opinion
from catalog.reorganisation.movers import Plan, Thing


class Proposals:
    """Every proposal of an agency that ends which is not finished, drafts too."""

    key, title = "proposals", _("Đề xuất chưa xong")

    def concerned(self, plan: Plan) -> list[Thing]:
        """By code: what a draft asks is nobody else's to read."""
        rows = ChangeProposal.objects.unfinished().filter(agency__in=plan.heirs).order_by("pk")
        return [_thing(row, row.code, f"/proposals/{row.code}/", plan) for row in rows]

    def move(self, plan: Plan, things: Sequence[Thing], *, under: Decision, at: datetime) -> None:
        """The heir is now the proposing agency; steps already made keep the names under which they were made."""
        for heir, rows in _by_heir(plan, things).items():
            ChangeProposal.objects.filter(pk__in=rows).update(agency=heir, version=F("version") + 1)


class Opinions:
    """Questions put to an agency that ends, still unanswered."""

    key, title = "opinions", _("Lấy ý kiến chưa trả lời")

    def concerned(self, plan: Plan) -> list[Thing]:
        """By the proposal they are about."""
        rows = Opinion.objects.filter(
            agency__in=plan.heirs, answered_at__isnull=True, voided_at__isnull=True, proposal__state="CONSULTATION"
        )
        found = rows.select_related("proposal", "clock").order_by("pk")
        return [_thing(row, row.proposal.code, f"/proposals/{row.proposal.code}/", plan) for row in found]

    def move(self, plan: Plan, things: Sequence[Thing], *, under: Decision, at: datetime) -> None:
        """Asked anew of the heir, within the same deadline; not of one that is asked already or proposes it itself."""
        rows = [thing.row for thing in things]
        Opinion.objects.filter(pk__in=[row.pk for row in rows]).update(voided_at=at)
        proposals = {row.proposal_id for row in rows}
        asked = set(Opinion.objects.filter(proposal__in=proposals, voided_at__isnull=True).values_list("proposal", "agency"))
        asked |= set(ChangeProposal.objects.filter(pk__in=proposals).values_list("pk", "agency"))
        wanted = {(row.proposal_id, plan.heirs[row.agency_id].successor_id): row for row in rows}
        heirs = {row.pk: heir for (proposal, heir), row in wanted.items() if (proposal, heir) not in asked}
        Opinion.objects.bulk_create(_asked_of(heirs[row.pk], row) for row in rows if row.pk in heirs)
        for row in rows:
            if row.pk not in heirs:
                clocks.stop(row.clock, at=at, reason=str(under))


class Clocks:
    """Deadlines that run or wait: only whose they are changes, never their day. Those of a duty move with it."""

    key, title = "clocks", _("Hạn xử lý")

    def concerned(self, plan: Plan) -> list[Thing]:
        """In the order in which they began."""
        rows = DeadlineClock.objects.open().filter(agency__in=plan.heirs).exclude(pk__in=ComplianceCheck.objects.values("clock"))
        return [_thing(row, row.label, row.path, plan) for row in rows.order_by("pk")]

    def move(self, plan: Plan, things: Sequence[Thing], *, under: Decision, at: datetime) -> None:
        """The heir is who must keep them."""
        for heir, rows in _by_heir(plan, things).items():
            DeadlineClock.objects.filter(pk__in=rows).update(agency=heir)


def _thing(row: Any, label: str, path: str, plan: Plan) -> Thing:
    line = plan.heirs[row.agency_id]
    return Thing(label, path, str(line.predecessor), line.heir_name, row)


def _by_heir(plan: Plan, things: Sequence[Thing]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for thing in things:
        found.setdefault(plan.heirs[thing.row.agency_id].successor_id, []).append(thing.row.pk)
    return found


def _asked_of(heir: int, row: Opinion) -> Opinion:
    return Opinion(
        proposal_id=row.proposal_id,
        agency_id=heir,
        revision=row.revision,
        asked_by_id=row.asked_by_id,
        asked_at=row.asked_at,
        clock_id=row.clock_id,
    )
