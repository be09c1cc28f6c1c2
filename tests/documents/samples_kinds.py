"""Each kind of paper of the catalogue as it leaves a proposal that was walked from draft to decision."""

from functools import partial

from catalog.documents.offers import KINDS
from hcm_registry.documents.blocks import Paper
from tests.catalog.documents.walk import papers
from tests.documents.samples import sample

#: Name of the sample → the paper of the walk.
WALKED = {kind.file: kind.key for kind in KINDS.values()} | {"to-trinh": "submission@APPROVED", "thong-bao-tam-dung": "suspension"}


def walked(key: str) -> Paper:
    """The paper, made on the walk."""
    return papers()[key]


for _name, _key in WALKED.items():
    sample(_name)(partial(walked, _key))
