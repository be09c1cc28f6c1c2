"""What a person looks at before it is published: too many bad rows, far fewer or more rows than before, many rows gone."""

from django.utils.translation import gettext as _

from sharing.integration.errors import Held
from sharing.integration.work import Work


def check(work: Work) -> None:
    """Error: Held, unless the operator has accepted as much already."""
    counts, source, before = work.counts, work.source, work.feed.rows
    of = counts.extracted if work.is_full else max(counts.extracted, before)  # a bad row among the three of an hour is no flood
    _limit(
        work,
        "rejected",
        counts.quarantined,
        of * source.max_rejected // 100,
        _("%(found)d dòng sai trên %(of)d dòng, quá tỷ lệ cho phép %(share)d%%."),
        of=of,
        share=source.max_rejected,
    )
    if work.feed.heap_name is None:
        return
    same = min(counts.loaded, counts.deleted) if counts.replaced else 0
    _limit(
        work,
        "deleted",
        counts.deleted - same,
        before * source.max_deleted // 100,
        _("%(found)d dòng không còn ở nguồn trên %(of)d dòng đang có, quá tỷ lệ cho phép %(share)d%%."),
        of=before,
        share=source.max_deleted,
    )
    if work.is_full and before:
        said = _("Thêm %(found)d dòng vào %(of)d dòng đang có, quá tỷ lệ cho phép %(share)d%%.")
        _limit(work, "grown", counts.loaded - same, before * source.max_grown // 100, said, of=before, share=source.max_grown)


def _limit(work: Work, kind: str, found: int, limit: int, said: str, **words: int) -> None:
    if found > max(limit, int(work.run.accepted.get(kind, 0))):
        raise Held(said % {"found": found, **words}, kind=kind, found=found, limit=limit, accept={kind: found})
