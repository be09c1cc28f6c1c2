"""The administrator's pages: nothing governed can be written there, by anybody; people and agencies can be kept up to date."""

from datetime import date

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from agencies.models import Agency, AgencyName, Delegation, Membership, Role, Succession, User
from catalog import loading
from catalog.entries.codes import Code, CodeList
from catalog.entries.models import SharedDatabase
from catalog.proposals.papers import Seen
from tests.watching import watched

NEW_PASSWORD = {"usable_password": "true", "password1": "rat dai 2026", "password2": "rat dai 2026"}
EDITABLE = {Code, CodeList}
READERS_OWN = {Seen}  # a tick beside what somebody has read: no record, no page
GOVERNED = [model for model in apps.get_app_config("catalog").get_models() if model not in EDITABLE | READERS_OWN] + [
    Succession,
    Delegation,
]


@pytest.fixture
def demo(settings, demo):
    """The demo city, without second factors."""
    settings.REQUIRE_TOTP = False


@pytest.fixture
def root(db):
    """A superuser, who may do everything that the code lets anybody do."""
    return User.objects.create_superuser("root", password="a long password 1")


@pytest.fixture
def administrator(client, demo):
    """`quantri`, signed in."""
    user = User.objects.get(username="quantri")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def request_of(user):
    request = RequestFactory().get("/admin/")
    request.user = user
    return request


@pytest.mark.parametrize("model", GOVERNED, ids=lambda model: model.__name__)
def test_no_governed_row_is_written_by_anybody(model, root):
    page, request = admin.site._registry[model], request_of(root)
    assert not page.has_add_permission(request)
    assert not page.has_change_permission(request)
    assert not page.has_delete_permission(request)
    assert page.has_view_permission(request)
    assert page.get_actions(request) == {}


def test_nothing_of_ours_is_deleted(root):
    ours = [model for model in admin.site._registry if model._meta.app_label in {"agencies", "catalog"}]
    assert len(ours) > len(GOVERNED)
    assert not [model for model in ours if admin.site._registry[model].has_delete_permission(request_of(root))]


def test_posting_to_a_governed_page_is_refused(client, demo, root):
    client.force_login(root, backend="django.contrib.auth.backends.ModelBackend")
    database = SharedDatabase.objects.first()
    assert client.get(reverse("admin:catalog_shareddatabase_change", args=[database.pk])).status_code == 200
    for name, args in (("add", []), ("change", [database.pk]), ("delete", [database.pk])):
        assert client.post(reverse(f"admin:catalog_shareddatabase_{name}", args=args), {"code": "X"}).status_code == 403
    database.refresh_from_db()
    assert database.code == "HCM-CSDL-001"


def test_every_page_opens_and_writes_nothing(client, demo, root):
    client.force_login(root, backend="django.contrib.auth.backends.ModelBackend")
    for model in [model for model in admin.site._registry if model._meta.app_label in {"agencies", "catalog"}]:
        with watched() as wrote:
            _opens(client, model)
        assert not wrote, model


def _opens(client, model):
    label = f"{model._meta.app_label}_{model._meta.model_name}"
    assert client.get(reverse(f"admin:{label}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:{label}_add")).status_code in {200, 403}
    first = model.objects.first()
    if first is not None:
        assert client.get(reverse(f"admin:{label}_change", args=[first.pk])).status_code == 200
        assert client.get(reverse(f"admin:{label}_history", args=[first.pk])).status_code == 200


