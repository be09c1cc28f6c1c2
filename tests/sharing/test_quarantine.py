"""Quarantine as people find it: whose rows, why, since when; nothing of it costs more when there is more of it."""

import csv
import io
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from python_calamine import CalamineWorkbook

from agencies.outbox.models import Notice
from catalog.inbox.queries import inbox, work_of
from catalog.rules.models import LegalRule
from sharing.integration.loading import load
from sharing.models import LoadRun, RowDecision
from sharing.quarantine import telling
from sharing.quarantine.masking import HIDDEN
from sharing.warehouse import waiting
from sharing.warehouse.connecting import connected
from sharing.warehouse.waiting import Asked
from tests import factories as make
from tests.sharing.setting import COLUMNS, dictionary, loaded, rows, told

PAGE = reverse("warehouse:quarantine")
TALLY = "SELECT source, label, rows::bigint FROM warehouse.quarantine_tally WHERE rows > 0"
RECOUNT = """
SELECT source, label, sum(copies)::bigint FROM warehouse.quarantine, LATERAL warehouse.labels(reasons, accepted, gone_run) AS label
GROUP BY 1, 2
"""
LABELS = "SELECT source, label, id FROM warehouse.quarantine_label"
RELABELLED = "SELECT source, label, id FROM warehouse.quarantine, LATERAL warehouse.labels(reasons, accepted, gone_run) AS label"


def agree():
    """What is counted is what is there; returns what is counted."""
    with connected() as warehouse:
        for kept, made in ((TALLY, RECOUNT), (LABELS, RELABELLED)):
            assert sorted(warehouse.execute(kept).fetchall()) == sorted(warehouse.execute(made).fetchall())
        return {label: number for _source, label, number in warehouse.execute(TALLY)}


def signed_in(city, who):
    client = Client()
    client.force_login(city.fresh(who), backend="django.contrib.auth.backends.ModelBackend")
    return client


def spoilt(office):
    """Three bad rows of a hundred: one of them twice, one without a key."""
    office.fill(100)
    office.do("UPDATE ho_so SET so_luong = -1, loai = 'C' WHERE ma = 'HS-0003'")
    office.do("UPDATE ho_so SET loai = 'C' WHERE ma = 'HS-0004'")
    office.do("UPDATE ho_so SET ma = NULL, ten = '' WHERE ma = 'HS-0005'")
    office.do("INSERT INTO ho_so SELECT * FROM ho_so WHERE ma = 'HS-0004'")


def test_rows_are_counted_by_field_and_reason_as_they_come_and_go(office):
    spoilt(office)
    loaded(office.source)
    assert agree() == {
        **{"": 4, "so_luong": 1, "so_luong.minimum": 1, "loai": 3, "loai.enum": 3},
        **{"ma": 1, "ma.required": 1, "ten": 1, "ten.required": 1},
    }
    with connected() as warehouse:
        warehouse.execute("UPDATE warehouse.quarantine SET accepted = 1 WHERE key IS NULL")
    assert agree() == {"": 3, "so_luong": 1, "so_luong.minimum": 1, "loai": 3, "loai.enum": 3, "!": 1}
    office.do("UPDATE ho_so SET loai = NULL WHERE ma = 'HS-0003'")
    office.do("DELETE FROM ho_so WHERE ma = 'HS-0004' OR ma IS NULL")
    loaded(office.source)
    assert agree() == {"": 1, "so_luong": 1, "so_luong.minimum": 1}
    with connected() as warehouse:
        warehouse.execute("DELETE FROM warehouse.quarantine")
    assert agree() == {}


