"""What a person looks at before it is published: too many bad rows, many rows gone, far more rows than before."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sharing.integration.errors import Held
from sharing.integration.work import Work


@dataclass(frozen=True)
class Limit:
    """At most `share` percent of `of` rows."""

    kind: str
    found: int
    of: int
    share: int
    said: str


def check(work: Work) -> None:
    """Error: Held, unless the operator has accepted as much already."""
    for limit in _limits(work):
        if limit.found > max(limit.of * limit.share // 100, int(work.run.accepted.get(limit.kind, 0))):
            said = limit.said % {"found": limit.found, "of": limit.of, "share": limit.share}
            raise Held(said, kind=limit.kind, found=limit.found, of=limit.of, share=limit.share, accept={limit.kind: limit.found})


def _limits(work: Work) -> Iterator[Limit]:
    counts, source, before = work.counts, work.source, work.feed.rows
    of = counts.extracted if work.is_full else max(counts.extracted, before)  # a bad row among the three of an hour is no flood
    said = _("%(found)d dòng sai trên %(of)d dòng, quá tỷ lệ cho phép %(share)d%%.")
    yield Limit("rejected", counts.quarantined, of, source.max_rejected, said)
    if work.is_full and before:
        same = min(counts.loaded, counts.deleted) if counts.replaced else 0
        said = _("%(found)d dòng không còn ở nguồn trên %(of)d dòng đang có, quá tỷ lệ cho phép %(share)d%%.")
        yield Limit("deleted", counts.deleted - same, before, source.max_deleted, said)
        said = _("Thêm %(found)d dòng vào %(of)d dòng đang có, quá tỷ lệ cho phép %(share)d%%.")
        yield Limit("grown", counts.loaded - same, before, source.max_grown, said)
