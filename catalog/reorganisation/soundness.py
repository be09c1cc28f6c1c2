"""Whether the lines of an act can be carried out on its day: each line for itself, and all of them together."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from agencies.models import ContactPoint, Delegation, Mandate, Membership, Succession
from catalog.entries.models import DatabaseVersion
from catalog.reorganisation.states import CHOOSES, ENDS, PASSES, LineKind
from hcm_registry.kernel.periods import day_start, last_day

Errors = dict[str, list[str]]


def shortcomings(act: Any) -> Errors:
    """Line position (or `lines`) → what is wrong and what to do; empty when the act can be carried out."""
    lines = list(
        act.lines.select_related("predecessor", "successor").prefetch_related("predecessor__names", "successor__names", "databases")
    )
    if not lines:
        return {"lines": [_("Thêm ít nhất một dòng: cơ quan nào, thay đổi thế nào.")]}
    errors: Errors = {}
    for line in lines:
        for sentence in (*_agencies(line, act.on), *_among(line, lines), *_databases(line, lines, act.on), *_people(line, act.on)):
            errors.setdefault(str(line.position), []).append(sentence)
    return errors


def _agencies(line: Any, on: Any) -> Iterator[str]:
    """Both are there on the day, and neither comes from the other."""
    yield from _predecessor(line, on)
    if line.kind in PASSES:
        yield from _successor(line, on)
    if line.kind == LineKind.RENAME and line.name == line.predecessor.current_name:
        yield _("Tên mới trùng tên đang dùng. Nhập tên khác.")


def _predecessor(line: Any, on: Any) -> Iterator[str]:
    ended = line.predecessor.ended_in_words(on)
    if ended:
        yield _("%(ended)s Chọn cơ quan đang hoạt động.") % {"ended": ended}
    elif line.predecessor.active.upper is not None and line.kind in ENDS:
        until = {"agency": line.predecessor, "day": f"{last_day(line.predecessor.active):%d/%m/%Y}"}
        yield _("%(agency)s đã được ghi là hoạt động đến hết %(day)s. Kiểm tra lại ngày có hiệu lực.") % until
    elif line.predecessor.active.lower is not None and line.predecessor.active.lower > on:
        yield _("%(agency)s chưa thành lập vào ngày đó. Kiểm tra lại ngày có hiệu lực.") % {"agency": line.predecessor}


def _successor(line: Any, on: Any) -> Iterator[str]:
    heir = line.successor
    if heir is None:
        if not line.name:
            yield _("Chọn cơ quan tiếp nhận đang có, hoặc nhập tên cơ quan thành lập mới.")
        return
    ended = heir.ended_in_words(on)
    if ended:
        yield _("%(ended)s Chọn cơ quan tiếp nhận đang hoạt động.") % {"ended": ended}
    elif heir.active.lower is not None and heir.active.lower > on:
        yield _("%(agency)s chưa thành lập vào ngày đó. Kiểm tra lại ngày có hiệu lực.") % {"agency": heir}
    if line.predecessor_id in {heir.pk} | Succession.objects.heirs({heir.pk}):
        yield _("%(before)s sẽ kế thừa chính mình (vòng lặp). Chọn cơ quan tiếp nhận khác.") % {"before": line.predecessor}


def _among(line: Any, lines: list[Any]) -> Iterator[str]:
    """An agency ends in one way, and whoever ends in this act takes nothing over in it."""
    same = [other for other in lines if other.predecessor_id == line.predecessor_id and other.kind in ENDS]
    if line.kind in ENDS and len({other.kind for other in same}) + (line.kind != LineKind.SPLIT) * (len(same) - 1) > 1:
        yield _("%(agency)s kết thúc ở nhiều dòng khác nhau. Giữ một cách: nhập vào một cơ quan, hoặc tách.") % {"agency": line.predecessor}
    if line.kind == LineKind.SPLIT and len(same) < 2:
        yield _("Tách thì cần từ hai cơ quan tiếp nhận: thêm dòng, hoặc đổi thành “%(merge)s”.") % {"merge": LineKind.MERGE.label}
    ending = {other.predecessor_id for other in lines if other.kind in ENDS}
    if line.successor_id in ending:
        yield _("%(agency)s cũng kết thúc theo văn bản này nên không tiếp nhận được. Chọn cơ quan khác.") % {"agency": line.successor}


def _databases(line: Any, lines: list[Any], on: Any) -> Iterator[str]:
    """What passes is managed by whoever gives it, and passes once; nothing is left with nobody."""
    managed = DatabaseVersion.objects.open().filter(managing_agency=line.predecessor_id)
    if line.kind in CHOOSES:
        chosen = {database.pk: database.code for database in line.databases.all()}
        own = set(managed.filter(database__in=chosen).values_list("database", flat=True))
        twice = {database.pk for other in lines if other.pk != line.pk for database in other.databases.all()} & chosen.keys()
        for found, said in (
            (chosen.keys() - own, _("%(agency)s không quản lý: %(codes)s. Bỏ chọn các cơ sở dữ liệu này.")),
            (twice, _("Đã chọn ở dòng khác: %(codes)s. Mỗi cơ sở dữ liệu chuyển một lần.")),
        ):
            if found:
                yield said % {"agency": line.predecessor, "codes": ", ".join(sorted(chosen[pk] for pk in found))}
    if line.kind == LineKind.ENDING and (managed.exists() or Mandate.objects.on(on).filter(agency=line.predecessor_id).exists()):
        yield _("%(agency)s đang quản lý cơ sở dữ liệu hoặc giữ nhiệm vụ của Thành phố. Nêu cơ quan tiếp nhận.") % {
            "agency": line.predecessor
        }


def _people(line: Any, on: Any) -> Iterator[str]:
    """What would begin at an agency after it has ended needs one that carries it on."""
    later = [kind.objects.filter(agency=line.predecessor_id, period__startswith__gte=on) for kind in (Membership, ContactPoint)]
    later.append(Delegation.objects.lasting(day_start(on)).filter(agency=line.predecessor_id, period__startswith__gte=day_start(on)))
    if line.kind == LineKind.ENDING and any(rows.exists() for rows in later):
        yield _("%(agency)s có vai trò, đầu mối hoặc ủy quyền bắt đầu từ ngày đó trở đi. Nêu cơ quan tiếp nhận.") % {
            "agency": line.predecessor
        }
