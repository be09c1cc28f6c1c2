"""Once a day, what a person has not read yet in one e-mail, for those who chose it."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils.timezone import localtime

from agencies.outbox.actions import letter
from agencies.outbox.models import Delivery, Notice, Preference
from agencies.outbox.recipients import preference
from agencies.people import User
from hcm_registry.kernel.periods import LEGAL_ZONE

HOUR = time(7, 0)  # before the offices open


def due(at: datetime) -> datetime:
    """The last hour of digests that has struck: what came before it goes out, what came later waits for the next."""
    struck = datetime.combine(localtime(at, LEGAL_ZONE).date(), HOUR, tzinfo=LEGAL_ZONE)
    return struck if struck <= at else struck - timedelta(days=1)


def compose(*, at: datetime) -> int:
    """Put the digests of the last hour together. Safe to run twice, and late. Returns how many were made."""
    before = due(at)
    waiting = Notice.objects.filter(by_digest=True, digest__isnull=True, read_at__isnull=True, message__at__lt=before)
    people = User.objects.filter(pk__in=waiting.values("user"), is_active=True).exclude(email="").select_related("preference")
    return sum(_compose(user, before, at) for user in people.order_by("pk"))


@transaction.atomic
def _compose(user: User, before: datetime, at: datetime) -> bool:
    """One digest; False when it was made already."""
    made = letter(f"digest/{user.pk}/{before:%Y-%m-%d}", user.email, user=user, language=preference(user).language, at=at)
    User.objects.select_for_update().get(pk=user.pk)  # one maker of digests a person at a time
    if Delivery.objects.filter(mail_id=made.mail_id).exists() or preference(user).mail == Preference.Mail.NEVER:
        return False
    made.save()
    own = Notice.objects.filter(user=user, by_digest=True, digest__isnull=True, read_at__isnull=True, message__at__lt=before)
    return bool(own.update(digest=made))
