"""The administrator's pages: people and agencies may be kept up to date, nothing may be deleted, history is only read."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, SetUnusablePasswordMixin
from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.forms import DateRangeField as DateRangeInput
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from agencies import actions
from agencies.models import (
    Agency,
    AgencyCode,
    AgencyName,
    CalendarDay,
    CalendarVersion,
    CalendarYear,
    ContactPoint,
    Delegation,
    Delivery,
    Mandate,
    Membership,
    Message,
    OperatorTask,
    Succession,
    User,
)
from hcm_registry.kernel.periods import DateRange, period

# One door for everybody: the sign-in page with its lock-out and second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # as allauth documents it
admin.site.site_header = admin.site.site_title = _("Quản trị hệ thống")


class Span(DateRangeInput):
    """Two days, each of which may be unknown."""

    def clean(self, value: Any) -> DateRange:
        """Both sides empty is the period without known bounds."""
        cleaned: DateRange | None = super().clean(value)
        return cleaned or period(None, None)


class NeverDeleted(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Rows that are kept up to date and never deleted: old decisions name what stands here."""

    formfield_overrides = {DateRangeField: {"form_class": Span, "required": False}}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


class Kept(NeverDeleted, SimpleHistoryAdmin):
    """Rows whose every former state can be read, and none put back by a click."""

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        """The past is read, not restored."""
        return True


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Rows that only their own verbs may write, by nobody here, superuser or not."""

    actions = None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


class PasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]  # generic in the stubs only
    """Django joins its hint when it is imported, in one language for ever; joined here for each page."""

    usable_password_help_text = format_lazy(  # type: ignore[assignment]  # the stubs know only plain text
        "{} {}", SetUnusablePasswordMixin.usable_password_help_text, _("Nếu tắt, mật khẩu hiện tại của người dùng này sẽ mất.")
    )


@admin.register(User)
class PersonAdmin(Kept, UserAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Accounts. Only a superuser hands out technical rights, or touches another superuser."""

    list_display = ["username", "full_name", "email", "is_active", "is_staff"]
    search_fields = ["username", "full_name", "email"]
    list_filter = ["is_active", "is_staff"]
    ordering = ["username"]
    filter_horizontal = ["user_permissions"]
    change_password_form = PasswordForm
    readonly_fields = ["last_login", "date_joined"]
    person = (None, {"fields": ("username", "password", "full_name", "email", "is_active", "last_login", "date_joined")})
    rights = (_("Quyền kỹ thuật"), {"fields": ("is_staff", "is_superuser", "user_permissions")})
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "full_name", "email", "usable_password", "password1", "password2")}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The rights are shown to a superuser alone, and a field that is not shown cannot be posted."""
        if obj is None:
            return self.add_fieldsets
        return [self.person, self.rights] if _is_superuser(request) else [self.person]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A superuser's account, its password above all, is a superuser's business."""
        protected = obj is not None and obj.is_superuser and not _is_superuser(request)
        return not protected and super().has_change_permission(request, obj)


@admin.register(Agency)
class AgencyAdmin(Kept):
    """Agencies. They end by a reorganisation, never by an edit."""

    list_display = ["__str__", "key", "kind", "active", "confirmed"]
    list_filter = ["kind", "confirmed"]
    search_fields = ["key", "names__name", "names__abbreviation"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Once there, the key is stable and the period follows successions."""
        return ["key", "active"] if obj else []


@admin.register(AgencyName)
class NameAdmin(Kept):
    """Official names by period."""

    list_display = ["name", "abbreviation", "agency", "period", "confirmed"]
    search_fields = ["name", "abbreviation"]
    autocomplete_fields = ["agency"]


@admin.register(AgencyCode)
class AgencyCodeAdmin(Kept):
    """Codes by scheme and period."""

    list_display = ["code", "scheme", "agency", "period", "confirmed"]
    list_filter = ["scheme"]
    autocomplete_fields = ["agency"]


@admin.register(Mandate)
class MandateAdmin(Kept):
    """Who is charged with what."""

    list_display = ["kind", "agency", "period"]
    autocomplete_fields = ["agency"]


@admin.register(ContactPoint)
class ContactAdmin(Kept):
    """Public officers for data sharing."""

    list_display = ["full_name", "agency", "position", "period"]
    autocomplete_fields = ["agency"]


class Dismissal(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """The one thing that may happen to a role somebody holds: it ends."""

    end = forms.DateField(label=_("Ngày đầu tiên không còn giữ vai trò"), widget=AdminDateWidget)

    class Meta:
        model = Membership
        fields: tuple[str, ...] = ()


@admin.register(Membership)
class MembershipAdmin(Kept):
    """Roles, given and ended by the same verbs as everywhere."""

    list_display = ["user", "role", "agency", "period"]
    list_filter = ["role"]
    search_fields = ["user__username", "user__full_name"]
    autocomplete_fields = ["user", "agency"]
    held = ["user", "agency", "role", "period"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The role when it is given; its end afterwards."""
        return [*self.held, "end"] if obj and self.has_change_permission(request, obj) else self.held

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What was given stays as it was."""
        return self.held if obj else []

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form of ending, for a role that is held."""
        return super().get_form(request, obj, change, **(kwargs | {"form": Dismissal} if obj else kwargs))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """One verb; a broken rule becomes a page of its own."""
        by: Any = request.user
        if change:
            actions.dismiss(obj, end=form.cleaned_data["end"], by=by, at=now())
            return
        span = obj.period
        obj.pk = actions.appoint(obj.user, role=obj.role, agency=obj.agency, start=span.lower, end=span.upper, by=by, at=now()).pk


@admin.register(Delegation)
class DelegationAdmin(ReadOnly):
    """A delegation is its principal's act."""

    list_display = ["principal", "deputy", "role", "agency", "period", "revoked_at"]


@admin.register(Succession)
class SuccessionAdmin(ReadOnly):
    """Reorganisations, as recorded."""

    list_display = ["predecessor", "successor", "kind", "on", "confirmed"]


@admin.register(CalendarVersion)
class CalendarVersionAdmin(ReadOnly):
    """Every change of the working calendar."""

    list_display = ["__str__", "at", "by", "reason", "is_demo"]
    list_select_related = ["by"]


@admin.register(CalendarYear)
class CalendarYearAdmin(ReadOnly):
    """Years; drafted and confirmed on the page of the calendar."""

    list_display = ["year", "source", "drafted_in", "confirmed_in"]


@admin.register(CalendarDay)
class CalendarDayAdmin(ReadOnly):
    """Days off and working Saturdays, those removed too."""

    list_display = ["day", "kind", "name", "source", "added_in", "removed_in"]
    list_filter = ["kind", "year"]


@admin.register(Message)
class MessageAdmin(ReadOnly):
    """Every occasion that somebody was told of."""

    list_display = ["title", "event", "at", "path"]
    list_filter = ["event"]
    search_fields = ["title", "key"]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly):
    """Every e-mail."""

    list_display = ["address", "message", "at", "sent_at", "failed_at"]
    list_select_related = ["message"]
    search_fields = ["address", "mail_id"]


@admin.register(OperatorTask)
class OperatorTaskAdmin(ReadOnly):
    """Whoever could not be told, and what was done about it on the page of deliveries."""

    list_display = ["kind", "agency", "role", "user", "at", "done_by", "done_at", "note"]
    list_filter = ["kind"]
    list_select_related = ["user", "done_by"]


def _is_superuser(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_superuser", False))
