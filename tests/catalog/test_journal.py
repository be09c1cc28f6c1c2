"""The journal: no gaps, a chain read twice, signed heads; and any tampering is found where it begins."""

import random
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.journal import actions as journal
from catalog.journal import anchors, chain
from catalog.journal.tasks import anchor_journal
from catalog.models import JournalEntry
from tests import factories as make
from tests.thorough import rounds

TAMPERS = rounds(300, 2000)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('aăâbcdđ"\n', max_size=4), inner, max_size=4),
    max_leaves=8,
)


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def written(city, now, settings, tmp_path):
    """Some thirty entries, the head signed after each ten; written to as only the owner of the database could."""
    settings.DATA_DIR = tmp_path
    for n in range(30 - journal.head()):
        journal.write(JournalEntry.Kind.VERSION_OPENED, subject=f"HCM-CSDL-{n:03d}", body={"tên": n, "a": [None, "ê"]}, at=now)
        if journal.head() % 10 == 0:
            anchors.drop(at=now)
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE catalog_journalentry DISABLE TRIGGER USER")
    return journal.head()


def test_every_entry_follows_from_the_one_before(written):
    assert list(JournalEntry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, written + 1))
    assert found_broken() == (None, None)


@settings(max_examples=100)
@given(JSON)
def test_python_and_postgresql_spell_alike(db, value):
    with connection.cursor() as cursor:
        cursor.execute("SELECT jsonb_build_array(%s::jsonb)::text", [chain.json.dumps(value)])
        assert cursor.fetchone()[0] == chain.spelled([value])


def test_what_has_two_spellings_is_not_written(city, now):
    with pytest.raises(TypeError):
        journal.write(JournalEntry.Kind.VERSION_OPENED, subject="x", body={"tỷ lệ": 0.5}, at=now)


def found_broken():
    return chain.first_broken(), chain.first_broken_of(chain.rows())


def edit(at, chance):
    """One column of one entry, in each of the ways there are."""
    forged = {
        "at": "at + interval '1 microsecond'",
        "kind": "'DATABASE_RETIRED_'",
        "subject": "subject || ' '",
        "body": "body || '{\"tên\": -1}'",
        "previous": "repeat('1', 64)",
        "hash": "repeat('1', 64)",
    }
    column = chance.choice(sorted(forged))
    sql(f"UPDATE catalog_journalentry SET {column} = {forged[column]} WHERE seq = %s", at)
    return at


def delete(at, chance):
    sql("DELETE FROM catalog_journalentry WHERE seq = %s", at)
    return at


def swap(at, chance):
    """The bodies of two entries change places."""
    sql("UPDATE catalog_journalentry a SET body = b.body || '{\"đổi\": 1}' FROM catalog_journalentry b WHERE a.seq + b.seq = %s AND "
        "a.seq IN (%s, %s)", 2 * at + 1, at, at + 1)  # fmt: skip
    return at


def reorder(at, chance):
    """Two entries change their numbers."""
    sql("UPDATE catalog_journalentry SET seq = -seq WHERE seq IN (%s, %s)", at, at + 1)
    sql("UPDATE catalog_journalentry SET seq = %s + seq WHERE seq < 0", 2 * at + 1)
    return at


def insert(at, chance):
    """A forged entry whose own hash fits, before another."""
    sql("UPDATE catalog_journalentry SET seq = -seq WHERE seq >= %s", at)
    sql("UPDATE catalog_journalentry SET seq = 1 - seq WHERE seq < 0")
    before = JournalEntry.objects.get(seq=at - 1)
    entry = JournalEntry(seq=at, at=before.at, kind=before.kind, subject="khác", body={}, previous=before.hash)
    entry.hash = chain.seal(entry.previous, entry.seq, entry.at, entry.kind, entry.subject, entry.body)
    entry.save(force_insert=True)
    return at + 1


CHAIN_BREAKERS = (edit, delete, swap, reorder, insert)


