"""What rows of this app share: where a fact comes from, and constraints on periods."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hcm_registry.vietnamese.fields import NfcTextField


def bounded_from(field: str, name: str, message: Any) -> models.CheckConstraint:
    """A period that is not empty and has a first day."""
    condition = Q(**{f"{field}__isempty": False, f"{field}__lower_inf": False})
    return models.CheckConstraint(name=name, condition=condition, violation_error_message=message)


def one_at_a_time(name: str, period: str, *keys: str, message: Any) -> ExclusionConstraint:
    """No two rows with equal `keys` share a day (or a moment)."""
    expressions = [(key, RangeOperators.EQUAL) for key in keys] + [(period, RangeOperators.OVERLAPS)]
    return ExclusionConstraint(name=name, expressions=expressions, violation_error_message=message)


class Provenance(models.Model):
    """Where a fact comes from, and whether a source that was read confirms it. Unknown facts have no row at all."""

    source = NfcTextField(_("nguồn"), blank=True)
    confirmed = models.BooleanField(_("đã xác nhận"), default=False)
    note = NfcTextField(_("ghi chú"), blank=True)

    class Meta:
        abstract = True