@pytest.mark.parametrize("label", ["", "loai.enum"])
def test_the_last_page_costs_what_the_first_does(office, label):
    source, number = office.source.pk, 30_000
    with connected() as warehouse:
        warehouse.execute(
            "INSERT INTO warehouse.quarantine (source, digest, row, reasons, copies, since_run)"
            " SELECT %s, sha256(n::text::bytea), jsonb_build_object('n', n), '{loai.enum}', 1, 1 FROM generate_series(1, %s) n",
            [source, number],
        )
        warehouse.execute("ANALYZE warehouse.quarantine, warehouse.quarantine_label")
        last = warehouse.execute("SELECT max(id) FROM warehouse.quarantine").fetchone()[0]
        cost = {}
        for start in (None, last - number // 2, last - 51):
            order = waiting._order(warehouse, Asked((source,), label), start, False, 51).as_string(warehouse)
            told = warehouse.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {order}").fetchone()[0][0]["Plan"]
            assert told["Actual Rows"] == 51
            cost[start] = told["Shared Hit Blocks"] + told["Shared Read Blocks"]
        assert max(cost.values()) < 400, cost


def test_a_person_walks_through_what_is_theirs_and_takes_it_away(office, django_assert_max_num_queries):
    dictionary(office.city, *COLUMNS[:1], make.column("ten", required=True, personal_data="BASIC"), *COLUMNS[2:])
    spoilt(office)
    run = loaded(office.source)
    operator, owner = signed_in(office.city, "vanhanh.kho"), signed_in(office.city, "canbo.skhdt")
    with django_assert_max_num_queries(14):
        page = operator.get(PAGE)
    assert [(line.key, line.days) for line in page.context["window"].rows] == [("HS-0003", 0), ("HS-0004", 0), ("", 0)]
    assert [(one.source, one.rows) for one in page.context["found"].standings] == [(office.source, 4)]
    chosen = owner.get(PAGE, {"source": office.source.pk})
    assert [(one.label, one.rows) for one in chosen.context["found"].reasons] == [
        *[("loai.enum", 3), ("ma.required", 1), ("so_luong.minimum", 1), ("ten.required", 1)]
    ]
    assert "Không thuộc các giá trị cho phép: A; B. Chọn một trong số đó." in chosen.content.decode()
    narrowed = owner.get(reverse("warehouse:run-quarantine", args=[run.pk]), {"label": "so_luong"})
    assert [line.key for line in narrowed.context["window"].rows] == ["HS-0003"]
    text = b"".join(owner.get(PAGE, {"source": office.source.pk, "format": "csv"})).decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert [row[head.index("Trường ten")] for row in rows] == [f"{HIDDEN}3", f"{HIDDEN}4", ""]
    assert "Nhỏ hơn mức thấp nhất 0" in rows[0][4]
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(owner.get(PAGE, {"format": "xlsx"}))))
    assert len(book.get_sheet_by_index(0).to_python()) == 4


def test_nobody_else_finds_that_there_is_anything(office):
    spoilt(office)
    run = loaded(office.source)
    with connected() as warehouse:
        pk = warehouse.execute("SELECT min(id) FROM warehouse.quarantine").fetchone()[0]
    places = (PAGE, reverse("warehouse:quarantine-row", args=[pk]), reverse("warehouse:run-quarantine", args=[run.pk]))
    expected = {"vanhanh.kho": 200, "canbo.skhdt": 200, "tiepnhan.stttt": 200, "kiemtoan": 200, "canbo.sxd": 404, "vanthu.ubnd": 404}
    for who, status in expected.items():
        client = signed_in(office.city, who)
        assert [client.get(place).status_code for place in places] == [status] * 3, who
    assert [Client().get(place).status_code for place in places] == [302] * 3
    assert signed_in(office.city, "canbo.skhdt").get(PAGE, {"source": UUID(int=0)}).status_code == 200


def numbers():
    with connected() as warehouse:
        return dict(warehouse.execute("SELECT coalesce(key, ''), id FROM warehouse.quarantine WHERE gone_run IS NULL").fetchall())


def test_an_accepted_row_stays_out_waits_no_longer_and_is_known_when_it_comes_again(office):
    spoilt(office)
    loaded(office.source)
    row = numbers()['["HS-0003"]']
    operator, owner = signed_in(office.city, "vanhanh.kho"), signed_in(office.city, "canbo.skhdt")
    accept, reopen = (reverse(f"warehouse:quarantine-{verb}", args=[row]) for verb in ("accept", "reopen"))
    assert owner.post(accept, {"note": "Đã biết"}).status_code == 403
    assert operator.post(accept, {"note": " "}).status_code == 400
    assert agree()[""] == 4 and not RowDecision.objects.exists()
    assert operator.post(accept, {"note": "Hồ sơ giấy, không sửa được"}).status_code == 302
    assert operator.post(accept, {"note": "Lần nữa"}).status_code == 400
    assert (agree()[""], agree()["!"]) == (3, 1)
    decision = RowDecision.objects.get()
    assert (decision.kind, decision.row, decision.reasons, str(decision.by)) == (
        *("ACCEPTED", row, ["so_luong.minimum", "loai.enum"]),
        "Vận hành kho",
    )
    assert "Hồ sơ giấy, không sửa được" in owner.get(reverse("warehouse:quarantine-row", args=[row])).content.decode()
    assert [line.id for line in owner.get(PAGE, {"state": "accepted"}).context["window"].rows] == [row]
    office.do("UPDATE ho_so SET loai = NULL WHERE ma = 'HS-0003'")
    loaded(office.source)
    assert agree()[""] == 4  # another fault: it waits
    office.do("UPDATE ho_so SET loai = 'C' WHERE ma = 'HS-0003'")
    loaded(office.source)
    assert (agree()[""], agree()["!"], numbers()['["HS-0003"]'] > row) == (3, 1, True)
    reopen = reopen.replace(str(row), str(numbers()['["HS-0003"]']))
    assert operator.post(reopen, {"note": "Cơ quan sẽ sửa"}).status_code == 302
    assert (agree()[""], agree().get("!"), RowDecision.objects.count()) == (4, None, 2)


