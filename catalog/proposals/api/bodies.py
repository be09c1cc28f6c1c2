"""Bodies that may be sent about a proposal. The content of an item is typed by the models it will become."""

from typing import Any

from django.db import models
from rest_framework import serializers

from agencies.models import Agency
from catalog.decisions.models import Decision
from catalog.entries.content import COLUMN, DATASET, GOVERNED, governed
from catalog.entries.models import Dataset, Field, SharedDatabase
from catalog.proposals.states import AttachmentKind, ItemKind, ResponseKind, Stance
from hcm_registry.api.shapes import Body, ByKey, Day, Flag, Text, Upload, Whole

LARGEST_INT = 2_147_483_647
#: Of examples: what a change wants, the head of its proposal, and the papers that follow.
WANTED: dict[str, Any] = {"purpose": "Phục vụ người dân và doanh nghiệp"}
HEAD: dict[str, Any] = {
    "title": "Điều chỉnh mục đích",
    "reason": "Thay đổi chức năng",
    "legal_ground": "Nghị định số 47/2020/NĐ-CP",
    "no_state_secret": True,
}
LETTER: dict[str, Any] = {"title": "Tờ trình về sửa đổi danh mục", "letter_number": "12/TTr", "letter_date": "2026-03-02"}
DECIDED = {
    "number": "77",
    "signed_on": "2026-03-02",
    "effective_on": "2026-03-09",
    "signer": "Họ tên người ký",
    "abstract": "Sửa đổi danh mục cơ sở dữ liệu dùng chung",
}


def by_key(model: type[models.Model], field: str, **options: Any) -> ByKey:
    """An object named in a body by its stable key."""
    return ByKey(slug_field=field, queryset=model._default_manager.all(), **options)


def typed(field: Any) -> serializers.Field:  # type: ignore[type-arg]  # generic in the stubs only
    """The JSON type of one model field; a draft may leave anything out, and empty means not known."""
    if isinstance(field, models.ManyToManyField) or hasattr(field, "base_field"):
        return serializers.ListField(child=Text(max_length=255), required=False, max_length=1000)
    if isinstance(field, models.BooleanField):
        return Flag(required=False)
    if isinstance(field, models.IntegerField):
        return Whole(required=False, allow_null=True, min_value=0, max_value=LARGEST_INT)
    if field.choices:
        return serializers.ChoiceField(choices=field.choices, required=False, allow_blank=True)
    return Text(required=False, allow_blank=True, max_length=getattr(field, "max_length", None))


class ColumnBody(Body):
    """A column of the data dictionary, known by its technical name."""

    def get_fields(self) -> dict[str, Any]:
        """As `Field` has them."""
        return {name: typed(Field._meta.get_field(name)) for name in COLUMN} | {"name": Text(max_length=63)}


class TableBody(Body):
    """A table of the data dictionary, known by its technical name; its columns are given whole, in order."""

    def get_fields(self) -> dict[str, Any]:
        """As `Dataset` has them."""
        own = {name: typed(Dataset._meta.get_field(name)) for name in DATASET} | {"name": Text(max_length=63)}
        return own | {"fields": ColumnBody(many=True, required=False)}


class MembersBody(Body):
    """What the catalogue should say. `datasets` replaces the dictionary; every other member only itself."""

    def get_fields(self) -> dict[str, Any]:
        """As `DatabaseVersion` has them."""
        return {name: typed(governed(name)) for name in GOVERNED} | {"datasets": TableBody(many=True, required=False)}


class ItemBody(Body):
    """What is asked for one database. `content` may give some members; the rest is what is in force, or unknown."""

    example = {"kind": "AMEND", "database": "HCM-CSDL-001", "content": WANTED}

    kind = serializers.ChoiceField(choices=ItemKind.choices)
    database = by_key(SharedDatabase, "code", required=False)
    content = MembersBody(required=False)


class ContentBody(Body):
    """Members of the content to be kept; it may stay incomplete."""

    example = {"content": WANTED}

    content = MembersBody()


class HeadBody(Body):
    """Members of the proposal itself."""

    example = HEAD

    title = Text(required=False, allow_blank=True, max_length=255)
    reason = Text(required=False, allow_blank=True)
    legal_ground = Text(required=False, allow_blank=True)
    letter_number = Text(required=False, allow_blank=True, max_length=60)
    letter_date = Day(required=False, allow_null=True)
    wanted_on = Day(required=False, allow_null=True)
    no_state_secret = Flag(required=False)


