"""What the database itself refuses to store about proposals, whatever code asks for it."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db.models import F

from catalog.models import (
    Attachment,
    Author,
    ChangeItem,
    ChangeProposal,
    Claim,
    DatabaseVersion,
    FieldComment,
    Opinion,
    OpinionResponse,
    ProposalStep,
    Revision,
    Seen,
    Turn,
)
from catalog.proposals import actions, drafts, taking
from catalog.proposals.responses import respond
from tests import factories as make
from tests.refusals import change, copy, refused, sql

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def put(state, /, **changes):
    """Bring a proposal to `state` by its moves, then change its row behind the code's back."""
    return lambda city: change(make.proposal_in(state, city), **changes)


def item(city, state="DRAFT"):
    return make.proposal_in(state, city).items.get()


def other(city):
    return {"database": city.databases["HCM-CSDL-003"], "base_version": DatabaseVersion.objects.get(database__code="HCM-CSDL-003")}


def second_on_the_same_database(city):
    make.proposal_in("SUBMITTED", city)
    change(make.draft(city), state="SUBMITTED")


def opinion(city, **changes):
    change(make.proposal_in("CONSULTATION", city).opinions.get(), **changes)


def paper(city):
    proposal = make.draft(city)
    return drafts.attach(proposal, ContentFile(PDF, name="cong-van.pdf"), "LETTER", by=city.people["canbo.skhdt"], at=make.NOW)


def remark(city):
    file = make.proposal_in("SUBMITTED", city)
    return actions.comment(file.items.get(), path="purpose", text="Nêu rõ", by=city.people["thamdinh.stttt"], at=make.NOW)


def turn(city):
    drafts.take_pen(draft := make.draft(city), by=city.people["canbo.skhdt"], at=make.NOW)
    return draft.turns.get()


def ticked_twice(city):
    row = item(city, "SUBMITTED")
    copy(Seen.objects.create(reader=city.people["thamdinh.stttt"], item=row, revision=1, path="purpose"))


def dropped(city):
    row = make.proposal_in("RETURNED", city).items.get()
    drafts.drop_item(row, by=city.people["canbo.skhdt"], at=make.NOW)
    return row


def answered(city):
    found = make.proposal_in("CONSULTATION", city).opinions.get()
    actions.answer(found, stance="AGREE", comment="Nhất trí", by=city.people["canbo.stc"], at=make.NOW)
    return found


def taken(city):
    """A file that its appraiser has taken on."""
    return taking.take(make.proposal_in("ACCEPTED", city), by=city.fresh("thamdinh.stttt"), at=make.NOW)


def response(city):
    return respond(answered(city), path="", kind="TAKEN_UP", text="Đã sửa", by=city.people["thamdinh.stttt"], at=make.NOW)