def test_a_correction_stands_in_for_the_row_as_long_as_the_source_brings_it(office):
    office.fill(60)
    office.do("UPDATE ho_so SET ma = 'X3', so_luong = -1 WHERE ma = 'HS-0003'")
    loaded(office.source)
    row = numbers()['["X3"]']
    correct = reverse("warehouse:quarantine-correct", args=[row])
    operator, owner = signed_in(office.city, "vanhanh.kho"), signed_in(office.city, "canbo.skhdt")
    assert owner.get(correct).status_code == 403 and operator.get(correct).status_code == 200
    given = {"ma": "HS-0003", "ten": "Hồ sơ 3", "so_luong": "-2", "loai": "", "sua_luc": "", "NOTE": "Theo công văn"}
    refused = operator.post(correct, given)
    assert refused.status_code == 400 and list(refused.context["form"].errors) == ["so_luong"]
    answer = operator.post(correct, given | {"so_luong": "3"})
    decision = RowDecision.objects.get()
    assert (answer.status_code, decision.kind, decision.run.state) == (302, "CORRECTED", "QUEUED")
    load(decision.run, worker="thử", clock=now)
    run = LoadRun.objects.get(pk=decision.run_id)
    assert (run.state, told(run), run.rows_after) == ("DONE", (60, 1, 0, 59, 0, 0), 60)
    assert (agree(), rows("ma, ten, so_luong")[3]) == ({}, ("HS-0003", "Hồ sơ 3", 3))
    again = loaded(office.source)  # the source still has it wrong: nothing changes, nothing is missing
    assert (told(again), again.rows_after, rows("ma, so_luong")[3]) == ((60, 0, 0, 60, 0, 0), 60, ("HS-0003", 3))
    dictionary(office.city, *COLUMNS[:2], make.column("so_luong", type="integer", minimum="0", maximum="100"), *COLUMNS[3:])
    assert (told(loaded(office.source)), len(rows())) == ((60, 0, 0, 60, 0, 0), 60)  # a table made anew
    office.do("UPDATE ho_so SET ma = 'HS-0003', so_luong = 5 WHERE ma = 'X3'")
    assert (told(loaded(office.source)), rows("ma, so_luong")[3]) == ((60, 0, 1, 59, 0, 0), ("HS-0003", 5))  # mended there: the source's
    office.do("INSERT INTO ho_so VALUES ('X3', 'Hồ sơ 3', -1, NULL, '2026-01-01 00:03:00+07')")
    assert told(loaded(office.source))[4] == 1 and agree()[""] == 1  # its key is another row's by now: it waits


def test_the_agency_is_told_once_that_rows_wait_and_finds_it_in_its_inbox_until_it_is_over(office):
    spoilt(office)
    loaded(office.source)
    person, at = office.city.fresh("canbo.skhdt"), now()
    assert telling.watch(at=at) == 0  # four rows are not too many, and nobody laid down how long one may wait
    office.source.max_waiting = 3
    office.source.save()
    assert (telling.watch(at=at), telling.watch(at=at)) == (1, 0)
    assert Notice.objects.filter(user=person, message__event=telling.EVENT).count() == 1
    assert [task.step_key for task in inbox(person, at).tasks] == ["QUARANTINE"] and work_of(person, at).count() == (1,)
    assert not inbox(office.city.fresh("canbo.sxd"), at).tasks
    office.source.max_waiting = 100
    office.source.save()
    telling.watch(at=at)
    assert not inbox(office.city.fresh("canbo.skhdt"), at).tasks
    term = {"unit": "HOURS", "origin": "DEFAULT", "legal_basis": "Thử", "period": ("2020-01-01", None), "recorded_at": at}
    LegalRule.objects.create(key="DATA_ERROR", value=120, **term)
    assert [telling.watch(at=at + timedelta(days=days)) for days in (5, 6)] == [0, 1]
