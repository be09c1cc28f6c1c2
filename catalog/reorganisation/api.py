"""Acts of reorganisation for other systems: what the pages show to whoever asks, and what a door needs to write."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.db import transaction
from django.db.models import Count, Max
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated
from rest_framework.response import Response

from agencies.authority import seats_of
from agencies.models import User
from catalog.reorganisation import preview
from catalog.reorganisation.models import Reorganisation, ReorganisationLine
from catalog.reorganisation.querysets import reads_inside
from catalog.reorganisation.states import LineKind, State
from catalog.reorganisation.workflow import MOVES
from hcm_registry.api import Keyset, conditional, parameters
from hcm_registry.api.conditional import Stamp
from hcm_registry.api.doors import Door, Operation, Published, Reading
from hcm_registry.api.shapes import listing_of, page_of, picked, sparse
from hcm_registry.kernel.errors import NotAuthorised
from hcm_registry.kernel.workflow import open_to
from hcm_registry.keyset import Order

PLAIN = ("id", "title", "state", "state_reason", "wanted_on", "legal_ground", "version")
COLUMNS = (*PLAIN, "decision_id", "decision__effective_on")
MEMBERS = (*PLAIN, "decision", "effective_on", "lines")
LINE = ("position", "kind", "name", "abbreviation", "scope", "source", "confirmed", "note")
ORDERS = {"id": Order(("id",)), "-id": Order(("id",), down=True)}


class ReorganisationLineShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """What happens to one agency. Without `successor`, an agency called `name` begins on the day (after RENAME it is the new name)."""

    position = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=LineKind.choices)
    predecessor = serializers.CharField()
    successor = serializers.CharField(allow_null=True)
    name = serializers.CharField(allow_blank=True)
    abbreviation = serializers.CharField(allow_blank=True)
    scope = serializers.CharField(allow_blank=True)
    databases = serializers.ListField(child=serializers.CharField())
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]  # a field of this name hides an attribute of the stubs
    confirmed = serializers.BooleanField()
    note = serializers.CharField(allow_blank=True)


class ReorganisationShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """An act that reorganises agencies. It takes effect on `effective_on` of its decision; before that, `wanted_on` is the plan."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    state_reason = serializers.CharField(allow_blank=True)
    wanted_on = serializers.DateField()
    legal_ground = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()
    decision = serializers.IntegerField(allow_null=True)
    effective_on = serializers.DateField(allow_null=True)
    lines = ReorganisationLineShape(many=True)


class ThingShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """One thing: what it is, where it is read, whose it is before and after."""

    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name hides an attribute of the stubs
    path = serializers.CharField(allow_blank=True)
    before = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)


class GroupShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """The things of one kind: how many there are, and the first 200 of those the caller may read."""

    key = serializers.CharField()
    title = serializers.CharField()
    count = serializers.IntegerField()
    things = ThingShape(many=True)


class PreviewShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """What passes from whom to whom: what did when `applied`, otherwise what would as things stand now."""

    applied = serializers.BooleanField()
    groups = GroupShape(many=True)


class ActMoveShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """A move the caller may make now."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name hides an attribute of the stubs
    needs_note = serializers.BooleanField()
    target = serializers.ChoiceField(choices=State.choices)
    href = serializers.CharField()


class Acts(Door):
    """What every door to acts shares: only what the person may read is there at all."""

    @property
    def user(self) -> User:
        """The caller, where the permission has seen to it that they are signed in."""
        return cast(User, self.request.user)

    def visible(self) -> Any:
        """Acts the caller may read now."""
        return Reorganisation.objects.visible_to(self.request.user, self.at)

    def marks(self, rows: Any) -> list[Any]:
        """What an answer about the rows depends on: drafts are rewritten without a move, lines come and go."""
        said = ("pk", "version", "title", "wanted_on", "legal_ground", "decision_id")
        return list(rows.order_by("pk").values_list(*said, Max("lines"), Count("lines")))

    def shown(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Rows of COLUMNS as members."""
        lines = _lines(row["id"] for row in rows)
        return [
            {name: row[name] for name in PLAIN}
            | {"decision": row["decision_id"], "effective_on": row["decision__effective_on"], "lines": lines[row["id"]]}
            for row in rows
        ]

    def whole(self, act: Reorganisation, status: int = 200) -> Response:
        """The act as it is now, with its ETag."""
        (found,) = self.shown(list(Reorganisation.objects.filter(pk=act.pk).values(*COLUMNS)))
        headers = {"ETag": tag_of(self.marks(Reorganisation.objects.filter(pk=act.pk))), "Location": f"/api/v1/reorganisations/{act.pk}/"}
        return Response(found, status=status, headers=headers)

    def pointer(self, field: str) -> str:
        """What a rule calls line 3, as a pointer into the act; any other field, into the body."""
        if not field.isdecimal():
            return f"/{field}"
        positions = ReorganisationLine.objects.filter(reorganisation=self.kwargs["id"]).order_by("position")
        return f"/lines/{list(positions.values_list('position', flat=True)).index(int(field))}"


