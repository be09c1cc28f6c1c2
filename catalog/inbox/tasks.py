"""The rows of the inbox: what a file, a question, a dossier, a duty or an act asks of whoever reads it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Role
from catalog.clocks.models import DeadlineClock
from catalog.clocks.queries import Due, due
from catalog.duties.models import ComplianceCheck
from catalog.proposals.models import Dossier
from catalog.proposals.papers import Opinion
from catalog.proposals.queries import lasted
from catalog.proposals.states import State
from catalog.reorganisation.models import Reorganisation
from hcm_registry.kernel.periods import LEGAL_ZONE, today


@dataclass(frozen=True)
class Task:
    """One row of the inbox."""

    code: str
    url: str
    title: str
    about: str
    agency: str
    step: str
    step_key: str
    since: datetime
    waited: str
    due: Due


def of_proposal(proposal: Any, at: datetime) -> Task:
    """A file to carry on."""
    since = proposal.here_since or proposal.created_at
    return Task(
        code=proposal.code,
        url=reverse("catalog:proposal-detail", args=[proposal.code]),
        title=proposal.title or _("Chưa có trích yếu"),
        about="; ".join(item.name for item in proposal.items.all()),
        agency=str(proposal.agency),
        step=proposal.get_state_display(),
        step_key=proposal.state,
        since=since,
        waited=lasted(at - since),
        due=due(_deadline(proposal), today(at)),
    )


def of_opinion(opinion: Opinion, at: datetime) -> Task:
    """A question to answer."""
    proposal = opinion.proposal
    return Task(
        code=proposal.code,
        url=reverse("catalog:opinion-answer", args=[proposal.code]),
        title=proposal.title,
        about="; ".join(item.name for item in proposal.items.all()),
        agency=str(proposal.agency),
        step=_("Cho ý kiến"),
        step_key="OPINION",
        since=opinion.asked_at,
        waited=lasted(at - opinion.asked_at),
        due=due(opinion.clock, today(at)),
    )


def of_dossier(dossier: Dossier, at: datetime) -> Task:
    """A decision to record."""
    proposals = list(dossier.proposals.all())
    return Task(
        code=dossier.code,
        url=reverse("catalog:dossier-detail", args=[dossier.code]),
        title=dossier.title,
        about=_("%(count)d đề xuất: %(codes)s") % {"count": len(proposals), "codes": ", ".join(one.code for one in proposals)},
        agency=_("Tờ trình số %(number)s") % {"number": dossier.letter_number},
        step=_("Ghi nhận quyết định"),
        step_key="DOSSIER",
        since=dossier.created_at,
        waited=lasted(at - dossier.created_at),
        due=due(None, today(at)),
    )


REPORT = ("REPORT", gettext_lazy("Báo cáo trách nhiệm"))
CONCLUDE = ("CONCLUDE", gettext_lazy("Kết luận về trách nhiệm"))
PRESS = ("PRESS", gettext_lazy("Đôn đốc báo cáo quá hạn"))


def of_check(check: ComplianceCheck, at: datetime, reporting: Collection[int]) -> Task:
    """A duty to report on for one of the agencies `reporting`, to judge, or that its bearer lets lie."""
    borne, since = check.responsibility, check.done_at or check.asked_at
    key, step = CONCLUDE if check.done_at else REPORT if borne.agency_id in reporting else PRESS
    return Task(
        code=borne.database.code if borne.database else _("Danh mục"),
        url=reverse("catalog:duty-detail", args=[borne.pk]),
        title=str(borne.duty),
        about=check.clock.label,
        agency=str(borne.agency),
        step=str(step),
        step_key=key,
        since=since,
        waited=lasted(at - since),
        due=due(None if check.done_at else check.clock, today(at)),
    )


def of_act(act: Reorganisation, at: datetime) -> Task:
    """An act of reorganisation to complete and send, or to record."""
    since = act.here_since or act.created_at  # type: ignore[attr-defined]  # annotated by the query
    return Task(
        code=_("Sắp xếp cơ quan"),
        url=reverse("catalog:reorganisation-detail", args=[act.pk]),
        title=act.title,
        about="; ".join(dict.fromkeys(str(line.predecessor) for line in act.lines.all())),
        agency=str(Role.ADMIN.label),
        step=str(act.get_state_display()),
        step_key=f"ACT_{act.state}",
        since=since,
        waited=lasted(at - since),
        due=due(None, today(at)),
    )


def urgency(task: Task) -> tuple[date, datetime]:
    """The nearest deadline first; what has none after those, the oldest first."""
    return task.due.day or date.max, task.since.astimezone(LEGAL_ZONE)


def _deadline(proposal: Any) -> DeadlineClock | None:
    """What the file waits for: the last of the questions asked, otherwise whoever has it."""
    asked = [question.clock for question in proposal.questions] if proposal.state == State.CONSULTATION else []
    found: DeadlineClock | None = max(asked, key=lambda clock: clock.due_on or date.max, default=proposal.clock)
    return found