def test_the_one_door_is_the_sign_in_page(client):
    answer = client.get("/admin/login/", {"next": "/admin/"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_the_administrator_signs_in_there_and_enters(client, demo):
    answer = client.post("/accounts/login/?next=/admin/", {"login": "quantri", "password": loading.PASSWORD, "next": "/admin/"})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert client.get("/admin/").status_code == 200


def test_others_do_not_enter(client, demo):
    client.force_login(User.objects.get(username="lanhdao.stttt"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/admin/login/").status_code == 403
    assert client.get("/admin/agencies/user/").status_code == 302


def test_the_administrator_sees_only_what_they_look_after(client, administrator):
    assert client.get(reverse("admin:catalog_decision_changelist")).status_code == 403
    assert client.get(reverse("admin:agencies_delegation_changelist")).status_code == 200


def test_the_administrator_makes_an_account_without_technical_rights(client, administrator):
    given = {
        "username": "moi",
        "full_name": "Người dùng mới",
        "usable_password": "true",
        "password1": "rat dai 2026",
        "password2": "rat dai 2026",
    }
    answer = client.post(reverse("admin:agencies_user_add"), given | {"is_superuser": "on", "is_staff": "on"})
    assert answer.status_code == 302
    made = User.objects.get(username="moi")
    assert made.check_password("rat dai 2026")
    assert not made.is_superuser
    assert not made.is_staff
    change = {"username": "moi", "full_name": "Đổi tên", "is_active": "on", "is_superuser": "on", "is_staff": "on"}
    assert client.post(reverse("admin:agencies_user_change", args=[made.pk]), change).status_code == 302
    made.refresh_from_db()
    assert (made.full_name, made.is_superuser, made.is_staff) == ("Đổi tên", False, False)


def test_the_administrator_does_not_touch_a_superuser(client, administrator, root):
    assert client.post(reverse("admin:auth_user_password_change", args=[root.pk]), NEW_PASSWORD).status_code == 403
    assert client.post(reverse("admin:agencies_user_change", args=[root.pk]), {"username": "x"}).status_code == 403
    root.refresh_from_db()
    assert root.check_password("a long password 1")


def test_a_password_is_set(client, administrator):
    officer = User.objects.get(username="canbo.stc")
    assert client.post(reverse("admin:auth_user_password_change", args=[officer.pk]), NEW_PASSWORD).status_code == 302
    officer.refresh_from_db()
    assert officer.check_password("rat dai 2026")


def test_a_role_is_given_and_ended_by_its_verbs(client, administrator):
    officer, agency = User.objects.get(username="canbo.stc"), Agency.objects.get(key="so-tai-chinh")
    given = {"user": officer.pk, "agency": agency.pk, "role": Role.HEAD, "period_0": "2026-01-01", "period_1": ""}
    assert client.post(reverse("admin:agencies_membership_add"), given).status_code == 302
    role = Membership.objects.get(user=officer, role=Role.HEAD)
    page = reverse("admin:agencies_membership_change", args=[role.pk])
    assert client.post(page, {"end": "2026-02-01", "role": Role.ADMIN}).status_code == 302
    role.refresh_from_db()
    assert (role.role, role.period.lower, role.period.upper) == (Role.HEAD, date(2026, 1, 1), date(2026, 2, 1))


def test_a_rule_of_the_verb_becomes_a_page(client, administrator):
    officer, gone = User.objects.get(username="canbo.stc"), Agency.objects.get(key="ubnd-quan-2")
    given = {"user": officer.pk, "agency": gone.pk, "role": Role.HEAD, "period_0": "2026-01-01", "period_1": ""}
    assert client.post(reverse("admin:agencies_membership_add"), given).status_code == 409
    assert not Membership.objects.filter(agency=gone).exists()


def test_without_the_role_the_right_alone_gives_nobody_a_post(client, demo, root):
    client.force_login(root, backend="django.contrib.auth.backends.ModelBackend")
    agency = Agency.objects.get(key="so-tai-chinh")
    given = {"user": root.pk, "agency": agency.pk, "role": Role.HEAD, "period_0": "2026-01-01", "period_1": ""}
    assert client.post(reverse("admin:agencies_membership_add"), given).status_code == 403
    assert not Membership.objects.filter(user=root).exists()


def test_an_agency_is_corrected_but_neither_ended_nor_renamed_by_key(client, administrator):
    agency = Agency.objects.get(key="so-tai-chinh")
    asked = {"key": "khac", "kind": agency.kind, "active_0": "2020-01-01", "active_1": "2021-01-01", "office_mailbox": "stc@example.vn"}
    assert client.post(reverse("admin:agencies_agency_change", args=[agency.pk]), asked).status_code == 302
    agency.refresh_from_db()
    assert (agency.key, agency.active.upper, agency.office_mailbox) == ("so-tai-chinh", None, "stc@example.vn")
    assert agency.history.count() >= 2


def test_a_name_whose_days_are_unknown_can_be_corrected(client, administrator):
    name = AgencyName.objects.get(agency__key="so-tai-chinh")
    asked = {
        "agency": name.agency_id,
        "name": name.name,
        "abbreviation": "STC",
        "abbreviation_confirmed": "on",
        "period_0": "",
        "period_1": "",
    }
    assert client.post(reverse("admin:agencies_agencyname_change", args=[name.pk]), asked).status_code == 302
    name.refresh_from_db()
    assert name.abbreviation_confirmed
    assert (name.period.lower, name.period.upper, name.period.isempty) == (None, None, False)
