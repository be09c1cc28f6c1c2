"""Writing a draft: who may, what is kept, what is refused, and what happens when the base moves under it."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from catalog.entries import actions as entries
from catalog.models import ChangeItem
from catalog.proposals import actions, drafts, guards
from catalog.proposals.states import State
from hcm_registry.kernel.errors import Forbidden, Invalid, NotAuthorised, WrongState
from tests import factories as make
from tests.verbs import make_move

NOW = make.NOW


@pytest.fixture
def author(city):
    return city.people["canbo.skhdt"]


def moved_base(city, **changes):
    """Somebody else's decision changes the same database meanwhile."""
    decided = make.decision(city.agencies["ubnd-tp"], by=city.people["vanthu.ubnd"], on=NOW.date(), recorded_at=NOW)
    document = make.content("Cơ sở dữ liệu đăng ký doanh nghiệp", **changes)
    return entries.supersede([(city.databases["HCM-CSDL-001"], document)], under=decided, at=NOW)[0]


@pytest.mark.parametrize("state", State.values)
def test_only_a_draft_or_a_returned_file_is_written(state, city, author):
    proposal = make.proposal_in(state, city)
    before = (proposal.fingerprint(), proposal.version)
    if state in {"DRAFT", "RETURNED"}:
        drafts.save_content(proposal.items.get(), {"purpose": "Khác"}, by=author, at=NOW)
        return
    for write in (
        lambda: drafts.save_content(proposal.items.get(), {"purpose": "Khác"}, by=author, at=NOW),
        lambda: drafts.save_head(proposal, {"title": "Khác"}, by=author, at=NOW),
        lambda: drafts.drop_item(proposal.items.get(), by=author, at=NOW),
        lambda: drafts.take_pen(proposal, by=author, at=NOW),
    ):
        with pytest.raises(WrongState):
            write()
    proposal.refresh_from_db()
    assert (proposal.fingerprint(), proposal.version) == before


@pytest.mark.parametrize("username", ["lanhdao.skhdt", "canbo.sxd", "thamdinh.stttt", "quantri", "kiemtoan"])
def test_only_a_registrar_of_the_agency_writes(username, city):
    proposal = make.draft(city)
    with pytest.raises(NotAuthorised):
        drafts.save_head(proposal, {"title": "Khác"}, by=city.people[username], at=NOW)
    with pytest.raises(NotAuthorised):
        drafts.start(agency=city.agencies["so-khdt"], by=city.people[username], at=NOW)


def test_an_agency_proposes_for_what_it_manages(city, author):
    proposal = drafts.start(agency=city.agencies["so-khdt"], by=author, at=NOW)
    with pytest.raises(drafts.NotYourDatabase):
        drafts.add_item(proposal, "AMEND", database=city.databases["HCM-CSDL-002"], by=author, at=NOW)
    with pytest.raises(Invalid):
        drafts.add_item(proposal, "AMEND", by=author, at=NOW)
    assert not proposal.items.exists()


def test_the_same_database_stands_once_in_a_proposal(city, author):
    with pytest.raises(Forbidden, match="đã có trong đề xuất"):
        drafts.add_item(make.draft(city), "RETIRE", database=city.databases["HCM-CSDL-001"], by=author, at=NOW)


def test_what_was_never_read_nor_remarked_on_is_deleted(city, author):
    proposal = make.draft(city)
    drafts.drop_item(proposal.items.get(), by=author, at=NOW)
    assert not ChangeItem.on_file.filter(proposal=proposal).exists()


def test_an_item_with_remarks_is_dropped_from_the_next_revision_and_stays_on_file_with_them(city, author):
    proposal = make.draft(city)
    drafts.add_item(proposal, "RETIRE", database=city.databases["HCM-CSDL-003"], by=author, at=NOW)
    for verb in ("submit", "accept", "appraise"):
        make_move(verb, proposal, city, at=NOW)
    item = proposal.items.get(position=1)
    remark = actions.comment(item, path="purpose", text="Nêu rõ", by=city.people["thamdinh.stttt"], at=NOW)
    make_move("return", proposal, city, at=NOW)
    drafts.drop_item(item, by=author, at=NOW)
    assert [one.position for one in proposal.items.all()] == [2]
    assert (remark.item, remark.item.dropped_by, remark.item.dropped_at, remark.item.content) == (item, author, NOW, item.content)
    for write in (
        lambda: drafts.drop_item(item, by=author, at=NOW),
        lambda: drafts.save_content(item, {"purpose": "Khác"}, by=author, at=NOW),
        lambda: actions.comment(item, path="purpose", text="Thêm", by=city.people["thamdinh.stttt"], at=NOW),
    ):
        with pytest.raises(drafts.Dropped):
            write()
    actions.submit(proposal, by=author, at=NOW)
    assert [asked[:2] for asked in proposal.revisions.get(number=2).content] == [["RETIRE", "HCM-CSDL-003"]]
    item.refresh_from_db(from_queryset=ChangeItem.on_file.all())
    assert not item.in_process
    actions.submit(make.draft(city), by=author, at=NOW)  # the database is free for another proposal


def test_a_dropped_database_may_be_asked_for_again_in_a_new_place(city, author):
    proposal = make.proposal_in("RETURNED", city)
    drafts.drop_item(proposal.items.get(), by=author, at=NOW)
    again = drafts.add_item(proposal, "RETIRE", database=city.databases["HCM-CSDL-001"], by=author, at=NOW)
    assert again.position == 2
    make_move("submit", proposal, city, at=NOW)
    assert ChangeItem.on_file.filter(proposal=proposal).count() == 2


