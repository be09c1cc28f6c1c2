"""A signer is kept from approving through a deputy too, and an item never moves to another file."""

from django.conf import settings
from django.db import migrations, models

# Moving a sent item into somebody's draft would have looked like an edit of the draft.
STAYS = """
CREATE FUNCTION catalog_item_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  RAISE EXCEPTION 'Nội dung không chuyển sang đề xuất khác được.' USING ERRCODE = '23000', CONSTRAINT = 'catalog_item_stays';
END $f$;
CREATE TRIGGER catalog_item_stays BEFORE UPDATE OF proposal_id ON catalog_changeitem FOR EACH ROW
  WHEN (OLD.proposal_id IS DISTINCT FROM NEW.proposal_id) EXECUTE FUNCTION catalog_item_stays();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0002_promises'),
        ('catalog', '0002_promises'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(STAYS, "DROP FUNCTION catalog_item_stays() CASCADE"),
        migrations.RemoveConstraint(
            model_name='changeproposal',
            name='catalog_proposal_four_eyes',
        ),
        migrations.AddConstraint(
            model_name='changeproposal',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(models.Q(('approved_by__isnull', True), ('appraised_by__isnull', True), models.Q(('approved_by', models.F('appraised_by')), _negated=True), _connector='OR'), models.Q(('approved_by__isnull', True), ('appraised_for__isnull', True), models.Q(('approved_by', models.F('appraised_for')), _negated=True), _connector='OR'), models.Q(('approved_for__isnull', True), ('appraised_by__isnull', True), models.Q(('approved_for', models.F('appraised_by')), _negated=True), _connector='OR'), models.Q(('approved_for__isnull', True), ('appraised_for__isnull', True), models.Q(('approved_for', models.F('appraised_for')), _negated=True), _connector='OR'), models.Q(('approved_by__isnull', True), ('created_by__isnull', True), models.Q(('approved_by', models.F('created_by')), _negated=True), _connector='OR'), models.Q(('approved_for__isnull', True), ('created_by__isnull', True), models.Q(('approved_for', models.F('created_by')), _negated=True), _connector='OR'), models.Q(('approved_by__isnull', True), ('submitted_by__isnull', True), models.Q(('approved_by', models.F('submitted_by')), _negated=True), _connector='OR'), models.Q(('approved_for__isnull', True), ('submitted_by__isnull', True), models.Q(('approved_for', models.F('submitted_by')), _negated=True), _connector='OR'), models.Q(('approved_by__isnull', True), ('signed_by__isnull', True), models.Q(('approved_by', models.F('signed_by')), _negated=True), _connector='OR'), models.Q(('approved_for__isnull', True), ('signed_by__isnull', True), models.Q(('approved_for', models.F('signed_by')), _negated=True), _connector='OR')), _connector='OR'), name='catalog_proposal_four_eyes', violation_error_message='Người đã lập, gửi hoặc thẩm định đề xuất không được duyệt đề xuất đó.'),
        ),
    ]
