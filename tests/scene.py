"""What every door is tried on: files in three states with their papers, a notice, a deadline, a duty, an act; and who may read each."""

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils.timezone import now

from agencies.outbox.models import Notice, OperatorTask
from catalog import loading
from catalog.annexes import actions as annexes
from catalog.annexes import working
from catalog.clocks.models import DeadlineClock
from catalog.duties import actions as duties
from catalog.models import Responsibility
from catalog.proposals import drafts
from catalog.proposals.papers import FieldComment
from hcm_registry.kernel.periods import today
from sharing.models import Drift, LoadRun, Source
from tests import factories as make
from tests.catalog.reorganisation.acts import proposed
from tests.verbs import ROADS, make_move

VISITOR = "somebody without a role"
HOUSE, DEPARTMENT = {"canbo.skhdt", "lanhdao.skhdt", "kiemtoan"}, {"tiepnhan.stttt", "thamdinh.stttt", "lanhdao.stttt"}
READERS = {"draft": HOUSE - {"lanhdao.skhdt"}, "asked": HOUSE | DEPARTMENT | {"canbo.stc"}, "sent": HOUSE | DEPARTMENT | {"vanthu.ubnd"}}
#: Whoever reads a duty of so-khdt and a check of it.
SEES = READERS | {"duty": {"canbo.skhdt", "lanhdao.skhdt", "kiemtoan", "quantri"} | DEPARTMENT}
#: Whoever reads until when so-tai-chinh answers.
SEES["clock"] = {"canbo.stc", "kiemtoan"} | DEPARTMENT
#: Whoever reads an act that was sent and merges so-khdt, so-xay-dung and so-tai-chinh.
SEES["act"] = SEES["duty"] | {"canbo.sxd", "lanhdao.sxd", "canbo.stc", "vanthu.ubnd"}
#: Whoever reads imports of annexes.
SEES["annex"] = {"vanthu.ubnd", "kiemtoan"}
#: Whoever reads what becomes of a database of so-khdt in the warehouse.
SEES["run"] = SEES["duty"] | {"vanhanh.kho"}
SECRET = {name: f"Trích yếu không ai khác biết: {name}" for name in READERS}


def build_scene() -> tuple[make.City, dict[str, dict[str, Any]]]:
    """A draft, a file under consultation and one at the Committee; a notice, a deadline, a duty, an act."""
    city = make.build_city()
    city.people[VISITOR] = make.user("khach")
    roads = {"draft": ("DRAFT", "HCM-CSDL-001"), "asked": ("CONSULTATION", "HCM-CSDL-003"), "sent": ("AT_COMMITTEE", "HCM-CSDL-001")}
    found = {name: parts_of(city, name, state, code) for name, (state, code) in roads.items()}
    told = {"notice": Notice.objects.filter(user__username="canbo.skhdt").first(), "task": OperatorTask.objects.first()}
    found = {name: parts | {key: one and one.pk for key, one in told.items()} for name, parts in found.items()}
    answer_by = DeadlineClock.objects.get(agency=city.agencies["so-tai-chinh"])
    found["clock"] = found["asked"] | {"clock": answer_by.pk}
    return city, found | {
        "duty": found["draft"] | duty_of(city),
        "act": found["draft"] | {"act": proposed(city).pk},
        "annex": found["draft"] | annex_of(city),
        "run": found["draft"] | run_of(city),
    }


def run_of(city: make.City) -> dict[str, Any]:
    """A load that a guard has stopped."""
    at = now() - timedelta(hours=1)
    source = Source.objects.create(database=city.databases["HCM-CSDL-001"], dataset="ho_so", kind="SQLITE", connection={"path": "a.db"})
    held = {"state": "HELD", "message": "Quá nhiều dòng sai.", "detail": {"accept": {"rejected": 9}}}
    run = LoadRun.objects.create(source=source, queued_at=at, ready_at=at, **held)
    told = {"change": "ADDED", "column": "dien_tich", "detail": {"type": "numeric", "holds": "number"}}
    Drift.objects.create(source=source, found_at=at, found_by=run, seen_at=at, **told)
    return {"run": run.pk, "source": source.pk}


