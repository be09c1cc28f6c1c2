"""Promises that columns cannot make: what was decided is never rewritten, and who wrote does not approve."""

from django.db import migrations

from hcm_registry.kernel.append_only import AppendOnly

SEARCH = """
CREATE FUNCTION catalog_search_vector(first text, second text, third text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $f$
  SELECT setweight(to_tsvector('simple', vn_search(coalesce(first, ''))), 'A')
      || setweight(to_tsvector('simple', vn_search(coalesce(second, ''))), 'B')
      || setweight(to_tsvector('simple', vn_search(coalesce(third, ''))), 'C')
$f$
"""

# An item belongs to the process as long as its proposal does: the partial unique index reads this column.
# Its content may change only while the proposal is written.
ITEM = """
CREATE FUNCTION catalog_item_keep() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE
  stands text;
BEGIN
  SELECT state INTO stands FROM catalog_changeproposal WHERE id = COALESCE(NEW.proposal_id, OLD.proposal_id) FOR SHARE;
  IF stands NOT IN ('DRAFT', 'RETURNED') AND (TG_OP <> 'UPDATE'
     OR (NEW.kind, NEW.database_id, NEW.position, NEW.proposal_id) IS DISTINCT FROM (OLD.kind, OLD.database_id, OLD.position, OLD.proposal_id)
     OR ((NEW.content, NEW.base_version_id) IS DISTINCT FROM (OLD.content, OLD.base_version_id) AND stands <> 'SIGNED')) THEN
    RAISE EXCEPTION 'Đề xuất đã gửi, không thêm, sửa hoặc bỏ nội dung được.' USING ERRCODE = '23000', CONSTRAINT = 'catalog_item_frozen';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  NEW.in_process := stands IN ('SUBMITTED','ACCEPTED','CONSULTATION','APPRAISAL','APPROVED','AT_COMMITTEE','ISSUED');
  RETURN NEW;
END $f$;
CREATE TRIGGER catalog_item_keep BEFORE INSERT OR UPDATE OR DELETE ON catalog_changeitem FOR EACH ROW EXECUTE FUNCTION catalog_item_keep();

CREATE FUNCTION catalog_proposal_follow() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  UPDATE catalog_changeitem SET position = position WHERE proposal_id = NEW.id;
  RETURN NULL;
END $f$;
CREATE TRIGGER catalog_proposal_follow AFTER UPDATE OF state ON catalog_changeproposal FOR EACH ROW
  WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION catalog_proposal_follow();
"""

# Who wrote stands in another table, where a CHECK cannot look.
FOUR_EYES = """
CREATE FUNCTION catalog_proposal_authors_do_not_approve() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  IF EXISTS (SELECT 1 FROM catalog_author WHERE proposal_id = NEW.id AND user_id IN (NEW.approved_by_id, NEW.approved_for_id)) THEN
    RAISE EXCEPTION 'Người đã soạn đề xuất không được duyệt đề xuất đó.'
      USING ERRCODE = '23000', CONSTRAINT = 'catalog_proposal_authors_four_eyes';
  END IF;
  RETURN NEW;
END $f$;
CREATE TRIGGER catalog_proposal_authors_do_not_approve BEFORE INSERT OR UPDATE ON catalog_changeproposal FOR EACH ROW
  WHEN (NEW.approved_by_id IS NOT NULL) EXECUTE FUNCTION catalog_proposal_authors_do_not_approve();
"""

# Papers are frozen with the proposal they belong to.
PAPERS = """
CREATE FUNCTION catalog_attachment_keep() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  IF TG_OP = 'UPDATE' OR (SELECT state FROM catalog_changeproposal WHERE id = COALESCE(NEW.proposal_id, OLD.proposal_id)) NOT IN ('DRAFT', 'RETURNED') THEN
    RAISE EXCEPTION 'Tài liệu đã gửi, không sửa hoặc bỏ được.' USING ERRCODE = '23000', CONSTRAINT = 'catalog_attachment_frozen';
  END IF;
  RETURN COALESCE(NEW, OLD);
END $f$;
CREATE TRIGGER catalog_attachment_keep BEFORE INSERT OR UPDATE OR DELETE ON catalog_attachment FOR EACH ROW EXECUTE FUNCTION catalog_attachment_keep();
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial"), ("agencies", "0002_promises")]

    operations = [
        migrations.RunSQL(SEARCH, "DROP FUNCTION catalog_search_vector(text, text, text)"),
        migrations.RunSQL(ITEM, "DROP FUNCTION catalog_item_keep() CASCADE; DROP FUNCTION catalog_proposal_follow() CASCADE"),
        migrations.RunSQL(FOUR_EYES, "DROP FUNCTION catalog_proposal_authors_do_not_approve() CASCADE"),
        migrations.RunSQL(PAPERS, "DROP FUNCTION catalog_attachment_keep() CASCADE"),
        AppendOnly("JournalEntry"),
        AppendOnly("Decision", fill=("number", "signed_on", "signer", "signer_title", "legal_grounds", "file", "file_name", "file_sha256")),
        AppendOnly("DatabaseVersion", fill=("closed_at", "closed_by_id"), close="in_force"),
        AppendOnly("Dataset"),
        AppendOnly("Field"),
        AppendOnly("Edition"),
        AppendOnly("EditionLine"),
        AppendOnly("ProposalStep"),
        AppendOnly("Revision"),
        AppendOnly("Author"),
        AppendOnly(
            "Opinion", fill=("stance", "comment", "field_comments", "answered_by_id", "answered_at", "voided_at")
        ),
        AppendOnly("FieldComment", fill=("settled_by_id", "settled_at")),
    ]
