"""The three-way merge against an independent model: what both sides did to one place either agrees or is a conflict."""

import copy
import random

from catalog.entries.content import complete
from catalog.entries.difference import Change, differences, merge
from catalog.proposals import actions, drafts
from tests import factories as make

PAIRS = 1000
TEXTS = ("purpose", "scope", "content", "notes", "data_source", "legal_basis", "status")
BASE = complete(make.content(datasets=[make.dataset("ho_so"), make.dataset("giay_phep", make.column("so"), make.column("loai"))]))


def edit(seed, document):
    """A few random edits of values that stay values; returns the document and {place: new value}."""
    mine, done = copy.deepcopy(document), {}
    for _n in range(seed.randint(0, 4)):
        if seed.random() < 0.6:
            name = seed.choice(TEXTS)
            mine[name] = done[name] = seed.choice("ABC")
        else:
            table = seed.randrange(len(mine["datasets"]))
            column = seed.choice(mine["datasets"][table]["fields"])
            key = seed.choice(("title", "unit", "description"))
            column[key] = done[mine["datasets"][table]["name"], column["name"], key] = seed.choice("ABC")
    return mine, done


def read(document, place):
    if isinstance(place, str):
        return document[place]
    table = next(d for d in document["datasets"] if d["name"] == place[0])
    return next(c for c in table["fields"] if c["name"] == place[1])[place[2]]


def as_path(place):
    return place if isinstance(place, str) else f"datasets/{place[0]}/fields/{place[1]}/{place[2]}"


def test_a_thousand_pairs_of_edits_merge_as_the_model_says():
    for number in range(PAIRS):
        seed = random.Random(number)
        (mine, left), (theirs, right) = edit(seed, BASE), edit(seed, BASE)
        merged, conflicts = merge(BASE, mine, theirs)
        expected = {place for place in left.keys() & right.keys() if left[place] != right[place]}
        expected -= {place for place in expected if read(BASE, place) in (left[place], right[place])}
        assert {conflict.path for conflict in conflicts} == {as_path(place) for place in expected}, number
        model = copy.deepcopy(BASE)
        for place, value in {**right, **{p: v for p, v in left.items() if v != read(BASE, p)}}.items():
            assert read(merged, place) == value, (number, place)
            put(model, place, value)
        assert merged == model, number


def put(document, place, value):
    if isinstance(place, str):
        document[place] = value
    else:
        table = next(d for d in document["datasets"] if d["name"] == place[0])
        next(c for c in table["fields"] if c["name"] == place[1])[place[2]] = value


def test_one_side_alone_is_that_side():
    for number in range(200):
        mine, _done = edit(random.Random(number), BASE)
        assert merge(BASE, mine, BASE) == (mine, [])
        assert merge(BASE, BASE, mine) == (mine, [])
        assert merge(BASE, mine, mine) == (mine, [])
        assert differences(mine, mine) == []
        assert len(differences(BASE, mine)) == len(differences(mine, BASE))


def test_a_column_dropped_by_one_and_edited_by_the_other_is_a_conflict():
    dropped, edited = copy.deepcopy(BASE), copy.deepcopy(BASE)
    del dropped["datasets"][1]["fields"][0]
    edited["datasets"][1]["fields"][0]["title"] = "Số giấy phép"
    for mine, theirs in ((dropped, edited), (edited, dropped)):
        assert "datasets/giay_phep/fields/so" in {conflict.path for conflict in merge(BASE, mine, theirs)[1]}
    merged, conflicts = merge(BASE, dropped, BASE)
    assert (merged, conflicts) == (dropped, [])


def test_tables_added_by_both_stand_side_by_side():
    mine, theirs = copy.deepcopy(BASE), copy.deepcopy(BASE)
    mine["datasets"].append(complete({"datasets": [make.dataset("cua_toi")]})["datasets"][0])
    theirs["datasets"].append(complete({"datasets": [make.dataset("cua_ho")]})["datasets"][0])
    merged, conflicts = merge(BASE, mine, theirs)
    assert not conflicts
    assert {d["name"] for d in merged["datasets"]} == {"ho_so", "giay_phep", "cua_toi", "cua_ho"}


def test_order_is_no_difference_and_each_change_says_what_it_is():
    turned = copy.deepcopy(BASE)
    turned["datasets"].reverse()
    assert differences(BASE, turned) == []
    changed = BASE | {"purpose": "Khác", "datasets": BASE["datasets"][:1]}
    kinds = {difference.path: difference.change for difference in differences(BASE, changed)}
    assert kinds["purpose"] == Change.CHANGED
    assert kinds["datasets/giay_phep"] == Change.REMOVED
    assert {d.change for d in differences(changed, BASE) if d.path == "datasets/giay_phep"} == {Change.ADDED}


def test_an_empty_save_keeps_the_revision_and_its_opinions_and_a_real_one_voids_them(city, now):
    author, intake = city.people["canbo.skhdt"], city.people["tiepnhan.stttt"]
    proposal = make.proposal_in("CONSULTATION", city)
    actions.answer(proposal.opinions.get(), stance="AGREE", by=city.people["canbo.stc"], at=now)
    actions.appraise(proposal, by=city.people["thamdinh.stttt"], at=now, note="Cần bổ sung")
    for purpose, revision, standing in ((None, 1, 1), ("Một mục đích khác", 2, 0)):
        actions.return_(proposal, by=intake, at=now, note="Bổ sung")
        item = proposal.items.get()
        drafts.save_content(item, {"purpose": purpose or item.content["purpose"]}, by=author, at=now)
        actions.submit(proposal, by=author, at=now)
        proposal.refresh_from_db()
        assert (proposal.revision, proposal.revisions.count()) == (revision, revision)
        assert proposal.opinions.filter(voided_at__isnull=True).count() == standing
