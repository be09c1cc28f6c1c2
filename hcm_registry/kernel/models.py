"""Abstract rows that several apps need: a file that moves, and the steps it leaves."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from hcm_registry.kernel.workflow import Standing


def both_or_neither(one: str, other: str, name: str) -> models.CheckConstraint:
    """Who and when go together."""
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{one}__isnull": True, f"{other}__isnull": True}) | Q(**{f"{one}__isnull": False, f"{other}__isnull": False}),
        violation_error_message=_("Người thực hiện và thời điểm phải có cùng nhau."),
    )


class Step(models.Model):
    """One move made on a file: from, to, who, in what capacity, when and why. Never rewritten."""

    move = models.CharField(_("việc"), max_length=30)
    source = models.CharField(_("từ"), max_length=20)
    target = models.CharField(_("đến"), max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("người làm"))
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("thay mặt")
    )
    title = models.CharField(_("tư cách"), max_length=400, blank=True)
    at = models.DateTimeField(_("lúc"))
    note = models.TextField(_("ý kiến"), blank=True)

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


class Tracked(models.Model):
    """A file whose state changes only through `moving`, and which keeps a step of each change. `version` grows with every write."""

    class Meta:
        abstract = True

    steps: Any
    state: str
    version: int

    def record(self, *, move: str, source: str, standing: Standing, at: datetime, note: str) -> None:
        """Leave the step on the file. What goes on record is in the language of the law, whatever the page spoke."""
        with translation.override(settings.LANGUAGE_CODE):
            title = str(standing)
        self.steps.create(
            move=move,
            source=source,
            target=self.state,
            by=standing.person,
            on_behalf_of=standing.principal,
            title=title,
            at=at,
            note=note,
        )
