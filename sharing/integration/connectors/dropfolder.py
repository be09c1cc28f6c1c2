"""The folder into which agencies put files. Nothing outside it is opened, whatever a path says and wherever a link leads."""

from pathlib import Path

from django.conf import settings

from sharing.integration.connectors import reasons


def dropped(path: str) -> Path:
    """The file of that path, or the newest of those a pattern names. Error: NoFile."""
    root = Path(settings.DROP_FOLDER).resolve()
    if not path or "\0" in path or Path(path).is_absolute() or ".." in Path(path).parts:
        raise reasons.NoFile
    found = [inside for file in sorted(root.glob(path)) if (inside := file.resolve()).is_relative_to(root) and inside.is_file()]
    if not found:
        raise reasons.NoFile
    return max(found, key=lambda file: (file.stat().st_mtime_ns, file.name))