class OneAct(Acts):
    """An act in the address, whose ETag is what a writer sends back."""

    def act(self) -> Reorganisation:
        """Error: Http404, whether it is absent or hidden; strangers are asked who they are (401)."""
        found = self.visible().filter(pk=self.kwargs["id"]).select_related("decision").first()
        if found is None:
            raise Http404 if self.request.user.is_authenticated else NotAuthenticated
        return cast(Reorganisation, found)

    def body(self) -> dict[str, Any]:
        """The typed body, once the act is there. Errors: Http404, ValidationError."""
        self.act()
        return super().body()

    def stamp(self) -> Stamp:
        """The act and its lines."""
        return Stamp((self.marks(self.visible().filter(pk=self.act().pk)),))

    def tag(self, stamp: Stamp) -> str:
        """The same for every way of reading it."""
        return tag_of(stamp.parts[0])

    @contextmanager
    def held(self) -> Iterator[Reorganisation]:
        """The act under its row lock, after If-Match was compared with it. Errors: Http404, Problem 428 or 412."""
        act = self.act()
        with transaction.atomic():
            Reorganisation.objects.select_for_update(of=("self",)).get(pk=act.pk)
            conditional.require_match(self.request, tag_of(self.marks(Reorganisation.objects.filter(pk=act.pk))))
            yield act


class ActPreview(OneAct, Reading):
    """What the act concerns, for those who also read it on the page."""

    about = _("Những gì sẽ chuyển, hoặc đã chuyển, từ cơ quan nào sang cơ quan nào; mỗi loại nhiều nhất 200 mục.")
    operations = {"get": Operation("reorganisations_preview", PreviewShape, about=about)}

    def stamp(self) -> Stamp:
        """The answer itself: it is reckoned from everything that stands now. Error: NotAuthorised."""
        act = self.act()
        if not reads_inside(seats_of(self.user, self.at), act):
            raise NotAuthorised
        groups = preview.groups_of(act, self.user, self.at)
        self.told = {"applied": act.state == State.APPLIED, "groups": [_group(group) for group in groups]}
        return Stamp((self.told,))

    def tag(self, stamp: Stamp) -> str:
        """Not the act's own: other things than the act change it."""
        return Reading.tag(self, stamp)

    def answer(self) -> Any:
        """By kind."""
        return self.told


class ActMoves(OneAct, Reading):
    """The moves the caller may make now, from the table of the law."""

    operations = {"get": Operation("reorganisations_moves_list", listing_of(ActMoveShape), about=_("Các bước làm được lúc này."))}

    def stamp(self) -> Stamp:
        """The moves themselves: they depend on who asks and when."""
        self.moves = open_to(self.act(), MOVES.values(), self.user, self.at)
        return Stamp(tuple(move.name for move in self.moves))

    def tag(self, stamp: Stamp) -> str:
        """Not the act's own."""
        return Reading.tag(self, stamp)

    def answer(self) -> Any:
        """The moves, each with its address."""
        place = f"/api/v1/reorganisations/{self.kwargs['id']}/moves"
        shown = [{"name": m.name, "label": str(m.label), "needs_note": m.needs_note, "target": m.target} for m in self.moves]
        return {"results": [move | {"href": f"{place}/{move['name']}/"} for move in shown]}


class ReadableActs(Acts, Published, Reading):
    """The list, as far as it is read."""

    asks = (
        parameters.choice("state", State.values, _("Trạng thái.")),
        parameters.choice("ordering", ORDERS, _("Thứ tự theo lúc lập.")),
        parameters.fields(MEMBERS),
        *parameters.page(),
    )
    listed = Operation(
        "reorganisations_list", page_of(sparse(ReorganisationShape)), about=_("Các văn bản sắp xếp cơ quan mà bạn được xem.")
    )

    def stamp(self) -> Stamp:
        """Every act the caller may read."""
        return Stamp((self.marks(self.visible()),))

    def answer(self) -> Any:
        """One page."""
        rows = self.visible().filter(**{"state": self.asked["state"]} if "state" in self.asked else {})
        walk = Keyset(self.request, self.asked, ORDERS, "-id")
        return walk.page(rows, list(COLUMNS), lambda found: [picked(row, self.asked) for row in self.shown(found)])


class ReadableAct(OneAct, Published, Reading):
    """One act, as far as it is read."""

    asks = (parameters.fields(MEMBERS),)
    listed = Operation("reorganisations_read", sparse(ReorganisationShape), about=_("Một văn bản sắp xếp cơ quan với các dòng của nó."))

    def answer(self) -> Any:
        """The act."""
        (found,) = self.shown(list(self.visible().filter(pk=self.kwargs["id"]).values(*COLUMNS)))
        return picked(found, self.asked)


def tag_of(marks: Any) -> str:
    """An act's ETag."""
    return conditional.tag_of("reorganisation", marks)


def _lines(acts: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """Act → its lines, in their order."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = ReorganisationLine.objects.filter(reorganisation__in=list(acts)).select_related("predecessor", "successor")
    for line in rows.prefetch_related("databases").order_by("reorganisation_id", "position"):
        named = {"predecessor": line.predecessor.key, "successor": line.successor and line.successor.key}
        codes = sorted(database.code for database in line.databases.all())
        found[line.reorganisation_id].append({name: getattr(line, name) for name in LINE} | named | {"databases": codes})
    return found


def _group(group: preview.Group) -> dict[str, Any]:
    things = [{name: str(getattr(thing, name)) for name in ("label", "path", "before", "after")} for thing in group.things]
    return {"key": group.key, "title": str(group.title), "count": group.count, "things": things}
