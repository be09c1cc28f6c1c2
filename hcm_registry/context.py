"""What the shell of every page reads: whether this is a demonstration, and who is signed in as what."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.timezone import now

from agencies.authority import seats_of
from catalog.proposals.queries import work_of, works_with_dossiers
from hcm_registry.sessions import seconds_left

DEMO_ACCOUNTS = (
    ("canbo.skhdt", "Chuyên viên, Sở Kế hoạch và Đầu tư"),
    ("lanhdao.skhdt", "Lãnh đạo, Sở Kế hoạch và Đầu tư"),
    ("canbo.sxd", "Chuyên viên, Sở Xây dựng"),
    ("lanhdao.sxd", "Lãnh đạo, Sở Xây dựng"),
    ("canbo.stc", "Chuyên viên, Sở Tài chính"),
    ("tiepnhan.stttt", "Cán bộ tiếp nhận, Sở Thông tin và Truyền thông"),
    ("thamdinh.stttt", "Chuyên viên thẩm định, Sở Thông tin và Truyền thông"),
    ("lanhdao.stttt", "Lãnh đạo, Sở Thông tin và Truyền thông"),
    ("vanthu.ubnd", "Văn thư, Ủy ban nhân dân Thành phố"),
    ("vanhanh.kho", "Cán bộ vận hành kho dữ liệu"),
    ("kiemtoan", "Kiểm toán viên"),
    ("quantri", "Quản trị hệ thống"),
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
    context["works_with_dossiers"] = works_with_dossiers(seats)
    context["inbox_count"] = work_of(user, at).count()
    return context