def cut(at, chance):
    """The tail is gone: nothing in the chain is wrong."""
    sql("DELETE FROM catalog_journalentry WHERE seq > %s", at)
    return at + 1


def rewrite(at, chance):
    """From one entry on, everything written anew with hashes that fit: nothing in the chain is wrong. Between which anchors is known."""
    previous = JournalEntry.objects.get(seq=at - 1).hash
    for entry in JournalEntry.objects.filter(seq__gte=at).order_by("seq"):
        sealed = chain.seal(previous, entry.seq, entry.at, entry.kind, "khác", entry.body)
        sql("UPDATE catalog_journalentry SET subject = 'khác', previous = %s, hash = %s WHERE seq = %s", previous, sealed, entry.seq)
        previous = sealed
    return (at - 1) // 10 * 10 + 1


def test_every_tampering_is_found_where_it_begins(written):
    kept, key, chance = anchors.kept(), anchors.public_key(), random.Random(26)
    for _n in range(TAMPERS):
        with transaction.atomic():
            tamper = chance.choice((*CHAIN_BREAKERS, cut, rewrite))
            expected = tamper(chance.randint(2, written - 2), chance)
            if tamper in CHAIN_BREAKERS:
                assert found_broken() == (expected, expected), tamper
            else:
                assert found_broken() == (None, None)
                assert next(anchors.doubts(kept, key)).since == expected, tamper
            transaction.set_rollback(True)
    assert list(anchors.doubts(kept, key)) == []


def verified(*options):
    out = StringIO()
    call_command("verify_journal", *options, stdout=out)
    return out.getvalue()


def test_whoever_kept_the_anchors_proves_that_the_end_is_missing(written, settings, tmp_path):
    """The intruder removed the last entries and the last anchors too; a copy kept elsewhere tells."""
    elsewhere = tmp_path / "copy.jsonl"
    elsewhere.write_bytes(anchors.file().read_bytes())
    assert "khớp đến mục số 30" in verified("--anchors", str(elsewhere), "--public-key", str(anchors.public_key_file()))
    cut(15, None)
    anchors.file().write_text(anchors.file().read_text().splitlines()[0] + "\n")
    assert "khớp đến mục số 10" in verified()
    with pytest.raises(CommandError, match="từ số 16 đã bị mất"):
        verified("--anchors", str(elsewhere))


def test_an_anchor_that_nobody_signed_proves_nothing(written, tmp_path):
    forged = anchors.replace(anchors.kept()[0], seq=30)
    (tmp_path / "forged.jsonl").write_text(f"{forged}\n")
    with pytest.raises(CommandError, match="chữ ký không đúng"):
        verified("--anchors", str(tmp_path / "forged.jsonl"))
    (tmp_path / "none.jsonl").write_text("[1]\n")
    for name in ("none.jsonl", "absent.jsonl"):
        with pytest.raises(CommandError, match="Không đọc được tệp"):
            verified("--anchors", str(tmp_path / name))


def test_the_calendar_signs_what_is_new_and_nothing_twice(city, now, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    assert "Chưa có mốc" in verified()
    anchor_journal()
    anchor_journal()
    assert [anchor.seq for anchor in anchors.kept()] == [journal.head()]
    assert (tmp_path / "keys" / "journal.pem").stat().st_mode & 0o777 == 0o600
    journal.write(JournalEntry.Kind.VERSION_OPENED, subject="HCM-CSDL-009", body={}, at=now)
    out = StringIO()
    call_command("anchor_journal", stdout=out, stderr=StringIO())
    call_command("anchor_journal", stdout=out, stderr=StringIO())
    assert out.getvalue() == f"{anchors.kept()[-1]}\n"


def test_the_whole_life_of_a_decision_is_in_it(city):
    before = journal.head()
    make.proposal_in("APPLIED", city)
    kinds = list(JournalEntry.objects.filter(seq__gt=before).order_by("seq").values_list("kind", flat=True))
    assert kinds == ["DECISION_RECORDED", "VERSION_OPENED", "EDITION_FROZEN"]
