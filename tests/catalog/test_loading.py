"""The demo city: what is known is loaded, what is not stays unknown; and the commands that prove the registry sound."""

from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import RequestFactory
from django.utils.timezone import now

from agencies.models import Agency, AgencyCode, AgencyName, Mandate, Succession, User
from catalog import loading
from catalog.editions.models import Edition
from catalog.entries import rights
from catalog.entries.content import GOVERNED, content_of, empty
from catalog.entries.models import DatabaseVersion, SharedDatabase
from catalog.inspections import soundness
from catalog.journal.models import JournalEntry
from catalog.proposals.models import ChangeProposal
from hcm_registry.kernel.errors import NotAuthorised


@pytest.fixture
def development(settings, db):
    """Where the demo city may be loaded."""
    settings.DEBUG = True
    return settings


@pytest.fixture
def demo(development, demo):
    """The demo city, where it may be loaded."""


def test_the_command_loads_the_city_and_says_so(development):
    out = StringIO()
    call_command("load_demo", stdout=out)
    assert out.getvalue()
    assert loading.is_demo()
    assert not loading.agencies.is_reorganised()


def test_the_command_carries_the_reorganisations_out_as_well(development):
    call_command("load_demo", "--reorganised", stdout=StringIO())
    assert loading.agencies.is_reorganised()


