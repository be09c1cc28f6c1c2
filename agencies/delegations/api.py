"""One's delegations for other systems: the same two acts and the same refusals as on the page."""

from datetime import datetime
from typing import Any, cast

from django.db.models import Count, Q
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from agencies.delegations import actions, queries
from agencies.organisation import Agency
from agencies.people import Delegation, Role, User
from hcm_registry.api import Keyset, parameters
from hcm_registry.api.conditional import Stamp
from hcm_registry.api.doors import Door, Operation, Reading
from hcm_registry.api.shapes import Body, ByKey, Moment, PersonShape, Text, listing_of, page_of, person
from hcm_registry.kernel.errors import Invalid
from hcm_registry.keyset import Order

SIDES = {"given": "principal", "held": "deputy"}
PEOPLE = ("principal", "deputy")
PLAIN = ("id", "role", "reason", "revoked_at")
COLUMNS = (*PLAIN, "period", "agency__key", *(f"{who}__{name}" for who in PEOPLE for name in ("username", "full_name")))
ORDERS = {"-id": Order(("id",), down=True)}


class DelegationShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """`deputy` acts in the role of `principal` at the agency from `start` until `end`, which is not included, unless revoked before."""

    id = serializers.IntegerField()
    principal = PersonShape()
    deputy = PersonShape()
    role = serializers.ChoiceField(choices=Role.choices)
    agency = serializers.CharField()
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    reason = serializers.CharField(allow_blank=True)
    revoked_at = serializers.DateTimeField(allow_null=True)
    state = serializers.ChoiceField(choices=list(queries.STATES.items()))


class GiveBody(Body):
    """Which of the caller's roles, to which colleague (the name of their account), from when to when, and why."""

    example = {
        "role": "REGISTRAR",
        "agency": "so-khdt",
        "to": "lanhdao.skhdt",
        "start": "2026-12-01T08:00:00+07:00",
        "end": "2026-12-05T17:00:00+07:00",
        "reason": "Đi công tác",
    }

    role = serializers.ChoiceField(choices=Role.choices)
    agency = ByKey(slug_field="key", queryset=Agency.objects.all())
    to = Text(max_length=150)
    start = Moment()
    end = Moment()
    reason = Text(max_length=255)


class Delegations(Door):
    """What every door to delegations shares: one's own are there, given and held, and no others."""

    @property
    def user(self) -> User:
        """The caller, whom the permission has seen to be signed in."""
        return cast(User, self.request.user)

    def rows(self) -> Any:
        """The caller's."""
        return Delegation.objects.filter(Q(principal=self.user) | Q(deputy=self.user))

    def stamp(self) -> Stamp:
        """Delegations are only added and revoked; with time they begin and end."""
        begun, over = Count("pk", filter=Q(period__startswith__lte=self.at)), Count("pk", filter=Q(period__endswith__lte=self.at))
        counted = self.rows().aggregate(Count("pk"), Count("revoked_at"), begun=begun, over=over)
        return Stamp((self.user.pk, *counted.values()))

    def one(self, pk: Any) -> dict[str, Any]:
        """One of them. Error: Http404."""
        row = self.rows().filter(pk=pk).values(*COLUMNS).first()
        if row is None:
            raise Http404
        return _shown(row, self.at)


class DelegationList(Delegations, Reading):
    """The caller's delegations, the newest first; giving one."""

    asks = (parameters.choice("side", SIDES, _("given: đã ủy quyền cho người khác; held: được ủy quyền.")), *parameters.page())
    operations = {
        "get": Operation("delegations_list", page_of(DelegationShape), about=_("Ủy quyền của chính người gọi: đã cho và được cho.")),
        "post": Operation("delegations_create", DelegationShape, GiveBody, _("Ủy quyền một vai trò của mình cho đồng nghiệp."), 201),
    }

    def answer(self) -> Any:
        """One page."""
        rows = self.rows().filter(**{SIDES[self.asked["side"]]: self.user}) if "side" in self.asked else self.rows()
        walk = Keyset(self.request, self.asked, ORDERS, "-id")
        return walk.page(rows, list(COLUMNS), lambda found: [_shown(row, self.at) for row in found])

    def post(self, request: Any, **kwargs: Any) -> Response:
        """Give one. Errors: Invalid, NotAnOwnRole, ImpossiblePeriod, Forbidden (to oneself, or to two at a time)."""
        body = self.body()
        return self.once(lambda: self._give(**body))

    def _give(self, role: str, to: str, **given: Any) -> Response:
        made = actions.delegate(Role(role), to=self._deputy(to), **given, by=self.user, at=self.at)
        return Response(self.one(made.pk), status=201, headers={"Location": f"/api/v1/delegations/{made.pk}/"})

    def _deputy(self, username: str) -> User:
        """A colleague, as on the page; oneself is refused by the promise that says why. Error: Invalid."""
        found = (
            self.user if username == self.user.username else queries.possible_deputies(self.user, self.at).filter(username=username).first()
        )
        if found is None:
            raise Invalid(errors={"to": [_("Không có đồng nghiệp này ở cơ quan nơi bạn giữ vai trò.")]})
        return found


class DelegationDetail(Delegations, Reading):
    """One delegation."""

    operations = {"get": Operation("delegations_read", DelegationShape, about=_("Một ủy quyền."))}

    def answer(self) -> Any:
        """The delegation. Error: Http404."""
        return self.one(self.kwargs["id"])


class DelegationRevoked(Delegations):
    """Taking the role back before the end."""

    operations = {"post": Operation("delegations_revoke", DelegationShape, about=_("Thu hồi ủy quyền trước khi hết hạn."))}

    def post(self, request: Any, **kwargs: Any) -> Response:
        """Take it back; one taken back before stays as it was. Errors: Http404, NotAuthorised (the caller is the deputy)."""
        self.body()
        return self.once(self._revoke)

    def _revoke(self) -> Response:
        found = self.rows().filter(pk=self.kwargs["id"]).first()
        if found is None:
            raise Http404
        actions.revoke(found, by=self.user, at=self.at)
        return Response(self.one(found.pk))


class Deputies(Delegations, Reading):
    """Whom the caller may name."""

    operations = {
        "get": Operation("delegations_deputies_list", listing_of(PersonShape), about=_("Những đồng nghiệp có thể được ủy quyền."))
    }

    def stamp(self) -> Stamp:
        """The answer itself: roles begin and end by the day."""
        self.told = [person(one) for one in queries.possible_deputies(self.user, self.at)]
        return Stamp((self.told,))

    def answer(self) -> Any:
        """Colleagues by name."""
        return {"results": self.told}


def _shown(row: dict[str, Any], at: datetime) -> dict[str, Any]:
    people = {who: {"username": row[f"{who}__username"], "name": row[f"{who}__full_name"] or row[f"{who}__username"]} for who in PEOPLE}
    span = row["period"]
    state = queries.state_of(span, row["revoked_at"], at)
    return (
        {name: row[name] for name in PLAIN}
        | people
        | {"agency": row["agency__key"], "start": span.lower, "end": span.upper, "state": state}
    )
