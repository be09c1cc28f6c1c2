"""The page of terms: read by everybody, set by an administrator with a ground and a reason."""

import pytest

from catalog import loading
from catalog.models import LegalRule
from catalog.rules import queries
from hcm_registry.kernel.periods import today
from tests.factories import NOW

TYPED = {
    "value": "5",
    "unit": "WORKING_DAYS",
    "origin": "CITY",
    "start": "01/01/2026",
    "last": "31/12/2026",
    "legal_basis": "Công văn thử",
    "source": "",
    "reason": "Cần có hạn",
}


@pytest.fixture
def law(city):
    loading.load_rules(at=NOW)
    return city


def sign_in(client, city, username="quantri"):
    client.force_login(city.fresh(username), backend="django.contrib.auth.backends.ModelBackend")


def test_everybody_reads_the_rules_of_a_day(client, law, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        page = client.get("/rules/?as_of=20/08/2025").content.decode()
    for said in ("2 ngày làm việc", "NĐ 194/2025/NĐ-CP", "Chưa có quy định", "từ 19/08/2025 đến hết 21/10/2025", "20/08/2025"):
        assert said in page
    assert "/rules/OPINION/new/" not in page and "Quản trị" not in page


def test_a_rule_that_has_ended_is_shown_as_one_of_another_time(client, law):
    page = client.get("/rules/?as_of=01/11/2025").content.decode()
    assert "Quy định của thời gian khác" in page and "chưa rõ quy định thay thế" in page
    assert client.get("/rules/?as_of=khong-phai-ngay").status_code == 200


def test_the_administrator_sets_a_rule(client, law):
    sign_in(client, law)
    assert "/rules/OPINION/new/" in client.get("/rules/").content.decode()
    assert client.get("/rules/OPINION/new/").status_code == 200
    assert client.post("/rules/OPINION/new/", TYPED)["Location"] == "/rules/"
    found = queries.rule("OPINION", today(NOW))
    assert (found.in_words, found.period_in_words) == ("5 ngày làm việc", "từ 01/01/2026 đến hết 31/12/2026")
    assert "Công văn thử" in client.get("/rules/?as_of=01/06/2026").content.decode()


@pytest.mark.parametrize(("key", "change", "says"), [
    ("OPINION", {"value": ""}, "Nhập một số"),
    ("OPINION", {"value": "0"}, "từ 1 trở lên"),
    ("OPINION", {"start": "2026"}, "Nhập ngày dạng 25/12/2026."),
    ("OPINION", {"last": "01/01/2025"}, "Ngày kết thúc phải sau ngày bắt đầu."),
    ("OPINION", {"legal_basis": ""}, "Nêu căn cứ của quy định."),
    ("OPINION", {"reason": ""}, "Nêu lý do đặt quy định."),
    ("DOCUMENT_ISSUE", {}, "đã có quy định của pháp luật"),
    ("CONNECTION_ACCOUNT", {"start": "01/09/2025"}, "Chọn thời gian khác"),
    ("ESCALATION", {"unit": "HOURS"}, "tính bằng ngày làm việc"),
    ("OPINION", {"origin": "DEMO"}, "Chọn một mục trong danh sách."),
])  # fmt: skip
def test_bad_input_keeps_what_was_typed_and_says_what_to_do(key, change, says, client, law):
    sign_in(client, law)
    before = LegalRule.objects.count()
    answer = client.post(f"/rules/{key}/new/", TYPED | change)
    page = answer.content.decode()
    assert answer.status_code == 200 and says in page and "Có chỗ cần sửa" in page
    assert all(value in page for value in (TYPED | change).values() if value != "DEMO")
    assert LegalRule.objects.count() == before


@pytest.mark.parametrize("username", ["", "lanhdao.stttt", "kiemtoan"])
def test_nobody_else_sets_one(username, client, law):
    if username:
        sign_in(client, law, username)
    for answer in (client.get("/rules/OPINION/new/"), client.post("/rules/OPINION/new/", TYPED)):
        assert answer.status_code == (403 if username else 302)
    assert not LegalRule.objects.filter(key="OPINION").exists()


def test_an_unknown_matter_is_not_found(client, law):
    sign_in(client, law)
    assert client.get("/rules/KHONG_CO/new/").status_code == 404
