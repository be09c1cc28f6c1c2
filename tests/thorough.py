"""How often chance is tried: enough in the daily suite, and as often as was promised under `make canaries` (THOROUGH=1)."""

import os


def rounds(daily: int, promised: int) -> int:
    """`promised` when the run is thorough."""
    return promised if os.environ.get("THOROUGH") else daily
