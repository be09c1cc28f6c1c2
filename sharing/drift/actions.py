"""From differences to a proposal. Its author is the person who asks for it: what a program found is a draft, not somebody's word."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import Agency, User
from catalog.entries.content import content_of
from catalog.models import ChangeProposal, DatabaseVersion
from catalog.proposals import drafts
from catalog.proposals.states import FINAL, ItemKind
from hcm_registry.kernel.periods import today
from sharing.drift.errors import AlreadyProposed, NothingToPropose, Unmanaged
from sharing.drift.following import followed
from sharing.integration.drifts import Drift
from sharing.integration.models import Source


def propose(source: Source, *, by: User, at: datetime) -> ChangeProposal:
    """A draft of the managing agency in which the dictionary follows the source.

    Errors: NothingToPropose, AlreadyProposed, Unmanaged, NotAuthorised (who does not write for that agency), those of starting a draft.
    """
    with transaction.atomic():
        Source.objects.select_for_update(of=("self",)).get(pk=source.pk)
        version, agency = _entry(source, at)
        found = list(Drift.objects.filter(source=source, gone_at__isnull=True).select_related("source", "proposal").order_by("pk"))
        if any(drift.proposal and drift.proposal.state not in FINAL for drift in found):
            raise AlreadyProposed
        document = content_of(version)
        wanted = followed(document["datasets"], found)
        if wanted == document["datasets"]:
            raise NothingToPropose
        proposal = drafts.start(agency=agency, by=by, at=at, is_demo=source.database.is_demo, **_head(source, found))
        drafts.add_item(proposal, ItemKind.AMEND, database=source.database, content={"datasets": wanted}, by=by, at=at)
        Drift.objects.filter(pk__in=[drift.pk for drift in found]).update(proposal=proposal)
    return proposal


def _entry(source: Source, at: datetime) -> tuple[DatabaseVersion, Agency]:
    version = DatabaseVersion.objects.in_force(today(at)).with_dictionary().filter(database=source.database_id).first()
    if version is None or version.managing_agency is None:
        raise Unmanaged
    return version, version.managing_agency


def _head(source: Source, found: list[Drift]) -> dict[str, str]:
    """Title and reason of the draft, for its author to write on."""
    names = ", ".join(f"{drift.column} ({drift.get_change_display().lower()})" for drift in found)
    return {
        "title": _("Sửa từ điển dữ liệu của %(database)s theo cấu trúc nguồn") % {"database": source.database.code},
        "reason": _("Khi nạp bảng %(dataset)s vào Kho dữ liệu dùng chung, nguồn khác từ điển đang có hiệu lực ở: %(columns)s.")
        % {"dataset": source.dataset, "columns": names},
    }
