"""A thousand pairs of changes carried out on the real catalogue give what an independent model of the three-way merge says.

Every proposal of the chain is drafted before the one ahead of it takes effect, so each of its items makes a pair with the item ahead:
what it was drafted from, what it wants, and what the other made of the same base meanwhile. `PAIRS_SEED` chooses other pairs.
"""

import copy
import os
import random

import pytest

from catalog.entries import actions as entries
from catalog.entries.content import complete, content_of
from catalog.models import ChangeItem, DatabaseVersion
from catalog.proposals import drafts, guards
from hcm_registry.kernel.periods import today
from tests import factories as make
from tests.catalog.entries.test_difference import Model, tree
from tests.verbs import TRUNK, make_move

NOW = make.NOW
DATABASES, LINKS = 100, 10  # each database is changed once to begin with, and then once for each link
SEED = int(os.environ.get("PAIRS_SEED", "20231025"))
TEXTS = ("purpose", "scope", "data_source")
MARKS = ("name_en", "conforms_to")  # every item changes something: one link the one, the next link the other
START = [make.dataset(name, *map(make.column, columns)) for name, *columns in (("ho_so", "ma", "ten"), ("giay_phep", "so", "loai"))]


def edited(content, seed, link):
    """What somebody wants of the content: a few values, columns and tables changed, dropped or added."""
    mine = copy.deepcopy(content)
    mine[MARKS[link % 2]] = f"Lần {link}"
    for _n in range(seed.randint(1, 4)):
        seed.choice((_text, _text, _column, _add_column, _drop_column, _add_table, _drop_table))(mine, seed)
    return complete(mine)


def _text(mine, seed):
    mine[seed.choice(TEXTS)] = seed.choice("ABC")


def _column(mine, seed):
    for table in mine["datasets"][:1]:
        column = seed.choice(table["fields"])
        column[seed.choice(("title", "description"))] = seed.choice("ABC")
        seed.shuffle(table["fields"])


def _add_column(mine, seed):
    for table in mine["datasets"][:1]:
        name = seed.choice(("moi", "khac"))
        if name not in {column["name"] for column in table["fields"]}:
            table["fields"].append(make.column(name, title=seed.choice("AB")))


def _drop_column(mine, seed):
    for table in mine["datasets"]:
        spare = [column for column in table["fields"] if column["name"] not in {"ma", "so"}]
        if spare and seed.random() < 0.5:
            table["fields"].remove(seed.choice(spare))


def _add_table(mine, seed):
    if "them" not in {table["name"] for table in mine["datasets"]}:
        mine["datasets"].append(make.dataset("them", make.column("ma", title=seed.choice("AB"))))


def _drop_table(mine, seed):
    if len(mine["datasets"]) > 1:
        mine["datasets"].remove(seed.choice(mine["datasets"]))


class Chain:
    """The databases, and one big proposal after another about all of them."""

    def __init__(self, city):
        self.city, self.author, self.seed = city, city.people["canbo.skhdt"], random.Random(SEED)
        for number in range(DATABASES):
            document = make.content(f"Cơ sở dữ liệu {number}", datasets=START)
            database = entries.register(document, under=city.decision, at=city.decision.recorded_at).database
            city.databases[database.code] = database
        self.codes = sorted(city.databases)[-DATABASES:]

    def present(self):
        """Code → the version in force."""
        found = DatabaseVersion.objects.open().filter(database__code__in=self.codes).with_dictionary()
        return {version.database.code: version for version in found}

    def drafted(self, link):
        """A proposal to change every one of the databases, from what they are now."""
        head = {"title": f"Rà soát {link}", "reason": "Sắp xếp", "legal_ground": "NĐ 47/2020", "no_state_secret": True}
        proposal = drafts.start(agency=self.city.agencies["so-khdt"], by=self.author, at=NOW, **head)
        ChangeItem.objects.bulk_create(
            ChangeItem(proposal=proposal, position=position, kind="AMEND", database=base.database, base_version=base, content=wanted)
            for position, base in enumerate(self.present().values(), start=1)
            for wanted in [edited(content_of(base), self.seed, link)]
        )
        return proposal

    def settled(self, proposal):
        """The proposer chooses one side of everything that collides in a database: database → that side, `mine` where nothing does."""
        sides, items = {}, guards.moved(proposal)
        now = guards.presents(items)
        for item in items:
            found = guards.conflicts(item, now)
            sides[item.database.code] = self.seed.choice(("mine", "theirs")) if found else "mine"
            if found:
                drafts.rebase(item, dict.fromkeys((one.path for one in found), sides[item.database.code]), by=self.author, at=NOW)
        return sides

    def carried_out(self, proposal):
        """Sent, approved, decided and in force today."""
        for verb in TRUNK[:-1]:
            make_move(verb, proposal, self.city, at=NOW, on=today(NOW))
        assert proposal.state == "APPLIED"


@pytest.mark.long
@pytest.mark.django_db
def test_a_thousand_pairs_carried_out_are_what_the_model_says(city):
    print(f"PAIRS_SEED={SEED}")
    chain, pairs, collided, awaited = Chain(city), 0, 0, None
    ahead = chain.drafted(0)
    for link in range(1, LINKS + 1):
        bases = {code: content_of(version) for code, version in chain.present().items()}
        behind = chain.drafted(link)
        wanted = {item.database.code: item.content for item in behind.items.select_related("database")}
        chain.carried_out(ahead)
        theirs = {code: content_of(version) for code, version in chain.present().items()}
        sides = chain.settled(behind)
        expected = {code: Model(bases[code], wanted[code], theirs[code], prefer=sides[code]) for code in wanted}
        assert awaited in (None, {code: tree(content) for code, content in theirs.items()})
        awaited = {code: model.merged for code, model in expected.items()}
        pairs += len(awaited)
        collided += sum(bool(model.conflicts) for model in expected.values())
        ahead = behind
    chain.carried_out(ahead)
    assert {code: tree(content_of(version)) for code, version in chain.present().items()} == awaited
    assert pairs == 1000 and 100 < collided < 900
