"""How annexes are laid out, and the hash of each. Editions of before get the layout that is the default today, the names their
agencies bore on their day, and the hash of the annex these give now; the journal says so, since nothing was kept when they were frozen."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils.timezone import now

import hcm_registry.vietnamese.fields
from catalog.editions import annex, rows
from catalog.journal import chain
from catalog.journal.actions import hold
from hcm_registry.kernel.append_only import AppendOnly

REASON = "Bố cục mặc định, cho các bản danh mục đã chốt trước khi phụ lục có bố cục."
KEPT = ("catalog_edition", "catalog_editionline")


def of_the_past(apps, schema_editor):
    """With the models of this migration, so that it reads the same whatever the code becomes."""
    editions = list(apps.get_model("catalog", "Edition").objects.order_by("pk"))
    if not editions:
        return
    at, layout = now(), annex.default()
    columns = [[one.key, one.heading, one.width] for one in layout.columns]
    kept = apps.get_model("catalog", "AnnexLayout").objects.create(
        form=layout.form, columns=columns, words=layout.words, set_at=at, reason=REASON
    )
    hold()
    for table in KEPT:
        schema_editor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_append_only")
    for edition in editions:
        _print(apps, edition, kept, layout)
        _tell(apps.get_model("catalog", "JournalEntry"), edition, at)
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in KEPT:
        schema_editor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_append_only")


def _print(apps, edition, kept, layout):
    versions = apps.get_model("catalog", "DatabaseVersion").objects.filter(lines__edition=edition).order_by("lines__position")
    found = versions.select_related("database", "managing_agency").prefetch_related("coordinating_agencies")
    said = [(version.database.code, rows.said_of(version, layout)) for version in found]
    known = apps.get_model("agencies", "AgencyName").objects.all()
    keys = rows.named_in(one for _code, one in said) | {edition.decision.issuing_body.key}
    names = rows.names_on(edition.on, keys, known)
    printed = annex.rows(layout, said, names)
    for line, text in zip(edition.lines.order_by("position"), printed, strict=True):
        line.annex_hash = annex.line_hash(text)
        line.save(update_fields=["annex_hash"])
    edition.layout, edition.names, edition.annex_hash = kept, dict(names), annex.Annex(layout.columns, printed).hash
    edition.save(update_fields=["layout", "names", "annex_hash"])


def _tell(journal, edition, at):
    last = journal.objects.order_by("-seq").first()
    seq, previous = (last.seq + 1, last.hash) if last else (1, chain.GENESIS)
    kind, subject = "ANNEX_KEPT", f"decision:{edition.decision_id}"
    body = {"edition": edition.pk, "annex_hash": edition.annex_hash}
    sealed = chain.seal(previous, seq, at, kind, subject, body)
    journal.objects.create(seq=seq, at=at, kind=kind, subject=subject, body=body, previous=previous, hash=sealed)


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0019_responses_to_opinions"),
        ("agencies", "0004_outbox"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="journalentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("DECISION_RECORDED", "Ghi nhận quyết định"),
                    ("VERSION_OPENED", "Phiên bản mới có hiệu lực"),
                    ("DATABASE_RETIRED", "Đưa ra khỏi danh mục"),
                    ("EDITION_FROZEN", "Chốt danh mục theo quyết định"),
                    ("ANNEX_KEPT", "Ghi mã băm phụ lục của danh mục đã chốt"),
                ],
                max_length=30,
                verbose_name="sự việc",
            ),
        ),
        migrations.CreateModel(
            name="AnnexLayout",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "form",
                    models.PositiveSmallIntegerField(
                        db_comment="Which rules make a value the text of a cell: catalog.editions.annex", verbose_name="cách ghi"
                    ),
                ),
                ("columns", models.JSONField(db_comment="[key, heading, width in mm], in order", verbose_name="cột")),
                ("words", models.JSONField(db_comment="Column → value → what is printed", verbose_name="từ ngữ")),
                ("reason", hcm_registry.vietnamese.fields.NfcTextField(blank=True, verbose_name="lý do")),
                ("set_at", models.DateTimeField(verbose_name="đặt lúc")),
                (
                    "set_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người đặt",
                    ),
                ),
            ],
            options={
                "verbose_name": "bố cục phụ lục",
                "verbose_name_plural": "bố cục phụ lục",
                "ordering": ["-pk"],
                "get_latest_by": "pk",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("set_by__isnull", True), models.Q(("reason", ""), _negated=True), _connector="OR"),
                        name="catalog_layout_set_with_reason",
                        violation_error_message="Nêu lý do đổi bố cục phụ lục.",
                    )
                ],
            },
        ),
        AppendOnly("AnnexLayout"),
        migrations.AddField(
            model_name="edition",
            name="layout",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="editions",
                to="catalog.annexlayout",
                verbose_name="bố cục phụ lục",
            ),
        ),
        migrations.AddField(
            model_name="edition",
            name="names",
            field=models.JSONField(
                db_comment="Key of an agency → its name as printed in the annex", default=dict, verbose_name="tên cơ quan"
            ),
        ),
        migrations.AddField(
            model_name="edition",
            name="annex_hash",
            field=models.CharField(
                db_comment="Over the headings and every line as printed", default="", max_length=64, verbose_name="mã băm phụ lục"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="editionline",
            name="annex_hash",
            field=models.CharField(
                db_comment="Over the line as printed", default="", max_length=64, verbose_name="mã băm dòng phụ lục"
            ),
            preserve_default=False,
        ),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.RunPython(of_the_past, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="edition",
            name="layout",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="editions",
                to="catalog.annexlayout",
                verbose_name="bố cục phụ lục",
            ),
        ),
    ]
