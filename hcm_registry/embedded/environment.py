"""What `settings.py` reads when a laptop runs the system: addresses, a secret key, a data directory."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from hcm_registry.embedded import Servers
from hcm_registry.embedded.place import write_secret
from hcm_registry.embedded.trouble import not_writable
from hcm_registry.sealing.keys import new_key


def data_dir() -> Path:
    """`DATA_DIR`, by default `.data` beside manage.py."""
    return Path(os.environ.get("DATA_DIR") or ".data").expanduser().resolve()


def environment(data_dir: Path, servers: Servers) -> dict[str, str]:
    """The environment of every process we start; what the caller has set stays as it is."""
    given = {name: value for name, value in os.environ.items() if value}
    defaults = {"DEBUG": "1", "DATA_DIR": str(data_dir)}
    for name, make in MADE.items():
        if name not in given:
            defaults[name] = _kept(data_dir / name.lower(), make)
    return defaults | given | {"DATABASE_URL": servers.database_url, "REDIS_URL": servers.redis_url}


def _kept(path: Path, make: Callable[[], str]) -> str:
    """Made once and kept: with another key every session and signed link would end at a restart, and no secret would open."""
    if not path.exists():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_secret(path, make())
        except OSError as error:
            raise not_writable(path.parent, error) from error
    return path.read_text().strip()


#: Keys that a laptop makes for itself.
MADE: dict[str, Callable[[], str]] = {"SECRET_KEY": lambda: secrets.token_urlsafe(48), "SEALING_KEYS": lambda: new_key("k1")}