def test_outside_development_nothing_is_loaded(db, settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG"):
        call_command("load_demo")
    assert loading.is_empty()


def test_a_second_loading_is_refused_and_changes_nothing(demo):
    before = (Agency.objects.count(), SharedDatabase.objects.count(), JournalEntry.objects.count())
    with pytest.raises(CommandError):
        call_command("load_demo")
    assert (Agency.objects.count(), SharedDatabase.objects.count(), JournalEntry.objects.count()) == before


def test_if_empty_is_quiet_when_anything_is_there(demo):
    out = StringIO()
    call_command("load_demo", "--if-empty", stdout=out)
    assert out.getvalue() == ""


@pytest.mark.parametrize("arguments", [[], ["--reorganised"]])
def test_other_data_is_never_touched(development, arguments):
    User.objects.create_user("someone")
    with pytest.raises(CommandError):
        call_command("load_demo", *arguments)
    assert not Agency.objects.exists()


def test_a_loading_that_fails_leaves_nothing(development, monkeypatch):
    monkeypatch.setattr(loading, "_propose", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        loading.load_demo(at=now())
    assert loading.is_empty()


def test_ten_databases_of_which_only_the_name_is_known(demo):
    versions = DatabaseVersion.objects.with_dictionary()
    assert [version.database.code for version in versions.order_by("database__number")] == [f"HCM-CSDL-{n:03d}" for n in range(1, 11)]
    told = {"name", "managing_agency", "managing_agency_basis", "datasets"}
    unknown = {name: value for name, value in empty().items() if name not in told}
    for version in versions:
        content = content_of(version)
        assert content["managing_agency_basis"] == "SUGGESTED"
        assert {name: content[name] for name in GOVERNED if name not in told} == unknown
        assert content["datasets"] == []
        assert version.database.confirmed and version.database.source and version.database.note and not version.database.is_demo


def test_the_decision_says_what_is_not_known(demo):
    edition = Edition.objects.select_related("decision").get()
    decision = edition.decision
    assert (decision.number, decision.signed_on, decision.signer, decision.day_known) == ("", None, "", False)
    assert (decision.declared_count, edition.lines.count()) == (45, 10)
    assert decision.recorded_by is None and "chưa rõ ngày" in decision.day_note


def test_agencies_are_those_of_the_decision(demo):
    keys = set(Agency.objects.values_list("key", flat=True))
    assert {"so-tttt", "so-khdt", "bql-attp", "ubnd-quan-2", "ubnd-tp-thu-duc"} <= keys
    assert not keys & {"so-khcn-2025", "so-tai-chinh-2025m", "so-attp"}
    ended = {agency.key for agency in Agency.objects.filter(active__upper_inf=False)}
    assert ended == {"ubnd-quan-2", "ubnd-quan-9", "ubnd-quan-thu-duc"}
    assert Succession.objects.count() == 3


def test_unknown_codes_and_unconfirmed_abbreviations_stay_so(demo):
    assert not AgencyCode.objects.filter(agency__key__in=["so-du-lich", "ubnd-tp-thu-duc"]).exists()
    assert not AgencyCode.objects.filter(scheme="QD20_2020").exists()
    assert AgencyCode.objects.get(agency__key="so-tttt").code == "00.14.H29"
    assert not AgencyName.objects.filter(abbreviation_confirmed=True).exists()
    assert not Agency.objects.filter(source="").exists()


def test_every_post_signs_in_and_is_marked_as_demo(demo):
    assert User.objects.count() == 12
    request = RequestFactory().post("/accounts/login/")
    for user in User.objects.all():
        assert "(minh họa)" in user.full_name
        assert authenticate(request, username=user.username, password=loading.PASSWORD) == user
    assert not User.objects.filter(is_superuser=True).exists()
    assert Mandate.objects.get(kind="LEAD").agency.key == "so-tttt"


def test_demo_values_are_marked(demo):
    proposals = ChangeProposal.objects.all()
    assert {proposal.state for proposal in proposals} == {"SUBMITTED", "DRAFT"}
    assert all(proposal.is_demo and proposal.title.startswith("[Minh họa]") for proposal in proposals)


def test_officers_look_after_the_databases_of_their_agency(demo):
    officer = User.objects.get(username="canbo.sxd")
    assert SharedDatabase.objects.maintained_by(officer).count() == 3
    head = User.objects.get(username="lanhdao.sxd")
    database = SharedDatabase.objects.maintained_by(officer).first()
    with pytest.raises(rights.NotAnOfficerThere):
        rights.entrust(database, to=User.objects.get(username="canbo.stc"), by=head, at=now())
    with pytest.raises(NotAuthorised):
        rights.release(database, of=officer, by=User.objects.get(username="lanhdao.skhdt"), at=now())
    rights.release(database, of=officer, by=head, at=now())
    assert SharedDatabase.objects.maintained_by(User.objects.get(pk=officer.pk)).count() == 2


def test_the_demo_city_is_sound(demo):
    assert list(soundness.findings(now())) == []
    call_command("verify_journal", stdout=StringIO())
    call_command("check_registry", stdout=StringIO())
    out = StringIO()
    call_command("apply_due", stdout=out)
    assert "0" in out.getvalue()


TAMPERED = {
    "journal": ("catalog_journalentry", "UPDATE catalog_journalentry SET body = '{}' WHERE seq = 4", "số 4"),
    "journal row gone": ("catalog_journalentry", "DELETE FROM catalog_journalentry WHERE seq = 7", "số 7"),
    "version": (
        "catalog_databaseversion",
        "UPDATE catalog_databaseversion SET purpose = 'x' WHERE name LIKE '%thuế'",
        "HCM-CSDL-006",
    ),
    "version with its hash": (
        "catalog_databaseversion",
        "UPDATE catalog_databaseversion SET content_hash = repeat('0', 64) WHERE name LIKE '%thuế'",
        "khác với nhật ký",
    ),
    "edition": ("catalog_editionline", "DELETE FROM catalog_editionline WHERE position = 10", "Bản danh mục"),
    "state": ("catalog_changeproposal", "UPDATE catalog_changeproposal SET state = 'ACCEPTED' WHERE state = 'SUBMITTED'", "ACCEPTED"),
    "step": ("catalog_proposalstep", "UPDATE catalog_proposalstep SET move = 'approve'", "không theo quy trình"),
    "cycle": (
        "agencies_succession",
        'INSERT INTO agencies_succession (predecessor_id, successor_id, kind, "on", legal_basis, scope, source, confirmed, note) '
        "SELECT successor_id, predecessor_id, kind, \"on\", '', '', '', false, '' FROM agencies_succession LIMIT 1",
        "vòng lặp",
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_tampering_behind_the_back_of_the_triggers_is_found(demo, what):
    table, statement, expected = TAMPERED[what]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)
        assert cursor.rowcount
    assert any(expected in finding for finding in soundness.findings(now()))
    error = StringIO()
    with pytest.raises(CommandError):
        call_command("check_registry", stderr=error)
    assert expected in error.getvalue()
    if "journal" in what:
        with pytest.raises(CommandError, match=expected):
            call_command("verify_journal")


def test_the_written_law_is_up_to_date(settings, tmp_path):
    call_command("write_docs", "--check")
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    with pytest.raises(CommandError, match="make docs"):
        call_command("write_docs", "--check")
    call_command("write_docs")
    call_command("write_docs", "--check")
