"""The terms that law and city lay down, for other systems."""

from typing import Any

from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from catalog.rules.models import LegalRule, Matter
from hcm_registry.api import Keyset, parameters
from hcm_registry.api.conditional import Stamp
from hcm_registry.api.doors import Operation, Public, Reading
from hcm_registry.api.shapes import PeriodShape, page_of, period, picked
from hcm_registry.keyset import Order

COLUMNS = ("id", "key", "value", "unit", "origin", "legal_basis", "source", "confirmed", "note", "reason", "recorded_at", "period")
MEMBERS = (*COLUMNS, "label")
ORDERS = {"key": Order(("key", "id"))}


class RuleShape(serializers.ModelSerializer):  # type: ignore[type-arg]  # generic in the stubs only
    """How long something may take, for records of the days of a period. `confirmed`: somebody read it in a reliable source."""

    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name hides an attribute of the stubs
    period = PeriodShape()

    class Meta:
        model = LegalRule
        fields = MEMBERS


class RuleList(Public, Reading):
    """Every rule of every time, or those for records of one day."""

    asks = (
        parameters.day("as_of", _("Quy định áp dụng cho hồ sơ của ngày này; mặc định là mọi thời gian.")),
        parameters.choice("key", Matter.values, _("Việc được quy định thời hạn.")),
        parameters.fields(MEMBERS),
        *parameters.page(),
    )
    operations = {
        "get": Operation("rules_list", page_of(RuleShape), about=_("Thời hạn theo quy định. Việc không có dòng nào là chưa có quy định."))
    }

    def stamp(self) -> Stamp:
        """Rules are only added and ended."""
        known = LegalRule.objects.aggregate(Count("pk"), Count("closed_at"), Max("recorded_at"))
        return Stamp((known["pk__count"], known["closed_at__count"]), known["recorded_at__max"])

    def answer(self) -> Any:
        """One page."""
        lookups = {"as_of": "period__contains", "key": "key"}
        rows = LegalRule.objects.filter(**{lookup: self.asked[name] for name, lookup in lookups.items() if name in self.asked})
        walk = Keyset(self.request, self.asked, ORDERS, "key")
        return walk.page(rows, list(COLUMNS), lambda found: [picked(_shown(row), self.asked) for row in found])


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"period": period(row["period"]), "label": Matter(row["key"]).label}