def test_an_incomplete_proposal_says_what_is_missing(city, author):
    proposal = drafts.start(agency=city.agencies["so-khdt"], by=author, at=NOW)
    with pytest.raises(guards.Incomplete) as refused:
        actions.submit(proposal, by=author, at=NOW)
    assert set(refused.value.detail["errors"]) == {"title", "reason", "legal_ground", "no_state_secret", "items"}


def test_what_others_changed_elsewhere_merges_silently(city, author):
    proposal = make.draft(city)
    moved_base(city, scope="Phạm vi mới")
    actions.submit(proposal, by=author, at=NOW)
    content = proposal.items.get().content
    assert (content["purpose"], content["scope"]) == ("Phục vụ người dân và doanh nghiệp", "Phạm vi mới")


@pytest.mark.parametrize(("choice", "purpose"), [("mine", "Phục vụ người dân và doanh nghiệp"), ("theirs", "Mục đích của họ")])
def test_what_both_changed_waits_for_a_choice(choice, purpose, city, author):
    proposal = make.draft(city)
    moved_base(city, purpose="Mục đích của họ", scope="Phạm vi mới")
    with pytest.raises(guards.StaleBase) as refused:
        actions.submit(proposal, by=author, at=NOW)
    assert refused.value.detail["conflicts"][0].items() >= {"item": 1, "path": "purpose", "theirs": "Mục đích của họ"}.items()
    drafts.rebase(proposal.items.get(), {"purpose": choice}, by=author, at=NOW)
    content = proposal.items.get().content
    assert (content["purpose"], content["scope"]) == (purpose, "Phạm vi mới")


def test_two_changes_sound_apart_may_contradict_each_other_together(city, author):
    """Sensitive data of mine, open data of theirs: no field collides, and it may not be sent."""
    proposal = make.draft(city, personal_data="SENSITIVE", personal_data_ground="Luật")
    moved_base(city, sharing_class="OPEN")
    with pytest.raises(guards.Incomplete) as refused:
        actions.submit(proposal, by=author, at=NOW)
    assert set(refused.value.detail["errors"]) == {"1/", "1/sharing_class"}
    drafts.rebase(proposal.items.get(), {}, by=author, at=NOW)
    drafts.save_content(proposal.items.get(), {"sharing_class": "INTERNAL"}, by=author, at=NOW)
    actions.submit(proposal, by=author, at=NOW)


@pytest.mark.parametrize("names", [("", ""), ("ma", "ma"), ("a/b", "c")])
def test_rows_that_would_become_one_are_named_first(names, city, author):
    columns = [make.column(name, title=f"Trường {place}") for place, name in enumerate(names)]
    proposal = make.draft(city, datasets=[make.dataset("ho_so", *columns)])
    before = proposal.items.get().content
    moved_base(city, scope="Phạm vi mới")
    with pytest.raises(drafts.Nameless):
        drafts.rebase(proposal.items.get(), {}, by=author, at=NOW)
    assert proposal.items.get().content == before


@pytest.mark.parametrize(("choice", "there"), [("mine", True), ("theirs", False)])
def test_a_column_they_dropped_and_i_edited_is_kept_or_dropped_as_i_choose(choice, there, city, author):
    kept, edited = make.column("ma", key=True, required=True), make.column("ten", title="Tên gọi đầy đủ", type="string")
    proposal = make.draft(city, datasets=[make.dataset("ho_so", kept, edited, make.column("ngay", type="date"))])
    moved_base(city, datasets=[make.dataset("ho_so", kept)])
    paths = {conflict.path for conflict in guards.conflicts(proposal.items.get())}
    drafts.rebase(proposal.items.get(), dict.fromkeys(paths, choice), by=author, at=NOW)
    (table,) = proposal.items.get().content["datasets"]
    assert ("Tên gọi đầy đủ" in {column["title"] for column in table["fields"]}) == there
    assert "ngay" not in {column["name"] for column in table["fields"]}


def test_an_agency_that_let_the_day_pass_is_asked_again(city):
    proposal = make.proposal_in("CONSULTATION", city)
    later, other = NOW + timedelta(days=30), [city.agencies["so-tai-chinh"]]
    actions.appraise(proposal, by=city.people["thamdinh.stttt"], at=later, note="Hết hạn, chưa có ý kiến")
    actions.return_(proposal, by=city.people["tiepnhan.stttt"], at=later, note="Bổ sung")
    actions.submit(proposal, by=city.people["canbo.skhdt"], at=later)
    actions.accept(proposal, by=city.people["tiepnhan.stttt"], at=later)
    actions.consult(proposal, agencies=other, due_on=later.date(), by=city.people["thamdinh.stttt"], at=later)
    assert [opinion.voided_at for opinion in proposal.opinions.order_by("pk")] == [later, None]


def test_a_colleague_is_seen_and_may_take_over(city, author):
    proposal = make.draft(city)
    other = make.officer("REGISTRAR", city.agencies["so-khdt"])
    drafts.take_pen(proposal, by=author, at=NOW)
    with pytest.raises(drafts.Elsewhere):
        drafts.take_pen(proposal, by=other, at=NOW + timedelta(minutes=5))
    drafts.take_pen(proposal, by=other, at=NOW + timedelta(minutes=5), force=True)
    drafts.take_pen(proposal, by=author, at=NOW + timedelta(minutes=16))
    assert set(proposal.authors.values_list("user", flat=True)) == {author.pk, other.pk}


@pytest.mark.parametrize(("name", "body"), [("a.exe", b"MZ"), ("a.pdf", b"<html>"), ("a.docx", b"%PDF-1.7"), ("a", b"%PDF-1.7")])
def test_a_paper_is_what_its_name_says(name, body, city, author):
    with pytest.raises(Invalid):
        drafts.attach(make.draft(city), ContentFile(body, name=name), "LETTER", by=author, at=NOW)
