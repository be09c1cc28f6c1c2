"""Oracle and SQL Server: no server of theirs can be had here, so what is tried is the way to one that does not answer."""

import socket
import sys
import threading

import pytest

from sharing.integration.connectors import connect, oracle, sqlserver
from sharing.integration.errors import SourceRefused, SourceUnavailable
from sharing.integration.states import Kind

SECRET = "canary-bí-mật"


@pytest.fixture
def silent():
    """A port at which whoever connects is turned away at once."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def turn_away():
            try:
                while True:
                    listening.accept()[0].close()
            except OSError:
                return

        threading.Thread(target=turn_away, daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(("kind", "driver"), [(Kind.ORACLE, "oracledb"), (Kind.SQLSERVER, "pymssql")])
def test_a_server_that_is_not_there_is_named_and_tells_no_secret(kind, driver, silent, monkeypatch, caplog):
    pytest.importorskip(driver)
    known = {"host": "127.0.0.1", "port": silent, "database": "d", "user": "đọc", "table": "t"}
    with pytest.raises(SourceUnavailable) as gone, connect(kind, known, SECRET):
        pass
    assert "canary" not in repr(gone.value.detail) + repr(gone.value.__cause__) + caplog.text
    with pytest.raises(SourceRefused, match="chưa được phê duyệt"), connect(kind, known | {"host": "10.0.0.1"}, SECRET):
        pass
    monkeypatch.setitem(sys.modules, driver, None)
    with pytest.raises(SourceRefused, match="chưa cài trình điều khiển"), connect(kind, known, SECRET):
        pass


def test_names_stay_names():
    assert sqlserver.quoted("a]b") == "[a]]b]"
    assert oracle.quoted('a" FROM dual --') == '"a FROM dual --"'