def annex_of(city: make.City) -> dict[str, Any]:
    """An annex that waits to be confirmed."""
    file = ContentFile("Tên CSDL,Mục đích\nCSDL thử nghiệm 01,Thử\n".encode(), "phu-luc.csv")
    annex = annexes.begin(file, by=city.people["vanthu.ubnd"], at=now() - timedelta(hours=1))
    working.work(annex.pk, clock=now)
    annexes.write(annex, None, retires=False, by=city.people["vanthu.ubnd"], at=now())
    return {"annex": annex.pk}


def duty_of(city: make.City) -> dict[str, Any]:
    """A duty of so-khdt that the department asks to be shown."""
    at = now() - timedelta(hours=1)
    loading.load_duties(at=at)
    borne = Responsibility.objects.get(duty__key="BUILD", database__code="HCM-CSDL-001")
    check = duties.ask(borne, asked="Gửi báo cáo", due_on=today(now()), by=city.people["thamdinh.stttt"], at=at)
    return {"duty": borne.pk, "check": check.pk}


def parts_of(city: make.City, name: str, state: str, database: str) -> dict[str, Any]:
    """A proposal with a paper and a remark, brought to its state an hour ago."""
    at, author = now() - timedelta(hours=1), city.people["canbo.skhdt"]
    proposal = make.draft(city, at=at, code=database)
    drafts.save_head(proposal, {"title": SECRET[name]}, by=author, at=at)
    paper = drafts.attach(proposal, ContentFile(b"%PDF-1.4 " + name.encode(), "a.pdf"), "LETTER", by=author, at=at)
    for verb in ROADS[state]:
        make_move(verb, proposal, city, at=at)
    remark = FieldComment.objects.create(item=proposal.items.get(), path="purpose", text="Nêu rõ", by=author, at=at)
    dossier = proposal.dossier.code if proposal.dossier else ""
    decision = city.decision.pk if city.decision else 0
    return {
        "code": proposal.code,
        "dossier": dossier,
        "paper": paper.pk,
        "remark": remark.pk,
        "database": database,
        "decision": decision,
    }


def body(door: str, scene: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A body that is right in form, so that the answer is about who asks."""
    day, note = str(today(now())), {"note": "Lý do"}
    letter = {"title": "Tờ trình", "letter_number": "1/TTr", "letter_date": day}
    decision = {"number": "77", "signed_on": day, "effective_on": day, "signer": "Người ký thử", "abstract": "Sửa đổi"}
    return {
        "api-proposals": {"agency": "so-khdt"},
        "api-items": {"kind": "AMEND", "database": "HCM-CSDL-003"},
        "api-item": {"content": {"scope": "Khác"}},
        "api-conflicts": {"choices": {}},
        "api-comments": {"item": 1, "path": "scope", "text": "Rõ hơn"},
        "api-opinion": {"stance": "AGREE"},
        "api-opinion-responses": {"agency": "so-tai-chinh", "kind": "TAKEN_UP"},
        "api-move-return": note,
        "api-move-appraise": note,
        "api-move-reject": note,
        "api-move-withdraw": note,
        "api-move-send_back": note,
        "api-move-consult": {"agencies": ["so-xay-dung"], "due_on": day},
        "api-move-forward": letter,
        "api-move-issue": decision,
        "api-duty-checks": {"asked": "Gửi báo cáo", "due_on": day},
        "api-check-conclude": {"outcome": "MET", "text": "Đủ"},
        "api-claim-hand-over": {"to": "thamdinh.stttt"},
        "api-delegations": {
            "role": "REGISTRAR",
            "agency": "so-khdt",
            "to": "lanhdao.skhdt",
            "start": f"{today(now()) + timedelta(days=1)}T08:00:00+07:00",
            "end": f"{today(now()) + timedelta(days=2)}T08:00:00+07:00",
            "reason": "Đi công tác",
        },
        "api-reorganisations": {"title": "Hợp nhất", "wanted_on": day},
        "api-reorganisation-lines": {"kind": "ENDING", "predecessor": "so-tai-chinh"},
        "api-reorganisation-move-return": note,
        "api-reorganisation-move-withdraw": note,
        "api-reorganisation-move-decide": decision | {"issuing_body": "ubnd-tp", "symbol": "NQ-HĐND"},
        "api-dossiers": {**letter, "proposals": [scene["sent"]["code"]]},
        "api-dossier-decision": decision,
    }.get(door, {})
