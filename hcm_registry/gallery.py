"""The gallery at `/ui/`: every component in every state, with sample words. For whoever builds pages, and for the browser tests."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

FIELDS: list[dict[str, Any]] = [
    {"name": "ma_so_dn", "label": "Mã số doanh nghiệp", "type": "Chuỗi (10–13)", "required": True, "key": True, "level": "Công khai"},
    {"name": "ten_dn", "label": "Tên doanh nghiệp", "type": "Chuỗi (500)", "required": True, "level": "Công khai"},
    {"name": "ngay_cap", "label": "Ngày cấp đăng ký lần đầu", "type": "Ngày", "required": True, "level": "Công khai"},
    {"name": "von_dieu_le", "label": "Vốn điều lệ (đồng)", "type": "Số nguyên", "level": "Nội bộ", "description": "Ghi bằng đồng"},
    {"name": "so_dinh_danh", "label": "Số định danh người đại diện", "type": "Chuỗi (12)", "personal": True, "level": "Dữ liệu cá nhân"},
]
INBOX = [
    {"code": "ĐX-2023-0131", "what": "Đổi đơn vị đầu mối", "of": "CSDL cấp phép xây dựng", "agency": "Sở Xây dựng", "step": "Thẩm định",
     "state": "overdue", "due": "Quá hạn 2 ngày", "date": "20/11/2023"},
    {"code": "ĐX-2023-0140", "what": "Bổ sung 12 trường tuyến đường", "of": "CSDL hạ tầng giao thông", "agency": "Sở Giao thông vận tải",
     "step": "Tiếp nhận", "state": "soon", "due": "Hạn hôm nay", "date": "22/11/2023"},
    {"code": "ĐX-2023-0147", "what": "Điều chỉnh chu kỳ cập nhật", "of": "CSDL đăng ký doanh nghiệp", "agency": "Sở Kế hoạch và Đầu tư",
     "step": "Thẩm định", "state": "later", "due": "Còn 4 ngày", "date": "28/11/2023"},
    {"code": "ĐX-2023-0149", "what": "Cập nhật căn cứ pháp lý", "of": "CSDL quản lý nhà", "agency": "Sở Xây dựng", "step": "Chờ bổ sung",
     "state": "paused", "due": "Tạm dừng tính hạn", "date": ""},
]  # fmt: skip
FREQUENCY = {
    "label": "Tần suất cập nhật",
    "kind": "change",
    "old_html": mark_safe("Hằng tuần, <del>Chủ nhật 23:00</del>"),
    "new_html": mark_safe("<ins>Hằng ngày, 02:00</ins>"),
}
PURPOSE = {
    "label": "Mục đích",
    "kind": "change",
    "merged_html": mark_safe(
        "Cung cấp thông tin đăng ký <del>và thay đổi</del><ins>, thay đổi và tình trạng hoạt động</ins> của doanh nghiệp."
    ),
}
SCOPE = {"label": "Phạm vi", "kind": "add", "new_html": mark_safe("<ins>Toàn Thành phố.</ins>")}
ROWS = [
    {"label": "von_dieu_le", "kind": "add", "path": "x/fields/von_dieu_le", "new_html": "Số nguyên · không bắt buộc"},
    {
        "label": "ten_dn",
        "kind": "change",
        "path": "x/fields/ten_dn",
        "old_html": mark_safe("Chuỗi (<del>255</del>)"),
        "new_html": mark_safe("Chuỗi (<ins>500</ins>)"),
    },
    {"label": "so_fax", "kind": "remove", "path": "x/fields/so_fax", "old_html": "Chuỗi (20)"},
]
CHANGES = {
    "frequency": FREQUENCY,
    "purpose": PURPOSE,
    "scope": SCOPE,
    "dictionary": {"label": "Từ điển: Doanh nghiệp", "kind": "change", "rows": ROWS, "tally": [("add", 1), ("change", 1), ("remove", 1)]},
}
DAILY = ("daily", "Hằng ngày")
SHARING = [("open", "Dữ liệu mở"), ("common", "Dữ liệu dùng chung"), ("internal", "Dữ liệu dùng riêng")]


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Tên cơ sở dữ liệu", help_text="Tên đầy đủ, không viết tắt.")
    purpose = forms.CharField(label="Mục đích", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    frequency = forms.ChoiceField(label="Tần suất cập nhật", choices=[("", "Chọn tần suất"), DAILY, ("weekly", "Hằng tuần")])
    effective = forms.DateField(label="Ngày muốn có hiệu lực", input_formats=["%d/%m/%Y"], help_text="Ví dụ 25/12/2023.")
    sharing = forms.ChoiceField(label="Mức chia sẻ", choices=SHARING, widget=forms.RadioSelect)
    formats = forms.MultipleChoiceField(
        label="Cách cung cấp", choices=[("api", "API"), ("csv", "Tệp CSV")], widget=forms.CheckboxSelectMultiple, required=False
    )
    letter = forms.FileField(label="Công văn kèm theo", required=False, help_text="Tệp PDF có ký số, tối đa 20 MB.")
    confirmed = forms.BooleanField(label="Đã rà soát dữ liệu cá nhân trong từ điển", required=False)


class RowForm(forms.Form):
    """A row of the data dictionary."""

    name = forms.SlugField(label="Tên kỹ thuật")
    label = forms.CharField(label="Tên trường")
    required = forms.BooleanField(label="Bắt buộc", required=False)


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component: a form at rest, the same form with errors, and the pieces of lists and reviews."""
    rows = forms.formset_factory(RowForm, extra=0, can_delete=False)
    context = {
        "plain": SampleForm(auto_id="plain_%s", initial={"name": "Cơ sở dữ liệu đăng ký doanh nghiệp", "sharing": "common"}),
        "wrong": SampleForm({"effective": "2023/25/12", "name": ""}, auto_id="wrong_%s"),
        "rows": rows(prefix="fields", initial=[{"name": one["name"], "label": one["label"]} for one in FIELDS[:3]]),
        "fields": FIELDS,
        "inbox": INBOX,
        "changes": CHANGES,
        "unknown": ["Tên tiếng Anh", "Thực thể lõi", "Phương thức chia sẻ", "Cấp độ an toàn thông tin"],
        "tones": ["plain", "info", "ok", "warn", "bad", "solid"],
    }
    return render(request, "ui/gallery.html", context)
