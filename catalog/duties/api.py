"""Duties for other systems: who bears which, their checks, and the same three acts as on the pages."""

from typing import Any, cast

from django.db.models import Count, Max, Q
from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from agencies.models import User
from catalog.clocks.models import ClockEvent
from catalog.duties import actions, queries
from catalog.duties.actions import Finding
from catalog.duties.models import OPEN, ComplianceCheck, Duty, Responsibility
from catalog.journal import actions as journal
from hcm_registry import uploads
from hcm_registry.api import Keyset, parameters
from hcm_registry.api.conditional import Stamp
from hcm_registry.api.doors import Door, Download, Operation, Reading
from hcm_registry.api.parsing import NfcMultiPartParser
from hcm_registry.api.shapes import Body, Day, PeriodShape, Text, page_of, period, picked
from hcm_registry.files import findings
from hcm_registry.files.findings import Findings
from hcm_registry.files.shapes import ScanShape, SignaturesShape, as_json
from hcm_registry.kernel.periods import today
from hcm_registry.keyset import Order

COLUMNS = ("id", "duty__key", "duty__legal_basis", "database__code", "database_name", "agency__key", "basis", "decision_id", "period")
CHECK = ("id", "asked_at", "asked", "done_at", "report", "evidence_sha256", "concluded_at", "outcome", "finding", "voided_at")
ORDERS = {"id": Order(("id",))}


class DutyCheckShape(serializers.ModelSerializer):  # type: ignore[type-arg]  # generic in the stubs only
    """One check: `due_on` is the last day of the report, null where there is none; nothing is concluded without evidence."""

    due_on = serializers.DateField(allow_null=True)
    scan = ScanShape(allow_null=True)
    signatures = SignaturesShape(allow_null=True)

    class Meta:
        model = ComplianceCheck
        fields = (*CHECK, "due_on", "scan", "signatures")


class ResponsibilityShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """One agency bears one duty during a period; `database` is null where it is a duty for the whole catalogue."""

    id = serializers.IntegerField()
    duty = serializers.ChoiceField(choices=Duty.Kind.values)
    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name hides an attribute of the stubs
    legal_basis = serializers.CharField()
    database = serializers.CharField(allow_null=True)
    database_name = serializers.CharField()
    agency = serializers.CharField()
    basis = serializers.CharField()
    decision = serializers.IntegerField()
    period = PeriodShape()
    open_check = DutyCheckShape(allow_null=True)


class ResponsibilityDetailShape(ResponsibilityShape):
    """The same with every check, the newest first."""

    checks = DutyCheckShape(many=True)


class AskBody(Body):
    """What is to be shown, and by when."""

    example = {"asked": "Báo cáo kết quả cập nhật sáu tháng đầu năm", "due_on": "2026-07-15"}

    asked = Text(max_length=2000)
    due_on = Day()


class ReportBody(Body):
    """What was done, with the file that shows it."""

    text = serializers.CharField(max_length=4000)
    file = serializers.FileField()


class ConcludeBody(Body):
    """What the department finds."""

    example = {"outcome": "MET", "text": "Đã cập nhật đủ."}

    outcome = serializers.ChoiceField(choices=ComplianceCheck.Outcome.values)
    text = Text(max_length=4000)
    again_on = Day(required=False, allow_null=True)


MEMBERS = tuple(ResponsibilityShape().fields)


class Duties(Door):
    """What every door to duties shares: only what the person may see is there at all."""

    @property
    def user(self) -> User:
        """The caller, whom the permission has seen to be signed in."""
        return cast(User, self.request.user)

    def visible(self) -> Any:
        """Responsibilities the caller may read now."""
        return Responsibility.objects.visible_to(self.request.user, self.at)

    def borne(self) -> Any:
        """The responsibility in the address. Error: Http404."""
        found = self.visible().filter(pk=self.kwargs["id"]).select_related("duty", "database", "agency").first()
        if found is None:
            raise Http404
        return found

    def check(self) -> ComplianceCheck:
        """The check in the address. Error: Http404."""
        found = queries.check_of(self.request.user, self.kwargs["id"], self.at)
        if found is None:
            raise Http404
        return found

    def stamp(self) -> Stamp:
        """Responsibilities and checks are only added, and each part of them is written once; deadlines move by events."""
        written = [Count(f"checks__{name}") for name in ("pk", "done_at", "concluded_at", "voided_at")]
        counted = self.visible().aggregate(Count("pk", distinct=True), Count("closed_at", distinct=True), Max("recorded_at"), *written)
        moved = ClockEvent.objects.aggregate(last=Max("pk"))["last"]
        return Stamp((*counted.values(), *findings.mark(), moved, journal.head(), today(self.at)))

    def written(self, check: ComplianceCheck, status: int = 200) -> Response:
        """The check as it is now."""
        return Response(_checks([check.responsibility_id])[check.pk], status=status)