class ProposalBody(HeadBody):
    """A new proposal. `agency` may be left out by somebody who is an officer of one agency only."""

    example = {**HEAD, "agency": "so-khdt", "items": [ItemBody.example]}

    agency = by_key(Agency, "key", required=False)
    items = serializers.ListField(child=ItemBody(), required=False, max_length=200)


class SettlementBody(Body):
    """For every member that both sides changed: whose value stands from now on."""

    example = {"choices": {"purpose": "mine", "scope": "theirs"}}

    choices = serializers.DictField(child=serializers.ChoiceField(choices=["mine", "theirs"]))


class PenBody(Body):
    """`take_over`: even though a colleague is writing."""

    example = {"take_over": False}

    take_over = Flag(required=False, default=False)


class AttachmentBody(Body):
    """A paper: what it is for, and the file. With `sha256` a file that changed on the way is refused."""

    kind = serializers.ChoiceField(choices=AttachmentKind.choices)
    file = Upload(max_length=255)
    sha256 = serializers.RegexField("^[0-9a-f]{64}$", required=False)


class CommentBody(Body):
    """A remark on one member of one item."""

    example = {"item": 1, "path": "purpose", "text": "Nêu rõ đối tượng phục vụ."}

    item = Whole(min_value=1, max_value=32767)
    path = Text(max_length=200, allow_blank=True)
    text = Text()


class AnswerBody(Body):
    """The opinion of a consulted agency. `agency` is needed by somebody who speaks for several."""

    example = {"stance": "AGREE", "comment": "Nhất trí."}

    agency = by_key(Agency, "key", required=False)
    stance = serializers.ChoiceField(choices=Stance.choices)
    comment = Text(required=False, allow_blank=True)
    field_comments = serializers.DictField(child=Text(), required=False)


class ResponseBody(Body):
    """What is done with one point of an agency's opinion: `path` as in its `field_comments`, or empty for the opinion as a whole."""

    example = {"agency": "so-tai-chinh", "path": "1/purpose", "kind": "TAKEN_UP", "text": "Đã ghi rõ đối tượng"}

    agency = by_key(Agency, "key")
    path = Text(required=False, allow_blank=True, default="", max_length=200)
    kind = serializers.ChoiceField(choices=ResponseKind.choices)
    text = Text(required=False, allow_blank=True, default="")


class NoteBody(Body):
    """A remark that goes on the step."""

    example = {"note": "Đủ thành phần."}

    note = Text(required=False, allow_blank=True, default="")


class ReasonBody(Body):
    """The reason, which goes on the step and which the agency reads."""

    example = {"note": "Bổ sung căn cứ pháp lý."}

    note = Text()


class ConsultBody(NoteBody):
    """Whom to ask, until when; without a day, within the term laid down."""

    example = {"agencies": ["so-tai-chinh"], "due_on": "2026-03-16"}

    agencies = serializers.ListField(child=by_key(Agency, "key"), min_length=1, max_length=200)
    due_on = Day(required=False, allow_null=True, default=None)


class LetterBody(NoteBody):
    """The submission letter. `proposals` are further approved proposals that go in the same dossier."""

    example = LETTER

    title = Text(max_length=255)
    letter_number = Text(max_length=40)
    letter_date = Day()
    proposals = serializers.ListField(child=Text(max_length=20), required=False, default=list, max_length=200)


class DossierBody(LetterBody):
    """The submission letter and the approved proposals it submits."""

    example = {**LETTER, "proposals": ["DX-2023-0147"]}

    proposals = serializers.ListField(child=Text(max_length=20), min_length=1, max_length=200)


class DecisionBody(Body):
    """What the clerk copies from the signed paper. It covers the whole dossier."""

    example = DECIDED

    number = Text(max_length=20)
    symbol = Text(max_length=40, required=False)
    signed_on = Day()
    effective_on = Day()
    signer = Text(max_length=150)
    signer_title = Text(max_length=150, required=False, allow_blank=True)
    abstract = Text()
    legal_grounds = Text(required=False, allow_blank=True)
    kind = serializers.ChoiceField(choices=Decision.Kind.choices, required=False)


class DecisionForm(DecisionBody):
    """The same with the signed paper itself, as PDF."""

    file = Upload(required=False, max_length=255)
