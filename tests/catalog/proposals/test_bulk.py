"""One move on many proposals: tried without a trace, made one by one, each refusal explained and the others done."""

import pytest

from catalog.models import ChangeProposal, ProposalStep
from catalog.proposals import bulk
from catalog.proposals.bulk import Picked
from tests import factories as make
from tests.verbs import make_move

NOW = make.NOW
PAGE = "/proposals/bulk/"


def many(city, count, *verbs):
    """So many proposals of so-khdt, each for a database of its own, brought to a state."""
    made = []
    for number in range(count):
        version = make.database(f"Cơ sở dữ liệu {number}", city.agencies["so-khdt"], under=city.decision)
        city.databases[version.database.code] = version.database
        proposal = make.draft(city, code=version.database.code)
        for verb in ("submit", *verbs):
            make_move(verb, proposal, city, at=NOW)
        made.append(proposal)
    return made


def picks(proposals):
    return [Picked(one.code, ChangeProposal.objects.get(pk=one.pk).version) for one in proposals]


def states(proposals):
    return [ChangeProposal.objects.get(pk=one.pk).state for one in proposals]


def sign_in(client, city, username):
    client.force_login(city.fresh(username), backend="django.contrib.auth.backends.ModelBackend")


def test_of_twenty_one_fails_and_nineteen_are_done(city):
    made = many(city, 20)
    make_move("accept", made[7], city, at=NOW)
    intake = city.fresh("tiepnhan.stttt")
    results = bulk.make("accept", picks(made), note="Đủ thành phần", by=intake, at=NOW)
    assert [one.done for one in results].count(True) == 19 and set(states(made)) == {"ACCEPTED"}
    [failed] = [one for one in results if not one.done]
    assert failed.code == made[7].code and "không còn ở bước cho phép" in failed.why
    steps = ProposalStep.objects.filter(move="accept", note="Đủ thành phần", by=intake)
    assert steps.count() == 19


def test_a_trial_says_the_same_and_leaves_nothing(city):
    made = many(city, 2)
    make_move("accept", made[0], city, at=NOW)
    before, picked = ProposalStep.objects.count(), picks(made)
    by = {"note": "", "by": city.fresh("tiepnhan.stttt"), "at": NOW}
    tried = bulk.make("accept", picked, **by, trial=True)
    assert states(made) == ["ACCEPTED", "SUBMITTED"] and ProposalStep.objects.count() == before
    assert tried == bulk.make("accept", picked, **by)


def test_whoever_appraised_does_not_approve_in_bulk_either(city):
    made = many(city, 2, "accept", "appraise")
    appraiser = city.people["thamdinh.stttt"]
    make.membership(appraiser, "HEAD", city.agencies["so-tttt"])
    results = bulk.make("approve", picks(made), note="", by=city.fresh("thamdinh.stttt"), at=NOW)
    assert not any(one.done for one in results) and set(states(made)) == {"APPRAISAL"}
    assert all(one.done for one in bulk.make("approve", picks(made), note="", by=city.fresh("lanhdao.stttt"), at=NOW))


def test_what_changed_since_it_was_picked_or_is_hidden_is_left_alone(city):
    [sent], draft = many(city, 1), make.draft(city)
    stale = [Picked(sent.code, 1), Picked(draft.code, draft.version), Picked("DX-2020-0001", 1)]
    results = bulk.make("accept", stale, note="", by=city.fresh("tiepnhan.stttt"), at=NOW)
    assert [one.why[:22] for one in results] == ["Đề xuất đã thay đổi từ", "Không có đề xuất này.", "Không có đề xuất này."]
    assert not results[1].title and states([sent]) == ["SUBMITTED"]


def test_on_the_page_it_is_picked_tried_and_made(client, city, django_assert_max_num_queries):
    made = many(city, 3)
    sign_in(client, city, "tiepnhan.stttt")
    with django_assert_max_num_queries(20):
        page = client.get(PAGE).content.decode()
    assert all(f"{one.code}@" in page for one in made)
    typed = {"move": "accept", "note": "Đủ", "pick": [f"{one.code}@{one.version}" for one in picks(made)]}
    make_move("withdraw", made[2], city, at=NOW)
    tried = client.post(PAGE, typed).content.decode()
    assert "Làm được 2, không làm được 1" in tried and "Thực hiện với 2 đề xuất" in tried
    assert states(made) == ["SUBMITTED", "SUBMITTED", "WITHDRAWN"]
    done = client.post(PAGE, typed | {"confirmed": "1"}).content.decode()
    assert "Đã làm 2, không làm được 1" in done and states(made) == ["ACCEPTED", "ACCEPTED", "WITHDRAWN"]


@pytest.mark.parametrize(("change", "says"), [
    ({"pick": []}, "Chọn từ 1 đến 200 đề xuất."), ({"move": ""}, "Chọn việc cần làm."),
    ({"move": "issue"}, "Chọn một mục trong danh sách."), ({"move": "return", "note": " "}, "Nhập lý do trước khi tiếp tục."),
])  # fmt: skip
def test_bad_input_keeps_what_was_chosen_and_says_what_to_do(change, says, client, city):
    [picked] = picks(many(city, 1))
    sign_in(client, city, "tiepnhan.stttt")
    answer = client.post(PAGE, {"move": "accept", "note": "Lý do dài", "pick": [f"{picked.code}@{picked.version}"]} | change)
    page = answer.content.decode()
    assert answer.status_code == 400 and says in page
    assert ("checked" in page) == ("pick" not in change) and ("Lý do dài" in page) == ("note" not in change)


def test_the_api_tries_and_makes_the_same(client, city):
    made = many(city, 2)
    sign_in(client, city, "tiepnhan.stttt")
    body = {"move": "return", "proposals": [vars(one) for one in picks(made)]}
    send = {"path": "/api/v1/proposals/bulk/", "content_type": "application/json"}
    refused = client.post(data=body, **send)
    assert refused.status_code == 422 and "note" in str(refused.json()["errors"])
    for trial, state in ((True, "SUBMITTED"), (False, "RETURNED")):
        answer = client.post(data=body | {"note": "Thiếu công văn", "dry_run": trial}, **send)
        assert answer.status_code == 200 and answer.json()["dry_run"] is trial
        assert [one["done"] for one in answer.json()["results"]] == [True, True] and set(states(made)) == {state}
    client.logout()
    assert client.post(data=body, **send).status_code == 401
