"""The tables of moves as a document for people: `docs/workflow.md`. Written from the code, never by hand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from agencies.authority import Anywhere, Holder
from agencies.models import Mandate, Role
from catalog.proposals import states as proposal_states
from catalog.proposals import workflow as proposals
from catalog.reorganisation import states as reorganisation_states
from catalog.reorganisation import workflow as reorganisations
from hcm_registry.kernel.workflow import Calendar, Move


@dataclass(frozen=True)
class Law:
    """One table of moves, the states it knows, and each of its guards in the reader's words: one without words stops the writing."""

    moves: Mapping[str, Move]
    states: Any
    words: Mapping[str, str]

    @property
    def ends(self) -> list[str]:
        """The states that nothing leads out of."""
        left = {source for move in self.moves.values() for source in move.sources}
        return [state for state in self.states.values if state not in left]

    def in_order(self, states: frozenset[str]) -> list[str]:
        """States in the order in which a file passes them."""
        return [state for state in self.states.values if state in states]


OF_PROPOSALS = {
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
OF_ACTS = {
    "sound": "mọi dòng đầy đủ, thực hiện được vào ngày có hiệu lực, không mâu thuẫn nhau",
    "four_eyes": "không phải người lập, người gửi",
    "in_force": "đã đến ngày văn bản có hiệu lực",
}
PROPOSALS = Law(proposals.MOVES, proposal_states.State, OF_PROPOSALS)
ACTS = Law(reorganisations.MOVES, reorganisation_states.State, OF_ACTS)
HEADER = """# Quy trình của một đề xuất

Tệp này do `manage.py write_docs` viết từ `catalog/proposals/workflow.py` và `catalog/reorganisation/workflow.py`; không sửa bằng tay.
Quy trình của một văn bản sắp xếp cơ quan ở phần sau.

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


ACTS_HEADER = """# Quy trình của một văn bản sắp xếp cơ quan

Văn bản là của cấp có thẩm quyền; ai lập, ai ghi nhận ở đây là cách hiểu của dự án (`docs/adr/0016-a-reorganisation-is-a-decision.md`).
"""
ACTS_READERS = """## Ai đọc được gì

Quy tắc ở `ActQuerySet.visible_to` và `reads_inside`; `test_a_draft_is_read_by_those_who_prepare_and_what_was_sent_by_those_concerned`
và `test_it_is_read_by_whoever_reads_the_page` thử.

| Văn bản | Người đọc |
|---|---|
| Bản nháp; Đã rút | Quản trị hệ thống; kiểm toán viên |
| Chờ văn bản | Thêm: mọi người của cơ quan chủ trì danh mục và của các cơ quan được nêu; văn thư của cơ quan ban hành |
| Đã có văn bản; Đã áp dụng | Mọi người |
| Những gì sẽ chuyển hoặc đã chuyển; các bước | Những người nêu ở hai dòng đầu, của văn bản họ đọc được |

Người ủy quyền và người được ủy quyền được coi là một người khi xét ai lập, ai gửi. Văn bản áp dụng trọn vẹn trong ngày có hiệu lực
hoặc không gì cả; văn bản đã ghi nhận chỉ thay đổi được bằng một văn bản khác.
"""


def document() -> str:
    """The whole of `docs/workflow.md`."""
    return "\n".join([HEADER, *_sections(PROPOSALS), READERS, FOOTER, ACTS_HEADER, *_sections(ACTS), ACTS_READERS])


def _sections(law: Law) -> Iterator[str]:
    for title, lines in (("Các việc", _moves(law)), ("Ai làm được gì ở trạng thái nào", _matrix(law)), ("Sơ đồ", _diagram(law))):
        yield f"## {title}\n\n" + "\n".join(lines) + "\n"


def _moves(law: Law) -> Iterator[str]:
    yield "| Việc | Tên trong mã | Từ | Đến | Ai | Điều kiện | Phải nêu lý do |"
    yield "|---|---|---|---|---|---|---|"
    for move in law.moves.values():
        sources = "; ".join(str(law.states(source).label) for source in law.in_order(move.sources))
        only_if = "; ".join(law.words[guard.__name__] for guard in move.guards) or "-"
        reason = "có" if move.needs_note else "-"
        who = " hoặc ".join(_actors(move))
        yield f"| {move.label} | `{move.name}` | {sources} | {law.states(move.target).label} | {who} | {only_if} | {reason} |"


def _matrix(law: Law) -> Iterator[str]:
    actors = list(dict.fromkeys(actor for move in law.moves.values() for actor in _actors(move)))
    yield f"| Trạng thái | {' | '.join(actors)} |"
    yield "|---" * (len(actors) + 1) + "|"
    for state in law.states:
        cells = [_may(law, state, actor) for actor in actors]
        yield f"| {state.label} (`{state}`) | {' | '.join(cells)} |"


def _may(law: Law, state: str, actor: str) -> str:
    found = [str(move.label) for move in law.moves.values() if state in move.sources and actor in _actors(move)]
    return ", ".join(found) or "-"


def _diagram(law: Law) -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    for state in law.states:
        yield f'    state "{state.label}" as {state}'
    yield f"    [*] --> {law.states.DRAFT}"
    for move in law.moves.values():
        for source in law.in_order(move.sources):
            yield f"    {source} --> {move.target}: {move.label}"
    for end in law.ends:
        yield f"    {end} --> [*]"
    yield "```"


def _actors(move: Move) -> list[str]:
    if isinstance(move.by, Calendar):
        return ["Hệ thống, tự động"]
    if isinstance(move.by, Anywhere):
        return [str(move.by.role.label)]
    holders: tuple[Holder, ...] = getattr(move.by, "holders", ())
    return [_actor(holder.role, holder.at) for holder in holders]


def _actor(role: Role, at: Any) -> str:
    where = Mandate.Kind(at).label if at in Mandate.Kind.values else "Cơ quan đề xuất"
    return f"{role.label}, {where[0].lower()}{where[1:]}"
