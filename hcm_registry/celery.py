"""The Celery app, its queues, and the calendar (beat) as one table.

The broker is only a hint: every job finds its work in PostgreSQL, so a lost or doubled message changes nothing.
"""

import os

from celery import Celery
from celery.schedules import crontab
from django_structlog.celery.steps import DjangoStructLogInitStep
from kombu import Queue  # type: ignore[attr-defined]  # kombu exports it lazily

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hcm_registry.settings")

app = Celery("hcm_registry")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.steps["worker"].add(DjangoStructLogInitStep)
app.autodiscover_tasks(
    [
        "agencies.outbox",
        "agencies.quarantine",
        "catalog",
        "catalog.annexes",
        "catalog.clocks",
        "catalog.duties",
        "catalog.inspections",
        "catalog.journal",
        "hcm_registry.api",
        "hcm_registry.files",
        "sharing.integration",
        "sharing.quality",
        "sharing.quarantine",
    ]
)

app.conf.task_queues = (Queue("default"), Queue("integration"), Queue("outbox"))
app.conf.task_default_queue = "default"
app.conf.task_routes = {
    "agencies.outbox.tasks.watch_mail": {"queue": "default"},
    "agencies.outbox.tasks.*": {"queue": "outbox"},
    "sharing.integration.tasks.load_run": {"queue": "integration"},
}

#   what happens by itself            which task                            when (Asia/Ho_Chi_Minh)
app.conf.beat_schedule = {
    "decisions take effect": {"task": "catalog.tasks.apply_due", "schedule": crontab(hour=0, minute=0)},
    # A worker that was down at midnight must not cost a day: the same idempotent task, every quarter of an hour.
    "decisions missed": {"task": "catalog.tasks.apply_due", "schedule": crontab(minute="*/15")},
    "the journal's head is signed": {"task": "catalog.journal.tasks.anchor_journal", "schedule": crontab(minute=5)},
    "the registry is proved sound": {"task": "catalog.inspections.tasks.inspect_registry", "schedule": crontab(hour=3, minute=30)},
    "kept answers are forgotten": {"task": "hcm_registry.api.tasks.forget_kept_answers", "schedule": crontab(minute=20)},
    # The queue of e-mails is the table of deliveries; a round that would begin while the one before still waits is dropped.
    "mail goes out": {"task": "agencies.outbox.tasks.send_mail", "schedule": 10.0, "options": {"expires": 10}},
    "mail that waits is told of": {"task": "agencies.outbox.tasks.watch_mail", "schedule": crontab(minute="*/5")},
    # From seven, the hour of digests; hourly, so that one missed is made up for the same day.
    "digests are put together": {"task": "agencies.outbox.tasks.compose_digests", "schedule": crontab(hour="7-17", minute=0)},
    # In the hours of work, the first time before digests are put together.
    "people are warned of deadlines": {"task": "catalog.clocks.tasks.send_reminders", "schedule": crontab(hour="6-17", minute="*/15")},
    "deadlines follow the calendar": {"task": "catalog.clocks.tasks.recompute_clocks", "schedule": crontab(minute="*/5")},
    # In the hours of work; once a day it finds something, later rounds make up for one that was missed.
    "overdue duties are told of": {"task": "catalog.duties.tasks.tell_of_overdue_duties", "schedule": crontab(hour="7-17", minute=10)},
    # The table of runs is the queue of loads: what the broker lost is sent again, and what a dead worker had.
    "loads go on": {"task": "sharing.integration.tasks.sweep_runs", "schedule": 30.0, "options": {"expires": 30}},
    # Each source says itself when it is due; one that was missed is loaded once.
    "sources are due": {"task": "sharing.integration.tasks.queue_due_runs", "schedule": crontab(), "options": {"expires": 60}},
    "the warehouse is tidied": {"task": "sharing.integration.tasks.tidy_warehouse", "schedule": crontab(minute=45)},
    # A good run without a score is what there is to do.
    "loads are measured": {"task": "sharing.quality.tasks.measure_runs", "schedule": 15.0, "options": {"expires": 15}},
    # In the hours of work; what was told once is not told again.
    "rows that wait too long are told of": {
        "task": "sharing.quarantine.tasks.watch_quarantine",
        "schedule": crontab(hour="7-17", minute=35),
    },
    "overdue data are told of": {"task": "sharing.quality.tasks.tell_of_overdue_data", "schedule": crontab(hour="7-17", minute=25)},
    # The table of imports is their queue; somebody waits before a progress bar.
    "annexes go on": {"task": "catalog.annexes.tasks.sweep_annexes", "schedule": 3.0, "options": {"expires": 3}},
    # The queue of files to look at is the files that nobody has looked at.
    "files are looked at": {"task": "hcm_registry.files.tasks.check_files", "schedule": 15.0, "options": {"expires": 15}},
    # A scanner learns about once a day; then everything is looked at again, fifty contents a minute.
    "files found clean are scanned again": {"task": "hcm_registry.files.tasks.rescan_files", "schedule": 60.0, "options": {"expires": 60}},
    "harmful files are told of": {"task": "agencies.quarantine.tasks.tell_of_harmful_files", "schedule": crontab()},
    "files nobody names are removed": {"task": "hcm_registry.files.tasks.sweep_files", "schedule": crontab(hour=2, minute=40)},
    "duties follow the catalogue": {"task": "catalog.duties.tasks.keep_duties", "schedule": crontab(minute="*/15")},
}
