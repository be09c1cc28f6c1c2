"""Small tags of the visual layer: icons, links within the language, the widget of a field, attributes printed safely."""

from datetime import timedelta
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.forms.utils import flatatt
from django.urls import translate_url
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from lucide.templatetags.lucide import lucide

register = template.Library()
OTHER_LANGUAGE = {"vi": ("en", "English"), "en": ("vi", "Tiếng Việt")}


@lru_cache(maxsize=512)
def _svg(name: str, size: int, label: str) -> SafeString:
    spoken = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true", "focusable": "false"}
    return mark_safe(lucide(name, size=size, **{"class": "icon"}, **spoken))


@register.simple_tag
def icon(name: str, size: int | str = 18, label: str = "") -> SafeString:
    """A lucide icon; without a label it is decoration and hidden from screen readers."""
    return _svg(str(name), int(size), str(label))


@register.simple_tag
def local(path: str) -> str:
    """`path` under the prefix of the language being spoken: `/databases/`, or `/en/databases/`."""
    language = get_language() or settings.LANGUAGE_CODE
    return path if language == settings.LANGUAGE_CODE else f"/{language}{path}"


@register.simple_tag(takes_context=True)
def nav_link(context: template.Context, path: str, *also: str) -> SafeString:
    """`href`, and `aria-current` when this page is that one or lies below it, or below another of the same place."""
    href = local(path)
    here = getattr(context.get("request"), "path", "")
    current = {"aria-current": "page" if here == href else "true"} if here.startswith((href, *map(local, also))) else {}
    return flatatt({"href": href, **current})


@register.simple_tag(takes_context=True)
def language_link(context: template.Context) -> SafeString:
    """A link to this same page in the other language, or to its front page when this one has no twin."""
    code, name = OTHER_LANGUAGE[get_language() or settings.LANGUAGE_CODE]
    front = "/" if code == settings.LANGUAGE_CODE else f"/{code}/"
    request = context.get("request")
    here = request.get_full_path() if request else ""
    there = translate_url(here, code)
    return format_html('<a href="{}" lang="{}" hreflang="{}">{}</a>', front if there == here else there, code, code, name)


@register.simple_tag
def widget(field: BoundField, about: object = "", current: object = "", extra: Any = None) -> SafeString:
    """The widget of `field`, described by its hint, its value in force and its error; `extra` are cotton's leftover attributes."""
    attrs: dict[str, Any] = dict(extra.attrs_dict()) if extra else {}
    parts = {"helptext": about, "current": current, "error": field.errors}
    ids = [f"{field.auto_id}_{name}" for name, there in parts.items() if there]
    if field.errors:
        attrs["aria-invalid"] = "true"
    if not field.use_fieldset:  # a fieldset around several inputs carries the description itself
        attrs["aria-describedby"] = " ".join(ids) or False  # False keeps Django from writing its own
    return field.as_widget(attrs=attrs)


@register.filter
def flat(attrs: Any) -> SafeString:
    """Cotton's leftover attributes, escaped: cotton itself prints them raw."""
    return flatatt(attrs.attrs_dict()) if attrs else mark_safe("")


@register.filter
def breakable(name: str) -> SafeString:
    """A technical name that may go on in the next line after an underscore; copied, it is still the same name."""
    return format_html_join(mark_safe("_<wbr>"), "{}", ((part,) for part in str(name).split("_")))


@register.filter
def initials(name: str) -> str:
    """Two letters for a round badge: first of the first word and first of the last."""
    words = str(name).split()
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else ""


@register.filter
def lasting(span: timedelta) -> str:
    """How long something took: "0,4 giây", "12 giây", "3 phút 5 giây", "2 giờ 10 phút"."""
    seconds = span.total_seconds()
    if seconds < 0.1:
        return _("dưới 0,1 giây")
    if seconds < 10:
        return _("%(number)s giây") % {"number": number_format(round(seconds, 1))}
    minutes, rest = divmod(round(seconds), 60)
    hours, over = divmod(minutes, 60)
    if hours:
        return _("%(hours)d giờ %(minutes)d phút") % {"hours": hours, "minutes": over}
    if minutes:
        return _("%(minutes)d phút %(seconds)d giây") % {"minutes": minutes, "seconds": rest}
    return _("%(number)s giây") % {"number": rest}


@register.filter
def minutes(span: timedelta) -> int:
    """Whole minutes of a span, rounded up: what a person has to wait."""
    return -(-span // timedelta(minutes=1))
