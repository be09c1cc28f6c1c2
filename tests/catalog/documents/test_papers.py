import pytest
from datetime import timedelta
from django.utils.timezone import now
from pathlib import Path
from catalog.documents import offers
from catalog.proposals import actions, responses
from tests import factories as make
from hcm_registry.documents import as_docx, as_pdf

pytestmark = pytest.mark.django_db


def test_try(city):
    at = now() - timedelta(hours=1)
    out = Path("/tmp/kinds_out")
    out.mkdir(exist_ok=True)
    from tests.verbs import make_move

    proposal = make.draft(city, at=at)
    head = city.people["lanhdao.stttt"]

    def save(tag):
        for kind in offers.offered(proposal, head, at):
            paper, name = offers.made(proposal, kind.key, head, at)
            (out / f"{tag}-{name}.docx").write_bytes(as_docx(paper))
            (out / f"{tag}-{name}.pdf").write_bytes(as_pdf(paper))

    for v in ("submit", "accept", "consult"):
        make_move(v, proposal, city, at=at)
    actions.answer(
        proposal.opinions.get(),
        by=city.people["canbo.stc"],
        at=at,
        stance="AGREE_WITH_COMMENT",
        comment="Ghi rõ đối tượng",
        field_comments={"1/purpose": "Nêu cả hộ kinh doanh"},
    )
    save("consult")
    op = proposal.opinions.get()
    responses.respond(op, path="", kind="TAKEN_UP", text="Đã ghi", by=city.people["thamdinh.stttt"], at=at)
    responses.respond(op, path="1/purpose", kind="EXPLAINED", text="Đã có trong phạm vi", by=city.people["thamdinh.stttt"], at=at)
    for v in ("appraise", "approve"):
        make_move(v, proposal, city, at=at)
    save("approved")
    for v in ("forward", "issue", "apply"):
        make_move(v, proposal, city, at=at)
    save("issued")
