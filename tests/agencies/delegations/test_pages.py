"""Who acts for whom: given to the minute, to one colleague at a time, taken back at once; the deputy is told of both."""

from datetime import timedelta

import pytest
from django.utils.timezone import localtime, now

from agencies import authority
from agencies.models import Delegation, Membership, Role
from agencies.outbox.models import Notice
from tests import factories as make

PAGE = "/delegations/"


@pytest.fixture
def deputy(city):
    """A colleague of the head of so-khdt, with another role there."""
    return make.officer(Role.REGISTRAR, city.agencies["so-khdt"], username="pho.skhdt", full_name="Phó KHĐT")


def sign_in(client, city, username):
    client.force_login(city.fresh(username), backend="django.contrib.auth.backends.ModelBackend")


def typed(deputy, *, start=timedelta(), end=timedelta(days=2), **other):
    moments = {name: f"{localtime(now() + span):%H:%M %d/%m/%Y}" for name, span in {"start": start, "end": end}.items()}
    return {"seat": "HEAD@so-khdt", "to": str(deputy.pk), "reason": "Đi công tác", **moments, **other}


def test_a_head_lends_the_role_and_takes_it_back(client, city, deputy, django_assert_max_num_queries):
    sign_in(client, city, "lanhdao.skhdt")
    assert client.post(PAGE, typed(deputy))["Location"] == PAGE
    given = Delegation.objects.get()
    [seat] = authority.seats_of(city.fresh("pho.skhdt"), now()).with_role(Role.HEAD)
    assert str(seat) == "Lãnh đạo, Sở Kế hoạch và Đầu tư (thay Lãnh đạo KHĐT)"
    with django_assert_max_num_queries(20):
        page = client.get(PAGE).content.decode()
    assert "Phó KHĐT" in page and "Đang có hiệu lực" in page and "Đi công tác" in page
    sign_in(client, city, "pho.skhdt")
    assert "Lãnh đạo KHĐT" in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}{given.pk}/revoke/").status_code == 404
    sign_in(client, city, "lanhdao.skhdt")
    assert client.post(f"{PAGE}{given.pk}/revoke/")["Location"] == PAGE
    assert not authority.seats_of(city.fresh("pho.skhdt"), now()).with_role(Role.HEAD)
    assert "Đã thu hồi" in client.get(PAGE).content.decode()
    told = Notice.objects.filter(user=deputy).order_by("pk").values_list("message__title", flat=True)
    assert list(told) == ["Lãnh đạo KHĐT ủy quyền cho bạn", "Lãnh đạo KHĐT đã thu hồi ủy quyền"]


def test_taken_back_it_may_be_given_to_another(client, city, deputy):
    sign_in(client, city, "lanhdao.skhdt")
    client.post(PAGE, typed(deputy))
    other = typed(city.people["canbo.skhdt"])
    refused = client.post(PAGE, other)
    assert refused.status_code == 400 and "Thu hồi ủy quyền kia hoặc chọn thời gian khác." in refused.content.decode()
    client.post(f"{PAGE}{Delegation.objects.get().pk}/revoke/")
    assert client.post(PAGE, other).status_code == 302 and Delegation.objects.count() == 2


@pytest.mark.parametrize(("change", "says"), [
    ({"seat": ""}, "Chọn một mục."), ({"seat": "REGISTRAR@so-khdt"}, "Chọn một mục trong danh sách."), ({"to": ""}, "Chọn một mục."),
    ({"start": "hôm nay"}, "08:00 25/12/2026"), ({"end": "01/01/2020"}, "08:00 25/12/2026"), ({"reason": " "}, "Nhập lý do"),
    ({"end": "08:00 01/01/2020"}, "Ngày kết thúc phải sau ngày bắt đầu."),
    ({"start": "08:00 01/01/2020", "end": "08:00 02/01/2020"}, "Lúc kết thúc phải ở tương lai."),
])  # fmt: skip
def test_bad_input_keeps_what_was_typed_and_says_what_to_do(change, says, client, city, deputy):
    sign_in(client, city, "lanhdao.skhdt")
    answer = client.post(PAGE, typed(deputy) | change)
    page = answer.content.decode()
    assert answer.status_code == 400 and says in page
    assert not Delegation.objects.exists() and (typed(deputy) | change)["end"] in page


def test_nobody_lends_to_oneself_to_a_stranger_or_passes_on(client, city, deputy):
    sign_in(client, city, "lanhdao.skhdt")
    for nobody in (city.people["lanhdao.skhdt"], city.people["canbo.sxd"]):
        refused = client.post(PAGE, typed(nobody)).content.decode()
        assert "Không ủy quyền cho chính mình" in refused and "Chọn một đồng nghiệp" in refused and "Đi công tác" in refused
    client.post(PAGE, typed(deputy))
    sign_in(client, city, "pho.skhdt")
    page = client.get(PAGE)
    assert list(page.context["form"].seats) == ["REGISTRAR@so-khdt"]
    assert client.post(PAGE, typed(city.people["canbo.skhdt"])).status_code == 400


def test_whoever_holds_no_role_has_nothing_to_lend(client, city):
    Membership.objects.filter(user=city.people["canbo.stc"]).delete()
    sign_in(client, city, "canbo.stc")
    page = client.get(PAGE).content.decode()
    assert "Bạn chưa ủy quyền cho ai" in page and "Ủy quyền cho đồng nghiệp" not in page
    assert client.post(PAGE, {}).status_code == 400
    client.logout()
    assert client.get(PAGE).status_code == client.post(f"{PAGE}1/revoke/").status_code == 302
