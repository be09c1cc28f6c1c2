"""What a page asks the browser to load, as it goes over the line."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

LIMIT = 60 * 1024
ASSET = re.compile(r'(?:href|src)="/static/([^"]+\.(?:css|js))"')


@pytest.mark.parametrize("path", ["/", "/databases/", "/calendar/", "/accounts/login/"])
def test_styles_and_scripts_of_a_page_stay_within_sixty_kilobytes(db, path):
    names = ASSET.findall(Client().get(path).content.decode())
    assert len(names) > 5
    sizes = {name: len(gzip.compress(Path(finders.find(name)).read_bytes())) for name in names}
    assert sum(sizes.values()) <= LIMIT, sizes
