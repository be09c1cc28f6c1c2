"""Which papers a page offers: `{% papers_of proposal at as papers %}`, and `{% may_suspend version at as notice %}`."""

from datetime import datetime
from typing import Any

from django import template
from django.template import Context

from catalog.documents import offers, suspension
from catalog.entries.models import DatabaseVersion

register = template.Library()


@register.simple_tag(takes_context=True)
def papers_of(context: Context, subject: Any, at: datetime) -> list[offers.Kind]:
    """The kinds of paper that the reader of the page may have."""
    return offers.offered(subject, context["request"].user, at)


@register.simple_tag(takes_context=True)
def may_suspend(context: Context, version: DatabaseVersion, at: datetime) -> bool:
    """Whether the reader speaks for the agency that manages the database."""
    user = context["request"].user
    return bool(user.is_authenticated) and suspension.KEEPERS.held_by(user, version, at)
