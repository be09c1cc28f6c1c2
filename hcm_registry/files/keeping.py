"""Takes a file from somebody, for good: judged by its content, hashed, and named by the row it belongs to."""

from typing import Any

from hcm_registry import uploads
from hcm_registry.files.fields import field_of


def keep(row: Any, file: Any, taken: uploads.Taken) -> None:
    """Let the row name the file: the store has it when the row is saved, and a job looks at it as soon as others see the row.

    A transaction that fails leaves a file nobody names, which the nightly sweep removes. Errors: FileTooLarge, FileNotTaken.
    """
    field = field_of(row)
    content_type, digest = uploads.inspect(file, taken)
    setattr(row, field.sha256, digest)
    setattr(row, field.called, (file.name or "")[:255])
    if field.typed:
        setattr(row, field.typed, content_type)
    if field.sized:
        setattr(row, field.sized, file.size)
    setattr(row, field.name, file)