class DutyList(Duties, Reading):
    """Who bears which duty."""

    asks = (
        parameters.day("as_of", _("Trách nhiệm của ngày này; mặc định là hôm nay.")),
        parameters.choice("duty", Duty.Kind.values, _("Nhiệm vụ.")),
        parameters.key("agency", _("Khóa của cơ quan chịu trách nhiệm.")),
        parameters.key("database", _("Mã cơ sở dữ liệu.")),
        parameters.fields(MEMBERS),
        *parameters.page(),
    )
    operations = {"get": Operation("duties_list", page_of(ResponsibilityShape), about=_("Trách nhiệm của các cơ quan mà bạn được xem."))}

    def answer(self) -> Any:
        """One page."""
        lookups = {"duty": "duty__key", "agency": "agency__key", "database": "database__code"}
        given = {lookup: self.asked[name] for name, lookup in lookups.items() if name in self.asked}
        rows = self.visible().on(self.asked.get("as_of", today(self.at))).described().filter(**given)
        return Keyset(self.request, self.asked, ORDERS, "id").page(rows, list(COLUMNS), self._shown)

    def _shown(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        checks = _checks([row["id"] for row in rows], ongoing=True)
        open_checks = {check.pop("responsibility_id"): check for check in checks.values()}
        return [picked(_shown(row) | {"open_check": open_checks.get(row["id"])}, self.asked) for row in rows]


class DutyDetail(Duties, Reading):
    """One responsibility."""

    operations = {"get": Operation("duties_read", ResponsibilityDetailShape, about=_("Một trách nhiệm với các lần kiểm tra."))}

    def answer(self) -> Any:
        """With its checks. Error: Http404."""
        row = self.visible().described().filter(pk=self.kwargs["id"]).values(*COLUMNS).first()
        if row is None:
            raise Http404
        checks = list(_checks([row["id"]]).values())
        open_check = next((one for one in checks if not one["concluded_at"] and not one["voided_at"]), None)
        return _shown(row) | {"open_check": open_check, "checks": checks}


class DutyChecks(Duties):
    """Ask to be shown."""

    operations = {"post": Operation("duties_checks_create", DutyCheckShape, AskBody, _("Yêu cầu cơ quan báo cáo việc thực hiện."), 201)}

    def post(self, request: Any, **kwargs: Any) -> Response:
        """One more check. Errors: Http404, Invalid, NotAuthorised, WrongState, Forbidden."""
        borne, body = self.borne(), self.body()
        return self.once(lambda: self.written(actions.ask(borne, **body, by=self.user, at=self.at), 201))


class CheckReport(Duties):
    """Show that it was done."""

    parser_classes = (NfcMultiPartParser,)
    operations = {
        "post": Operation("duties_checks_report", DutyCheckShape, about=_("Báo cáo kết quả, kèm tệp minh chứng."), form=ReportBody)
    }

    def post(self, request: Any, **kwargs: Any) -> Response:
        """Report, once. Errors: Http404, Invalid, FileTooLarge (413), FileNotTaken (415), NotAuthorised, WrongState."""
        check, body = self.check(), self.body()
        return self.once(lambda: self._report(check, body))

    def _report(self, check: ComplianceCheck, body: dict[str, Any]) -> Response:
        actions.report(check, **body, by=self.user, at=self.at)
        return self.written(check)


class CheckConclude(Duties):
    """Judge what was shown."""

    operations = {"post": Operation("duties_checks_conclude", DutyCheckShape, ConcludeBody, _("Kết luận về báo cáo."))}

    def post(self, request: Any, **kwargs: Any) -> Response:
        """Conclude, once. Errors: Http404, Invalid, JudgedByItself, NotAuthorised, WrongState."""
        check, body = self.check(), self.body()
        return self.once(lambda: self._conclude(check, body))

    def _conclude(self, check: ComplianceCheck, body: dict[str, Any]) -> Response:
        actions.conclude(check, Finding(**body), by=self.user, at=self.at)
        return self.written(check)


class CheckEvidence(Duties, Reading):
    """The file that was shown."""

    renderer_classes = (Download,)
    operations = {
        "get": Operation("duties_checks_evidence", bytes, about=_("Tệp minh chứng, luôn là tải về."), media=tuple(uploads.PAPERS.values()))
    }

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The file, by its hash. Error: Http404."""
        check = self.check()
        if not check.evidence:
            raise Http404(_("Chưa có minh chứng."))
        return self.kept(check)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "duty": row["duty__key"],
        "label": str(Duty.Kind(row["duty__key"]).label),
        "legal_basis": row["duty__legal_basis"],
        "database": row["database__code"],
        "database_name": row["database_name"],
        "agency": row["agency__key"],
        "basis": row["basis"],
        "decision": row["decision_id"],
        "period": period(row["period"]),
    }


def _checks(borne: list[int], *, ongoing: bool = False) -> dict[int, dict[str, Any]]:
    """Id → check, the newest first; `ongoing` gives the open ones alone, with whose they are."""
    which = OPEN if ongoing else Q()
    found = ComplianceCheck.objects.filter(which, responsibility__in=borne).order_by("-pk")
    rows = found.values(*CHECK, "clock__due_on", *(["responsibility_id"] if ongoing else []))
    known = findings.known(row["evidence_sha256"] for row in rows)
    return {row["id"]: row | {"due_on": row.pop("clock__due_on")} | _looked_at(known.get(row["evidence_sha256"])) for row in rows}


def _looked_at(found: Findings | None) -> dict[str, Any]:
    return as_json(found) if found else {"scan": None, "signatures": None}
