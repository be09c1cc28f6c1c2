"""What the API remembers of its own: nothing of the domain, and nothing for longer than a client may ask again."""

from django.db import models


class KeptAnswer(models.Model):
    """The answer given to one Idempotency-Key of one person, written in the transaction of what it tells of.

    Effect and answer are stored together or not at all: a process that dies between them leaves neither.
    """

    place = models.CharField(primary_key=True, max_length=64, db_comment="SHA-256 of person, method, address and key")
    asked = models.CharField(max_length=64, db_comment="SHA-256 of the body: another body under the same key is refused")
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    content = models.TextField(blank=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.status} {self.at:%Y-%m-%d %H:%M}"
