"""A secret is stored sealed for its row, is opened where it is used and nowhere else, and moves on to the next key."""

import io
import logging
from base64 import urlsafe_b64encode

import pytest
from django.core.management import call_command
from django.db import connection

from hcm_registry.sealing.boxes import Unsealable, open_, seal
from hcm_registry.sealing.fields import seal_anew
from hcm_registry.sealing.keys import keyring, new_key
from sharing.models import Source
from tests.sharing.setting import source

CANARY = "Mật-khẩu-không-ai-được-thấy"


@pytest.fixture
def keys(settings):
    """Two keys, and a way to choose which of them are known, the first sealing."""
    made = {name: keyring(new_key(name))[name] for name in ("old", "new")}

    def know(*names):
        settings.SEALING_KEYS = {name: made[name] for name in names}

    know("old")
    return know


def stored(pk):
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM sharing_source WHERE id = %s", [pk])
        return bytes(cursor.fetchone()[0])


def test_what_is_stored_shows_nothing_and_what_is_read_is_what_was_written(city, keys):
    made = source(city, secret=CANARY)
    assert Source.objects.get(pk=made.pk).secret == CANARY
    assert CANARY.encode() not in stored(made.pk)
    assert stored(made.pk) != stored(source(city, dataset="khac", secret=CANARY).pk)
    assert Source.objects.defer("secret").get(pk=made.pk).secret == CANARY
    made.secret = ""
    made.save()
    assert (Source.objects.get(pk=made.pk).secret, stored(made.pk)) == ("", b"")


def test_a_row_that_is_saved_again_keeps_its_box(city, keys):
    made = source(city, secret=CANARY)
    before = stored(made.pk)
    Source.objects.get(pk=made.pk).save()
    assert stored(made.pk) == before


def test_a_box_moved_to_another_row_does_not_open(city, keys):
    one, other = source(city, secret=CANARY), source(city, dataset="khac", secret="khác")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sharing_source SET secret = %s WHERE id = %s", [stored(one.pk), other.pk])
    with pytest.raises(Unsealable):
        _ = Source.objects.get(pk=other.pk).secret


def test_whatever_byte_is_changed_nothing_opens(keys):
    box = seal(CANARY, "a")
    assert open_(box, "a") == CANARY
    for place in range(len(box)):
        broken = box[:place] + bytes([box[place] ^ 1]) + box[place + 1 :]
        with pytest.raises(Unsealable):
            open_(broken, "a")
    for end in range(len(box)):
        with pytest.raises(Unsealable):
            open_(box[:end], "a")


def test_every_secret_moves_on_to_the_new_key_and_then_the_old_one_may_go(city, keys):
    rows = [source(city, dataset=name, secret=CANARY + name) for name in ("mot", "hai")]
    source(city, dataset="ba")  # without a secret
    keys("new", "old")
    said = io.StringIO()
    call_command("rotate_secrets", stdout=said)
    assert "2" in said.getvalue()
    keys("new")
    assert [Source.objects.get(pk=row.pk).secret for row in rows] == [CANARY + "mot", CANARY + "hai"]
    assert seal_anew() == 0


def test_without_its_key_a_secret_stays_closed_and_is_not_lost(city, keys):
    row = source(city, secret=CANARY)
    keys("new")
    with pytest.raises(Unsealable):
        _ = Source.objects.get(pk=row.pk).secret
    with pytest.raises(Unsealable):
        seal_anew()
    keys("old")
    assert Source.objects.get(pk=row.pk).secret == CANARY


def test_no_way_round_the_row_writes_a_secret_in_clear(city, keys):
    row = source(city, secret=CANARY)
    with pytest.raises(TypeError):
        Source.objects.filter(pk=row.pk).update(secret="rõ")
    with pytest.raises(TypeError):
        Source.objects.filter(secret=CANARY).exists()


def test_no_secret_reaches_the_admin_the_history_a_dump_or_a_log(city, keys, client, caplog):
    caplog.set_level(logging.DEBUG)
    row = source(city, secret=CANARY)
    admin = city.people["quantri"]
    admin.is_staff = admin.is_superuser = True
    admin.save()
    client.force_login(admin)
    page = client.get(f"/admin/sharing/source/{row.pk}/change/")
    assert page.status_code == 200
    dumped = io.StringIO()
    call_command("dumpdata", "sharing", stdout=dumped)
    for shown in (page.text, dumped.getvalue(), caplog.text, repr(row), str(row.history.values())):
        assert CANARY not in shown


@pytest.mark.parametrize(
    "text",
    ["", "k1", "k1:", "k1:????", f"k1:{urlsafe_b64encode(b'short').decode()}", f"k:{'A' * 43}=,k:{'B' * 42}A=", f":{'A' * 43}="],
)
def test_keys_that_are_none_are_refused_by_name(text):
    with pytest.raises(ValueError, match="SEALING_KEYS"):
        keyring(text)
