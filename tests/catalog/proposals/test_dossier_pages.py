"""The dossier before the clerk: a decision is recorded on the files the clerk has read, on no others."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now as clock

from catalog.decisions.models import Decision
from catalog.proposals import actions
from catalog.proposals.queries import standing
from hcm_registry.kernel.periods import today
from tests import factories as make
from tests.catalog.proposals.desk import signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("confirmed", [{}, {"confirmed": "1"}], ids=["before the restatement", "after it"])
def test_a_dossier_that_lost_a_file_under_the_clerk_says_so_and_keeps_what_was_typed(city, confirmed):
    at = clock() - timedelta(hours=1)
    first, second = make.proposal_in("APPROVED", city, at=at), make.proposal_in("APPROVED", city, at=at, code="HCM-CSDL-003")
    letter = {"title": "Tờ trình", "letter_number": "9/TTr", "letter_date": today(at)}
    dossier = actions.forward([first, second], **letter, by=city.fresh("lanhdao.stttt"), at=at)
    day = f"{today(clock()):%d/%m/%Y}"
    typed = {"kind": "AMEND", "number": "5001", "symbol": "QĐ-UBND", "signed_on": day, "effective_on": day, "signer": "Người ký thử"}
    typed |= {"abstract": "Trích yếu đã gõ", "seen": standing(dossier.proposals.order_by("pk")), **confirmed}
    actions.send_back(second, by=city.fresh("vanthu.ubnd"), at=at, note="Thiếu căn cứ.")
    clerk, address = signed_in(city, "vanthu.ubnd"), reverse("catalog:dossier-record", args=[dossier.code])
    answer = clerk.post(address, typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Hồ sơ trình đã thay đổi trong lúc bạn xem" in page
    assert f"{second.code}: không còn trong hồ sơ này" in page or "Thiếu căn cứ." in page
    assert "Trích yếu đã gõ" in page
    assert not Decision.objects.filter(number="5001").exists()
    again = answer.context["form"]["seen"].value()
    assert clerk.post(address, typed | {"seen": again, "confirmed": "1"}).status_code == 302
    assert Decision.objects.get(number="5001").proposals.get() == first
