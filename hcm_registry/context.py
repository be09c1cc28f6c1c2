"""What the shell of every page reads: whether this is a demonstration, and who is signed in as what."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.timezone import now

from agencies.authority import seats_of
from agencies.models import Role
from agencies.outbox.queries import unread
from catalog.annexes.models import reads as reads_annexes
from catalog.dashboard.records import leads
from catalog.inbox.queries import work_of
from catalog.proposals.queries import works_with_dossiers
from hcm_registry.sessions import seconds_left
from sharing.integration.readers import reads_all

#: User name, role, agency.
DEMO_ACCOUNTS = (
    ("canbo.skhdt", Role.REGISTRAR, "Sở Kế hoạch và Đầu tư"),
    ("lanhdao.skhdt", Role.HEAD, "Sở Kế hoạch và Đầu tư"),
    ("canbo.sxd", Role.REGISTRAR, "Sở Xây dựng"),
    ("lanhdao.sxd", Role.HEAD, "Sở Xây dựng"),
    ("canbo.stc", Role.REGISTRAR, "Sở Tài chính"),
    ("tiepnhan.stttt", Role.INTAKE, "Sở Thông tin và Truyền thông"),
    ("thamdinh.stttt", Role.APPRAISER, "Sở Thông tin và Truyền thông"),
    ("lanhdao.stttt", Role.HEAD, "Sở Thông tin và Truyền thông"),
    ("vanthu.ubnd", Role.CLERK, "Ủy ban nhân dân Thành phố"),
    ("vanhanh.kho", Role.OPERATOR, ""),
    ("kiemtoan", Role.AUDITOR, ""),
    ("quantri", Role.ADMIN, ""),
)


def site(request: HttpRequest) -> dict[str, Any]:
    """Context of the shell."""
    context: dict[str, Any] = {"demo": settings.DEMO, "demo_accounts": DEMO_ACCOUNTS if settings.DEMO else ()}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return context
    kept = getattr(user, "_seats", None)
    at = kept.at if kept else now()  # the moment the view used, so that nothing is read twice
    seats = seats_of(user, at)
    context["session_seconds"] = seconds_left(request)
    context["role_line"] = str(seats.held[0]) if seats.held else ""
    context["works_with_dossiers"], context["leads"] = works_with_dossiers(seats), leads(seats)
    context["sees_warehouse"] = reads_all(seats) or bool(seats.with_role(Role.REGISTRAR, Role.HEAD))
    context["reads_annexes"] = reads_annexes(user, at)
    context["inbox_count"], context["notice_count"] = work_of(user, at).count(unread(user))
    return context
