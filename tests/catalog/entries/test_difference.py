"""The three-way merge against an independent model: what both sides did to one place either agrees or is a conflict."""

import copy
import random

from catalog.entries.content import complete
from catalog.entries.difference import Change, differences, merge
from catalog.proposals import actions, drafts
from tests import factories as make

PAIRS = 1000
TEXTS = ("purpose", "scope", "content", "notes", "data_source", "legal_basis", "status")
COLUMN_TEXTS = ("title", "unit", "description")
BASE = complete(make.content(datasets=[make.dataset("ho_so"), make.dataset("giay_phep", *map(make.column, ("so", "max_length", "loai")))]))


def edit(seed, document):
    """A few random edits: a value, a column or a table changed, dropped or added."""
    mine = copy.deepcopy(document)
    for _n in range(seed.randint(0, 4)):
        seed.choice((edit_text, edit_text, edit_column, edit_column, drop_column, add_column, drop_table, add_table))(seed, mine)
    return complete(mine)


def edit_text(seed, mine):
    mine[seed.choice(TEXTS)] = seed.choice("ABC")


def edit_column(seed, mine):
    for table in mine["datasets"][:1]:
        seed.shuffle(table["fields"])
        for column in table["fields"][:1]:
            column[seed.choice(COLUMN_TEXTS)] = seed.choice("ABC")
            column["min_length"] = seed.choice((None, None, 1, 2))


def drop_column(seed, mine):
    for table in mine["datasets"]:
        del table["fields"][: seed.randint(0, 1)]


def add_column(seed, mine):
    for table in mine["datasets"]:
        if "moi" not in {column["name"] for column in table["fields"]}:
            table["fields"].append(make.column("moi", title=seed.choice("AB"), min_length=seed.choice((None, 3))))


def drop_table(seed, mine):
    del mine["datasets"][: seed.randint(0, 1)]


def add_table(seed, mine):
    if "them" not in {table["name"] for table in mine["datasets"]}:
        mine["datasets"].append(make.dataset("them", make.column("ma", title=seed.choice("AB"))))


class Model:
    """A second reading of the rule, over nested mappings instead of paths: what one side changed stands, what both changed
    differently is a conflict, and what one took away while the other worked on it is one too. `prefer` settles them all."""

    def __init__(self, base, mine, theirs, *, prefer="mine"):
        self.conflicts, self.prefer = set(), prefer
        self.merged = self.members(*(tree(document) for document in (base, mine, theirs)), "")

    def members(self, base, mine, theirs, at):
        found = {}
        for name in {**theirs, **mine}:
            kept = self.one(base.get(name), mine.get(name), theirs.get(name), f"{at}{name}")
            if kept is not None or not (isinstance(mine.get(name), dict) or isinstance(theirs.get(name), dict)):
                found[name] = kept
        return found

    def one(self, base, mine, theirs, path):
        if mine in (base, theirs):
            return theirs
        if theirs == base:
            return mine
        if isinstance(mine, dict) and isinstance(theirs, dict):
            return self.members(base or {}, mine, theirs, f"{path}/")
        self.conflicts.add(path)
        return mine if self.prefer == "mine" else theirs


def tree(document):
    """The same document with tables and columns by name, and each path's part a name: `datasets/<table>/fields/<column>/<attribute>`."""
    tables = {
        table["name"]: {"title": table["title"], "description": table["description"]}
        | {"fields": {c["name"]: {k: v for k, v in c.items() if k != "name"} for c in table["fields"]}}
        for table in document["datasets"]
    }
    return document | {"datasets": tables}


def below(path, roots):
    return any(path.startswith(f"{root}/") for root in roots)


def test_a_thousand_pairs_of_edits_merge_as_the_model_says():
    met = set()
    for number in range(PAIRS):
        seed = random.Random(number)
        mine, theirs = edit(seed, BASE), edit(seed, BASE)
        merged, conflicts = merge(BASE, mine, theirs)
        model = Model(BASE, mine, theirs)
        paths = {conflict.path for conflict in conflicts}
        assert {path for path in paths if not below(path, paths)} == model.conflicts, number
        assert tree(merged) == model.merged, number
        assert tree(drafts._taking(conflicts, merged, theirs)) == Model(BASE, mine, theirs, prefer="theirs").merged, number
        met |= {path.count("/") for path in model.conflicts}
    assert met == {0, 1, 3, 4}  # values, tables, columns, attributes


def test_one_side_alone_is_that_side():
    for number in range(200):
        mine = edit(random.Random(number), BASE)
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
