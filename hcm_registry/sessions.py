"""Sessions that know when they end, so that a page can say so before what was typed on it has nowhere to go."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.sessions.backends import db
from django.http import HttpRequest, JsonResponse
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods


class SessionStore(db.SessionStore):
    """Django's own, in PostgreSQL; reading it keeps the moment at which it ends."""

    ends_at: datetime | None = None

    def load(self) -> dict[str, Any]:
        """What was kept, and until when."""
        row = self._get_session_from_db()  # type: ignore[attr-defined]  # Django's own hook, unknown to its stubs
        self.ends_at = row.expire_date if row else None
        return self.decode(row.session_data) if row else {}


def seconds_left(request: HttpRequest) -> int:
    """Until the reader has to sign in again; 0 when nobody says."""
    list(request.session.keys())  # it is read only when somebody asks
    ends_at = getattr(request.session, "ends_at", None)
    return max(int((ends_at - now()) / timedelta(seconds=1)), 0) if ends_at else 0


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def session(request: HttpRequest) -> JsonResponse:
    """How long the session lasts; a POST lets it begin anew."""
    if request.method == "POST":
        request.session.modified = True
        return JsonResponse({"seconds": request.session.get_expiry_age()})
    return JsonResponse({"seconds": seconds_left(request)})
