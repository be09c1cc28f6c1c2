"""Which layout the next annex has, and how it is changed. An edition goes on with the one it was frozen with."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from agencies.authority import AnyOf, Holder
from agencies.models import Mandate, Role, User
from catalog.editions import annex
from catalog.editions.annex import Heading, Layout
from catalog.editions.models import AnnexLayout
from hcm_registry.kernel.errors import Invalid

#: Whoever prepares what the Committee issues.
SETTER = AnyOf(tuple(Holder(role, at=Mandate.Kind.LEAD) for role in (Role.APPRAISER, Role.HEAD)))
NARROW, WIDE, LONGEST = 8, 120, 100


def of(kept: AnnexLayout) -> Layout:
    """A kept layout, ready to print by."""
    return Layout(tuple(Heading(*column) for column in kept.columns), kept.words, kept.form)


def current() -> Layout:
    """The layout of whatever is printed next: the columns set last, in the words of today."""
    kept = AnnexLayout.objects.first()
    return Layout(of(kept).columns, annex.words()) if kept else annex.default()


def kept(*, at: datetime) -> AnnexLayout:
    """The current layout as a row that an edition can refer to; another one where words changed since the last was set."""
    last, wanted = AnnexLayout.objects.first(), current()
    if last is not None and of(last) == wanted:
        return last
    return _keep(wanted, at=at)


def set_out(columns: Sequence[Heading], *, reason: str, by: User, at: datetime) -> AnnexLayout:
    """The annexes of the next editions have these columns. Errors: NotAuthorised, Invalid."""
    SETTER.standing(None, by, at)
    wrong = dict(_wrong(columns))
    if not reason.strip():
        wrong["reason"] = [_("Nêu lý do đổi bố cục phụ lục.")]
    if wrong:
        raise Invalid(errors=wrong)
    return _keep(Layout(tuple(columns), annex.words()), at=at, by=by, reason=reason)


def _wrong(columns: Sequence[Heading]) -> Any:
    keys = [column.key for column in columns]
    if annex.NAME not in keys:
        yield "columns", [_("Phụ lục phải có cột tên cơ sở dữ liệu.")]
    elif len(set(keys)) < len(keys) or not set(keys) <= set(annex.KEYS):
        yield "columns", [_("Mỗi cột chỉ chọn một lần, trong các cột có thể in.")]
    for column in columns:
        if not column.heading.strip() or len(column.heading) > LONGEST:
            yield f"heading_{column.key}", [_("Nhập tiêu đề cột, nhiều nhất %(most)d ký tự.") % {"most": LONGEST}]
        if not NARROW <= column.width <= WIDE:
            yield f"width_{column.key}", [_("Độ rộng từ %(low)d đến %(high)d mm.") % {"low": NARROW, "high": WIDE}]


def _keep(layout: Layout, *, at: datetime, by: User | None = None, reason: str = "") -> AnnexLayout:
    columns = [[column.key, column.heading, column.width] for column in layout.columns]
    return AnnexLayout.objects.create(form=layout.form, columns=columns, words=layout.words, set_at=at, set_by=by, reason=reason)