BROKEN = {
    "catalog_claim_one_at_a_time": lambda c: copy(taken(c), holder=c.people["lanhdao.stttt"]),
    "catalog_proposal_known_state": put("DRAFT", state="GONE"),
    "catalog_proposal_issued_by_decision": put("AT_COMMITTEE", state="ISSUED"),
    "catalog_proposal_reason_given": put("DRAFT", state="WITHDRAWN"),
    "catalog_proposal_four_eyes": put("APPROVED", approved_by=F("appraised_by")),
    "catalog_proposal_authors_four_eyes": put("APPROVED", approved_by=F("created_by")),
    "catalog_proposal_approved_as_read": put("APPROVED", content_hash="0" * 64),
    "catalog_proposal_settled_by_a_head": put("APPRAISAL", state="APPROVED", approved_hash=F("content_hash")),
    "catalog_proposal_forwarded_in_a_dossier": put("APPROVED", state="AT_COMMITTEE"),
    "catalog_proposal_editing_who_when": put("DRAFT", editing_at=make.NOW),
    "catalog_proposal_signature_asked_who_when": put("DRAFT", signature_asked_at=make.NOW),
    "catalog_proposal_signed_who_when": put("DRAFT", signed_at=make.NOW),
    "catalog_proposal_submitted_who_when": put("DRAFT", submitted_at=make.NOW),
    "catalog_proposal_accepted_who_when": put("DRAFT", accepted_at=make.NOW),
    "catalog_proposal_appraised_who_when": put("DRAFT", appraised_at=make.NOW),
    "catalog_proposal_approved_who_when": put("DRAFT", approved_at=make.NOW),
    "catalog_item_one_open_a_database": second_on_the_same_database,
    "catalog_item_once_a_proposal": lambda c: copy(item(c), position=2),
    "catalog_item_position_once": lambda c: copy(item(c), **other(c)),
    "catalog_item_kind_fits": lambda c: change(item(c), kind="RETIRE"),
    "catalog_item_dropped_who_when": lambda c: change(item(c), dropped_at=make.NOW),
    "catalog_item_dropped_stays": lambda c: change(dropped(c), dropped_at=None, dropped_by=None),
    "catalog_item_frozen": lambda c: change(item(c, "SUBMITTED"), content={}),
    "catalog_author_once": lambda c: copy(make.draft(c).authors.get()),
    "catalog_revision_once": lambda c: copy(make.proposal_in("SUBMITTED", c).revisions.get()),
    "catalog_attachment_once": lambda c: copy(paper(c)),
    "catalog_attachment_frozen": lambda c: change(paper(c), name="khac.pdf"),
    "catalog_opinion_once_an_agency": lambda c: copy(make.proposal_in("CONSULTATION", c).opinions.get()),
    "catalog_opinion_answered_who_when": lambda c: opinion(c, answered_by=c.people["canbo.stc"]),
    "catalog_opinion_answer_whole": lambda c: opinion(c, stance="AGREE"),
    "catalog_opinion_disagrees_with_reason": lambda c: opinion(
        c, stance="DISAGREE", answered_by=c.people["canbo.stc"], answered_at=make.NOW
    ),
    "catalog_response_explains": lambda c: copy(response(c), kind="EXPLAINED", text=""),
    "catalog_turn_from_another": lambda c: copy(turn(c), instead_of=c.people["canbo.skhdt"]),
    "catalog_seen_once": ticked_twice,
    "catalog_comment_settled_who_when": lambda c: change(remark(c), settled_at=make.NOW),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses(name, city, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with refused(name):
        BROKEN[name](city)


APPEND_ONLY = {
    "catalog_proposalstep": (ProposalStep, lambda c: make.proposal_in("SUBMITTED", c).steps.get(), {"note": "khác"}),
    "catalog_revision": (Revision, lambda c: make.proposal_in("SUBMITTED", c).revisions.get(), {"content": []}),
    "catalog_author": (Author, lambda c: make.draft(c).authors.get(), {"since": None}),
    "catalog_turn": (Turn, turn, {"by": F("instead_of")}),
    "catalog_claim": (Claim, taken, {"at": make.NOW - timedelta(days=1)}),
    "catalog_opinion": (Opinion, answered, {"stance": "NO_COMPETENCE"}),
    "catalog_opinionresponse": (OpinionResponse, response, {"text": "khác"}),
    "catalog_fieldcomment": (FieldComment, remark, {"text": "khác"}),
}


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_history_is_never_rewritten(table, city):
    model, found, changes = APPEND_ONLY[table]
    row = found(city)
    with refused(f"{table}_append_only"):
        change(row, **changes)
    with refused(f"{table}_append_only"):
        sql(f"DELETE FROM {table} WHERE id = %s", row.pk)
    assert model.objects.filter(pk=row.pk).exists()


def test_an_answer_is_given_once_and_a_remark_settled_once(city):
    row = answered(city)
    with refused("catalog_opinion_append_only"):
        change(row, comment="Không nhất trí")
    with refused("catalog_opinion_append_only"):
        change(row, stance="", answered_by=None, answered_at=None)
    note = remark_on(row.proposal, city)
    change(note, settled_by=city.people["canbo.skhdt"], settled_at=make.NOW)
    with refused("catalog_fieldcomment_append_only"):
        change(note, settled_by=city.people["lanhdao.skhdt"])


def remark_on(proposal, city):
    return actions.comment(proposal.items.get(), path="purpose", text="Nêu rõ", by=city.people["thamdinh.stttt"], at=make.NOW)


@pytest.mark.parametrize("state", ["SUBMITTED", "APPRAISAL", "APPROVED", "ISSUED", "APPLIED"])
def test_what_was_sent_is_frozen(state, city):
    """No row of it is added, changed, dropped or moved to another file."""
    row = item(city, state)
    with refused("catalog_item_frozen"):
        sql("UPDATE catalog_changeitem SET content = jsonb_set(content, '{name}', '\"khác\"') WHERE id = %s", row.pk)
    with refused("catalog_item_frozen"):
        sql("DELETE FROM catalog_changeitem WHERE id = %s", row.pk)
    with refused("catalog_item_frozen"):
        copy(row, position=2, **other(city))
    with refused("catalog_item_stays"):
        change(row, position=7, proposal=make.draft(city, code="HCM-CSDL-003"))


def test_what_was_dropped_stays_as_it_was(city):
    row = dropped(city)
    for column, value in (("content", "'{}'"), ("base_version_id", "NULL"), ("kind", "'RETIRE'"), ("position", "9")):
        with refused("catalog_item_dropped_stays"):
            sql(f"UPDATE catalog_changeitem SET {column} = {value} WHERE id = %s", row.pk)
    with refused("catalog_item_dropped_stays"):
        sql("DELETE FROM catalog_changeitem WHERE id = %s", row.pk)


def test_papers_are_frozen_with_their_proposal(city, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    sent, row = make.proposal_in("SUBMITTED", city, code="HCM-CSDL-003"), paper(city)
    actions.submit(row.proposal, by=city.people["canbo.skhdt"], at=make.NOW)
    with refused("catalog_attachment_frozen"):
        row.delete()
    with refused("catalog_attachment_frozen"):
        copy(row, proposal=sent)
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize("column", ["approved_by", "approved_for"])
@pytest.mark.parametrize("involved", ["created_by", "submitted_by", "appraised_by", "appraised_for"])
def test_nobody_stands_on_both_sides(column, involved, city):
    """The database's own witness of four eyes, past every line of Python."""
    proposal = make.proposal_in("APPROVED", city)
    change(proposal, appraised_for=city.people["canbo.stc"])
    name = "catalog_proposal_authors_four_eyes" if involved in {"created_by", "submitted_by"} else "catalog_proposal_four_eyes"
    with refused(name):
        change(proposal, **{column: F(involved)})


def test_the_head_who_signed_for_the_agency_does_not_approve(city):
    proposal = make.proposal_in("SIGNED", city)
    actions.submit(proposal, by=city.people["canbo.skhdt"], at=make.NOW)
    actions.accept(proposal, by=city.people["tiepnhan.stttt"], at=make.NOW)
    actions.appraise(proposal, by=city.people["thamdinh.stttt"], at=make.NOW, note="Đủ điều kiện")
    for column in ("approved_by", "approved_for"):
        others = {"approved_by": city.people["lanhdao.stttt"], "approved_at": make.NOW}
        with refused("catalog_proposal_four_eyes"):
            change(proposal, **(others | {column: city.people["lanhdao.skhdt"]}))


def test_an_item_follows_its_proposal_in_and_out_of_the_process(city):
    row = item(city, "SUBMITTED")
    change(row, in_process=False)  # nobody but the trigger says so
    row.refresh_from_db()
    assert row.in_process
    actions.withdraw(row.proposal, by=city.people["canbo.skhdt"], at=make.NOW, note="Không còn cần")
    assert not ChangeItem.objects.get(pk=row.pk).in_process
    assert ChangeProposal.objects.get().state == "WITHDRAWN"


def test_a_claim_ends_once_and_is_never_rewritten(city):
    claim = taken(city)
    with refused("catalog_claim_append_only"):
        change(claim, holder=city.people["lanhdao.stttt"])
    change(claim, ended_at=make.NOW)
    with refused("catalog_claim_append_only"):
        change(claim, ended_at=None)
