"""A source that left the dictionary: what is noted of it, and the proposal in which the dictionary follows."""

import pytest

from catalog.proposals.states import ItemKind
from hcm_registry.kernel.errors import NotAuthorised
from sharing.drift import actions as drift
from sharing.drift.errors import AlreadyProposed, NothingToPropose
from sharing.integration.drifts import Drift
from sharing.integration.states import Change, State
from tests import factories as make
from tests.sharing.setting import COLUMNS, dictionary, loaded
from tests.sharing.setting import source as source_of

pytestmark = pytest.mark.django_db(transaction=True)


def open_ones(source):
    """What is open at a source: change → column → detail."""
    found = {}
    for one in Drift.objects.filter(source=source, gone_at__isnull=True):
        found.setdefault(Change(one.change), {})[one.column] = one.detail
    return found


def renamed_and_more(office):
    """The agency changes its table: one column has another name, one is new, one is of another type, a value is in no list."""
    office.do("ALTER TABLE ho_so RENAME ten TO ten_ho_so")
    office.do("ALTER TABLE ho_so ALTER so_luong TYPE timestamp USING '2026-01-01'::timestamp, ADD dien_tich numeric, ADD \"Ghi chú\" text")


def test_what_left_the_dictionary_is_proposed_by_its_agency_and_by_no_other(office):
    city, source = office.city, office.source
    office.fill(6)
    assert loaded(source).state == State.DONE and open_ones(source) == {}
    with pytest.raises(NothingToPropose):
        drift.propose(source, by=city.people["canbo.skhdt"], at=make.NOW)
    renamed_and_more(office)
    assert loaded(source).state == State.HELD
    found = open_ones(source)
    assert set(found) == {Change.RENAMED, Change.RETYPED, Change.ADDED}
    assert found[Change.RENAMED]["ten"]["now"] == "ten_ho_so" and found[Change.RENAMED]["ten"]["likeness"] == 0.8
    assert found[Change.RETYPED] == {"so_luong": {"type": "timestamp without time zone", "holds": "datetime"}}
    assert set(found[Change.ADDED]) == {"dien_tich", "Ghi chú"}
    with pytest.raises(NotAuthorised):
        drift.propose(source, by=city.people["canbo.sxd"], at=make.NOW)
    item = drift.propose(source, by=city.people["canbo.skhdt"], at=make.NOW).items.get()
    fields = {column["name"]: column for column in item.content["datasets"][0]["fields"]}
    assert item.kind == ItemKind.AMEND and list(fields) == ["ma", "ten_ho_so", "so_luong", "loai", "sua_luc", "dien_tich"]
    assert (fields["ten_ho_so"]["max_length"], fields["so_luong"]["type"], fields["dien_tich"]["type"]) == (40, "datetime", "number")
    with pytest.raises(AlreadyProposed):
        drift.propose(source, by=city.people["canbo.skhdt"], at=make.NOW)


def test_a_difference_is_one_from_when_it_is_seen_until_it_is_seen_no_more(office):
    source = office.source
    office.fill(60)
    office.do("ALTER TABLE ho_so ALTER loai TYPE text, ADD dien_tich numeric")
    office.do("UPDATE ho_so SET loai = 'C' WHERE ma = 'HS-0001'")
    first, again = loaded(source), loaded(source)
    assert open_ones(source) == {
        Change.ADDED: {"dien_tich": {"type": "numeric", "holds": "number"}},
        Change.VALUES: {"loai": {"values": ["C"]}},
    }
    assert {(one.found_by, one.seen_at > one.found_at, one.breaks) for one in Drift.objects.all()} == {
        (first, True, True), (first, True, False),
    }  # fmt: skip
    office.do("UPDATE ho_so SET loai = 'A' WHERE ma = 'HS-0001'")
    office.do("ALTER TABLE ho_so DROP dien_tich")
    last = loaded(source)
    assert open_ones(source) == {} and again.state == last.state == State.DONE
    assert {one.gone_by for one in Drift.objects.all()} == {last}


def test_what_no_list_has_is_added_to_the_list_unless_it_is_personal(office):
    office.fill(60)
    office.do("ALTER TABLE ho_so ALTER loai TYPE text")
    office.do("UPDATE ho_so SET loai = 'C' WHERE ma = 'HS-0001'")
    loaded(office.source)
    item = drift.propose(office.source, by=office.city.people["canbo.skhdt"], at=make.NOW).items.get()
    assert next(one for one in item.content["datasets"][0]["fields"] if one["name"] == "loai")["enum"] == ["A", "B", "C"]
    dictionary(office.city, *COLUMNS[:3], {**COLUMNS[3], "personal_data": "SENSITIVE"}, COLUMNS[4])
    Drift.objects.all().delete()
    loaded(office.source, full=True)
    assert open_ones(office.source) == {}


def test_a_table_that_no_dictionary_has_is_drafted_from_its_source(office):
    office.fill(6)
    office.do("ALTER TABLE ho_so ADD ma_xa text DEFAULT '00123', ADD ngay text DEFAULT '2026-01-02', ADD trong text")
    of = source_of(office.city, dataset="chua_co", connection=office.source.connection, secret=office.source.secret)
    assert loaded(of).reason == "no-dictionary"
    fields = {one["name"]: one["type"] for one in open_ones(of)[Change.TABLE]["chua_co"]["fields"]}
    assert fields == {
        "ma": "string", "ten": "string", "so_luong": "integer", "loai": "string", "sua_luc": "datetime",
        "ma_xa": "string", "ngay": "date", "trong": "string",
    }  # fmt: skip
    tables = drift.propose(of, by=office.city.people["canbo.skhdt"], at=make.NOW).items.get().content["datasets"]
    assert [table["name"] for table in tables] == ["ho_so", "chua_co"] and len(tables[1]["fields"]) == 8


def test_a_column_with_another_name_is_known_by_its_values(office):
    office.fill(6)
    loaded(office.source)
    office.do("ALTER TABLE ho_so RENAME ten TO tieu_de_dai")
    loaded(office.source)
    assert open_ones(office.source)[Change.RENAMED]["ten"]["now"] == "tieu_de_dai"
