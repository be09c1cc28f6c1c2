"""The table of moves as a document for people: `docs/workflow.md`. Written from the code, never by hand."""

from collections.abc import Iterator
from typing import Any

from agencies.authority import Holder
from agencies.models import Mandate, Role
from catalog.proposals.states import FINAL, State
from catalog.proposals.workflow import MOVES
from hcm_registry.kernel.workflow import Calendar, Move

#: Each guard in the reader's words. A guard without words stops the writing.
WORDS = {
    "agency_acts": "cơ quan đề xuất còn hoạt động",
    "complete": "đủ nội dung, không mâu thuẫn",
    "base_current": "không trùng với thay đổi đã có hiệu lực sau khi soạn",
    "signature_wanted": "cơ quan yêu cầu lãnh đạo ký",
    "signed_if_asked": "lãnh đạo cơ quan đã ký, nếu cơ quan yêu cầu",
    "outsider": "không phải người soạn, gửi; không thuộc cơ quan đề xuất",
    "opinions_in": "các cơ quan được hỏi đã trả lời hoặc đã hết hạn",
    "all_answered": "mọi cơ quan được hỏi đã trả lời",
    "four_eyes": "không phải người soạn, gửi, thẩm định; không thuộc cơ quan đề xuất",
    "as_appraised": "nội dung đúng là bản đã gửi và thẩm định",
    "as_approved": "nội dung đúng là bản đã duyệt",
    "in_force": "đã đến ngày quyết định có hiệu lực",
}
HEADER = """# Quy trình của một đề xuất

Tệp này do `manage.py write_docs` viết từ `catalog/proposals/workflow.py`; không sửa bằng tay.

Nguồn: nhiệm vụ của các bên theo quyết định tháng 10/2023 và NĐ 47/2020/NĐ-CP, Điều 11 khoản 3. Các bước cụ thể là cách
hiểu của dự án, vì chưa tìm được quy trình của Thành phố (xem `docs/domain.md`).
"""
READERS = """## Ai đọc được gì

Quy tắc ở `ProposalQuerySet.visible_to`; `test_who_reads_what` thử từng người ở từng trạng thái.

| Hồ sơ | Người đọc |
|---|---|
| Bản nháp; Lãnh đạo cơ quan đã ký | Chuyên viên đăng ký của cơ quan đề xuất; lãnh đạo cơ quan, nếu cơ quan yêu cầu họ ký; kiểm toán viên |
| Từ khi gửi | Thêm: mọi người có vai trò tại cơ quan đề xuất; cán bộ tiếp nhận, thẩm định, lãnh đạo của cơ quan chủ trì danh mục |
| Đã lấy ý kiến | Thêm: mọi người có vai trò tại cơ quan được lấy ý kiến |
| Từ khi trình UBND | Thêm: văn thư của cơ quan ban hành |

Đọc được chưa phải là việc của mình. "Việc cần xử lý" chỉ nêu hồ sơ đang chờ chính người đó đưa sang bước sau: rút, trả lại
là quyền, không phải việc đang chờ. Lãnh đạo cơ quan chỉ thấy bản nháp ở đó khi cơ quan yêu cầu lãnh đạo ký và chuyên viên đã
bấm "Trình lãnh đạo ký"; sửa bản nháp thì phải trình lại.
"""
FOOTER = """## Ghi chú

- Khi chính cơ quan chủ trì là cơ quan đề xuất, điều kiện "không thuộc cơ quan đề xuất" được thay bằng: người soạn, người
  thẩm định và người duyệt là ba người khác nhau, không ai được người kia ủy quyền. UBND Thành phố là bước kiểm tra bên ngoài.
- Người ủy quyền và người được ủy quyền được coi là một người khi xét các điều kiện trên.
- Mỗi việc để lại một bước trong hồ sơ; bước không bao giờ bị sửa hoặc xóa.
"""


def document() -> str:
    """The whole of `docs/workflow.md`."""
    sections = (("Các việc", _moves()), ("Ai làm được gì ở trạng thái nào", _matrix()), ("Sơ đồ", _diagram()))
    parts = [HEADER, *(f"## {title}\n\n" + "\n".join(lines) + "\n" for title, lines in sections), READERS, FOOTER]
    return "\n".join(parts)


def _moves() -> Iterator[str]:
    yield "| Việc | Tên trong mã | Từ | Đến | Ai | Điều kiện | Phải nêu lý do |"
    yield "|---|---|---|---|---|---|---|"
    for move in MOVES.values():
        sources = "; ".join(str(State(source).label) for source in _in_order(move.sources))
        only_if = "; ".join(WORDS[guard.__name__] for guard in move.guards) or "-"
        reason = "có" if move.needs_note else "-"
        who = " hoặc ".join(_actors(move))
        yield f"| {move.label} | `{move.name}` | {sources} | {State(move.target).label} | {who} | {only_if} | {reason} |"


def _matrix() -> Iterator[str]:
    actors = list(dict.fromkeys(actor for move in MOVES.values() for actor in _actors(move)))
    yield f"| Trạng thái | {' | '.join(actors)} |"
    yield "|---" * (len(actors) + 1) + "|"
    for state in State:
        cells = [_may(state, actor) for actor in actors]
        yield f"| {state.label} (`{state}`) | {' | '.join(cells)} |"


def _may(state: str, actor: str) -> str:
    found = [str(move.label) for move in MOVES.values() if state in move.sources and actor in _actors(move)]
    return ", ".join(found) or "-"


def _diagram() -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    for state in State:
        yield f'    state "{state.label}" as {state}'
    yield f"    [*] --> {State.DRAFT}"
    for move in MOVES.values():
        for source in _in_order(move.sources):
            yield f"    {source} --> {move.target}: {move.label}"
    for end in _in_order(FINAL):
        yield f"    {end} --> [*]"
    yield "```"


def _actors(move: Move) -> list[str]:
    if isinstance(move.by, Calendar):
        return ["Hệ thống, tự động"]
    holders: tuple[Holder, ...] = getattr(move.by, "holders", ())
    return [_actor(holder.role, holder.at) for holder in holders]


def _actor(role: Role, at: Any) -> str:
    where = Mandate.Kind(at).label if at in Mandate.Kind.values else "Cơ quan đề xuất"
    return f"{role.label}, {where[0].lower()}{where[1:]}"


def _in_order(states: frozenset[str]) -> list[str]:
    return [state for state in State.values if state in states]
