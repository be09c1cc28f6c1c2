"""AES-256-GCM over one text. What it is about (table, column, row) is sealed with it: moved to another row, it does not open."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext_lazy

from hcm_registry.kernel.errors import RuleBroken

_VERSION, _NONCE = 1, 12


class Unsealable(RuleBroken):
    """Its key is no longer among those of the settings, or somebody changed or moved what is stored."""

    message = gettext_lazy("Không mở được thông tin mật đã lưu. Nhập lại thông tin này, hoặc khôi phục khóa cũ trong SEALING_KEYS.")


def seal(text: str, about: str) -> bytes:
    """The text, sealed by the first key."""
    name, key = next(iter(settings.SEALING_KEYS.items()))
    head = bytes([_VERSION, len(name.encode())]) + name.encode()
    nonce = os.urandom(_NONCE)
    return head + nonce + AESGCM(key).encrypt(nonce, text.encode(), head + about.encode())


def open_(box: bytes, about: str) -> str:
    """The text. Error: Unsealable."""
    head, rest = _parts(box)
    key = settings.SEALING_KEYS.get(head[2:].decode(errors="replace"))
    if key is None or box[0] != _VERSION:
        raise Unsealable
    try:
        return AESGCM(key).decrypt(rest[:_NONCE], rest[_NONCE:], head + about.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise Unsealable from error


def is_current(box: bytes) -> bool:
    """Whether the key that seals today sealed it."""
    return _parts(box)[0][2:].decode(errors="replace") == next(iter(settings.SEALING_KEYS))


def _parts(box: bytes) -> tuple[bytes, bytes]:
    if len(box) < 2 + _NONCE:
        raise Unsealable
    end = 2 + box[1]
    return box[:end], box[end:]
