"""How many requests one person (or one address) may make: a moving window kept in Redis, exact under parallel clients."""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from time import time
from typing import Any

import structlog
from django.conf import settings
from django.utils.translation import gettext as _
from limits import RateLimitItem, parse
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError

from hcm_registry.api.problems import Problem

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Stand:
    """Where a caller stands in the present window."""

    rate: RateLimitItem
    remaining: int
    seconds: int

    @property
    def headers(self) -> dict[str, str]:
        """RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers)."""
        return {
            "RateLimit-Policy": f'"default";q={self.rate.amount};w={self.rate.get_expiry()}',
            "RateLimit": f'"default";r={self.remaining};t={self.seconds}',
        }


def count(request: Any) -> Stand | None:
    """Count this request. None when Redis does not answer: then nobody is refused. Error: Problem 429."""
    rate, who = parse(settings.API_RATE), _who(request)
    try:
        allowed = _limiter(settings.REDIS_URL).hit(rate, who)
        reset, remaining = _limiter(settings.REDIS_URL).get_window_stats(rate, who)
    except RedisError as error:
        log.warning("quota not counted", exc_info=error)
        return None
    stand = Stand(rate, max(remaining, 0), max(ceil(reset - time()), 1))
    if not allowed:
        detail = _("Thử lại sau %(seconds)d giây.") % {"seconds": stand.seconds}
        raise Problem("quota-exceeded", detail, headers={**stand.headers, "Retry-After": str(stand.seconds)})
    return stand


@lru_cache(maxsize=2)
def _limiter(url: str) -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(RedisStorage(url, key_prefix="api.quota"))


def _who(request: Any) -> str:
    return f"user:{request.user.pk}" if request.user.is_authenticated else f"address:{request.META.get('REMOTE_ADDR', '')}"
