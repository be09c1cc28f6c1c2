"""What the page of a database says of the warehouse. To everybody: the last good load, how fresh, how good. The rest to who reads runs."""

from datetime import datetime
from typing import Any

from catalog.models import SharedDatabase
from hcm_registry.charts import Chart, Column, chart
from sharing.integration.readers import readable
from sharing.quality import health
from sharing.quality.health import Day


def panel(database: SharedDatabase, user: Any, at: datetime) -> dict[str, Any] | None:
    """None where no source is in use."""
    found = health.health_of([database.pk], at=at).get(database.pk)
    if found is None:
        return None
    if not user.is_authenticated or not SharedDatabase.objects.filter(readable(user, at, "pk"), pk=database.pk).exists():
        return {"health": found}
    days = health.days([database.pk], at=at)[database.pk]
    drawing, failing = drawn(days), health.failing(database.pk)
    return {"health": found, "reads": True, "code": database.code, "days": days, "chart": drawing, "failing": failing}


def drawn(days: list[Day]) -> Chart:
    """Rows a day, those in quarantine on top of the good ones."""
    return chart([Column(day.day, [{"on-time": day.good, "undone": day.bad}]) for day in days])
