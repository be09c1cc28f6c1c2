"""`manage.py import_annex FILE [--dry-run]`: the annex of the initial decision, or with `--by` of one that is recorded with it."""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from agencies.models import User
from catalog.annexes import entering, reading, working
from catalog.annexes.entering import Annex
from catalog.annexes.judging import Mapping
from catalog.annexes.states import Outcome
from catalog.annexes.values import Finding
from catalog.decisions import actions as decisions
from catalog.decisions.actions import DecisionText
from catalog.decisions.models import Decision
from hcm_registry.kernel.errors import RuleBroken
from hcm_registry.vietnamese.text import spelled_key

DAYS = ("signed_on", "effective_on")
COPIED = tuple(one.name for one in fields(DecisionText) if one.name not in {"file", "issuing_body"})


class Command(BaseCommand):
    """Read, report row by row and, unless it is a dry run, enter all of it in one transaction."""

    help = "Nạp phụ lục danh mục từ tệp XLSX, DOCX hoặc CSV. --dry-run: chỉ kiểm tra từng dòng."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, how to read it, and the decision when it is not the initial one."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="chỉ kiểm tra, không nạp")
        parser.add_argument("--encoding", default="", help="bảng mã của tệp CSV khi không tự nhận ra: utf-8, cp1258, tcvn3, vni, viscii")
        parser.add_argument("--sheet", type=int, help="trang tính thứ mấy, từ 1")
        parser.add_argument("--map", action="append", default=[], metavar="TIÊU ĐỀ=MỤC", help="một cột là mục nào; có thể lặp lại")
        parser.add_argument("--groups", default="", metavar="MỤC", help="dòng nhóm là mục nào, ví dụ theme")
        parser.add_argument("--agency", action="append", default=[], metavar="CHỮ=KHÓA", help="chữ trong tệp là cơ quan nào; - là không rõ")
        parser.add_argument("--by", help="tài khoản văn thư; khi đó phụ lục thuộc quyết định ghi bằng các mục dưới đây")
        parser.add_argument("--retire-absent", action="store_true", help="quyết định thay thế: đưa ra khỏi danh mục mục không có trong tệp")
        for name in COPIED:
            convert = date.fromisoformat if name in DAYS else str
            about: Any = Decision._meta.get_field(name)
            parser.add_argument(f"--{name.replace('_', '-')}", type=convert, help=str(about.verbose_name))

    def handle(self, *args: Any, **options: Any) -> None:
        """Says what every row is to the catalogue, then what was done."""
        try:
            with self._annex(options) as annex:
                counts = self._check(annex, options) if options["dry_run"] else self._enter(annex, options)
        except entering.NothingNew as broken:
            self.stdout.write(broken.text)
            return
        except RuleBroken as broken:
            raise CommandError(working.in_words(broken)) from broken
        except (OSError, User.DoesNotExist) as error:
            raise CommandError(_("Không đọc được tệp hoặc không có tài khoản này: %(why)s") % {"why": error}) from error
        told = {"new": counts["NEW"], "other": counts["OTHER"], "same": counts["SAME"], "wrong": counts["WRONG"]}
        self.stdout.write(_("Mới: %(new)d; khác danh mục: %(other)d; không đổi: %(same)d; phải sửa: %(wrong)d.") % told)

    @contextmanager
    def _annex(self, options: Any) -> Iterator[Annex]:
        sheet = options["sheet"] and options["sheet"] - 1
        with reading.table_in(options["file"], encoding=options["encoding"], sheet=sheet) as table:
            if table.asks:
                raise CommandError(_("Chưa rõ bảng mã: chọn bằng --encoding một trong %(names)s.") % {"names": _names(table.encodings)})
            if table.caution:
                self.stderr.write(table.caution)
            yield Annex(lambda: table.lines, _mapping(table.headings, options), options["file"].name, options["retire_absent"])

    def _check(self, annex: Annex, options: Any) -> Counter[str]:
        text = _text(options)
        completes = None if text else entering.initial_decision()
        on = text.effective_on if text else entering.initial_decision().effective_on
        counts: Counter[str] = Counter()
        for row in entering.rows_of(annex, on=on, completes=completes):
            counts[row.outcome.value] += 1
            name = row.content["name"]
            self.stdout.write(f"{row.read.line.number}\t{Outcome(row.outcome).label}\t{name}\t{_sentences(row.read.findings)}")
        return counts

    def _enter(self, annex: Annex, options: Any) -> Counter[str]:
        at, text = now(), _text(options)
        with transaction.atomic():
            if text is None:
                return entering.complete(annex, entering.initial_decision(), at=at)
            decision = decisions.record(text, by=User.objects.get(username=options["by"]), at=at)
            return entering.carry_out(annex, decision, at=at)


def _mapping(headings: list[str], options: Any) -> Mapping:
    proposed, groups = reading.proposed(headings)
    said = dict(_pairs(options["map"]))
    columns = [said.get(heading, name) for heading, name in zip(headings, proposed, strict=True)]
    answers = {spelled_key(text): key for text, key in _pairs(options["agency"])}
    return Mapping(headings, columns, options["groups"] or groups, answers)


def _text(options: Any) -> DecisionText | None:
    given = {name: options[name] for name in COPIED if options[name] is not None}
    if not options["by"]:
        return None
    try:
        return DecisionText(**given)
    except TypeError as error:
        raise CommandError(_("Thiếu mục của quyết định: cần --number, --signed-on, --effective-on, --signer, --abstract.")) from error


def _pairs(given: list[str]) -> list[tuple[str, str]]:
    return [(text.strip(), key.strip()) for text, _sign, key in (one.rpartition("=") for one in given)]


def _names(encodings: list[list[str]]) -> str:
    return ", ".join(f"{name} ({words[:40]})" for name, words in encodings)


def _sentences(findings: list[Finding]) -> str:
    return " | ".join(f"{finding.column}: {finding.text}" for finding in findings)
