"""An e-mail as it is read: in the language its reader chose, as plain text and as HTML, with links that work from outside."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.outbox.models import Delivery
from hcm_registry.tags import local


def written(delivery: Delivery) -> EmailMultiAlternatives:
    """The e-mail, ready to be sent. The same delivery is always the same e-mail with the same Message-ID."""
    with translation.override(delivery.language):
        context = _context(delivery)
        kind = "notice" if delivery.message else "digest"
        text, html = (render_to_string(f"emails/{kind}.{form}", context) for form in ("txt", "html"))
    headers = {"Message-ID": delivery.mail_id, "Auto-Submitted": "auto-generated", "Content-Language": delivery.language}
    mail = EmailMultiAlternatives(context["subject"], text, settings.DEFAULT_FROM_EMAIL, [delivery.address], headers=headers)
    mail.attach_alternative(html, "text/html")
    return mail


def address_of(path: str) -> str:
    """A page's full address, in the language being spoken."""
    return f"{settings.SITE_URL}{local(path)}"


def _context(delivery: Delivery) -> dict[str, Any]:
    context = {"delivery": delivery, "demo": settings.DEMO, "preferences": address_of("/notices/preferences/")}
    if delivery.message:
        return context | _told(delivery.message) | {"subject": delivery.message.spoken["title"]}
    told = [_told(notice.message) for notice in delivery.notices.select_related("message").order_by("pk")]
    subject = ngettext("%(count)d thông báo chưa đọc", "%(count)d thông báo chưa đọc", len(told)) % {"count": len(told)}
    return context | {"told": told, "subject": subject, "inbox": address_of("/notices/"), "site": _("Danh mục cơ sở dữ liệu dùng chung")}


def _told(message: Any) -> dict[str, Any]:
    return message.spoken | {"at": message.at, "link": address_of(message.path)}
