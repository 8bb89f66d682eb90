"""A file that is written keeps all it had but its content."""

from __future__ import annotations

import errno
import os
import stat
import sys
import tempfile
import traceback
from collections.abc import Callable
from itertools import takewhile
from pathlib import Path

import pytest

from jupyter_aiprov.record import atomic
from jupyter_aiprov.record.atomic import write_atomic
from jupyter_aiprov.record.errors import Changed, NotWritable

OLD, NEW = b"old content", b"new"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX files")
root = pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root gives files away")
EXPECTED = pytest.mark.parametrize("expected", [None, OLD])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "n.ipynb"
    path.write_bytes(OLD)
    return path


def _open_to_all(file: Path) -> None:
    """Let anybody into the folders that pytest made around a file, however many there are."""
    ours = takewhile(lambda one: one != Path(tempfile.gettempdir()), file.parents)
    for folder in list(ours)[:4]:
        folder.chmod(0o777)


def _as_somebody(work: Callable[[], object], groups: tuple[int, ...] = ()) -> None:
    """Do ``work`` as an ordinary user (65534), in a process of its own."""
    pid = os.fork()
    if not pid:
        code = 1
        try:
            os.setgroups(groups)
            os.setgid(65534)
            os.setuid(65534)
            work()
            code = 0
        except BaseException:
            os.write(2, traceback.format_exc().encode())  # what the assertion below cannot say
            raise
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


@EXPECTED
def test_every_name_of_it(expected: bytes | None, file: Path) -> None:
    second = file.with_name("second")
    second.hardlink_to(file)
    before = file.stat()
    write_atomic(file, NEW, expected)
    assert second.read_bytes() == NEW
    assert file.stat().st_ino == second.stat().st_ino == before.st_ino
    assert sorted(file.parent.iterdir()) == [file, second]


@EXPECTED
def test_extended_attributes(expected: bytes | None, file: Path) -> None:
    _attribute(file, "user.note", b"kept")
    write_atomic(file, NEW, expected)
    assert file.read_bytes() == NEW
    assert os.getxattr(file, "user.note") == b"kept"


def _attribute(file: Path, name: str, value: bytes) -> None:
    try:
        os.setxattr(file, name, value)
    except (OSError, AttributeError):
        pytest.skip("no such attributes here")


def _access_list(user: int) -> bytes:
    """rw for the owner and ``user``, r for the rest, as Linux keeps it."""
    entries = [(1, 6, -1), (2, 6, user), (4, 4, -1), (16, 6, -1), (32, 4, -1)]
    packed = b"".join(
        tag.to_bytes(2, "little") + may.to_bytes(2, "little") + (who % 2**32).to_bytes(4, "little")
        for tag, may, who in entries
    )
    return (2).to_bytes(4, "little") + packed


@EXPECTED
def test_access_lists(expected: bytes | None, file: Path) -> None:
    _attribute(file, "system.posix_acl_access", _access_list(1234))
    before = os.getxattr(file, "system.posix_acl_access")
    mode = file.stat().st_mode
    write_atomic(file, NEW, expected)
    assert os.getxattr(file, "system.posix_acl_access") == before
    assert file.stat().st_mode == mode


def test_no_access_list_that_it_had_not(file: Path) -> None:
    _attribute(file.parent, "system.posix_acl_default", _access_list(1234))
    write_atomic(file, NEW, OLD)
    assert os.listxattr(file) == []


@root
@EXPECTED
@pytest.mark.parametrize("mode", [0o664, 0o640, 0o4755])
def test_owner_group_and_mode(mode: int, expected: bytes | None, file: Path) -> None:
    os.chown(file, 1234, 1)
    file.chmod(mode)
    write_atomic(file, NEW, expected)
    after = file.stat()
    assert (after.st_uid, after.st_gid, stat.S_IMODE(after.st_mode)) == (1234, 1, mode)
    assert file.read_bytes() == NEW


@root
@EXPECTED
@pytest.mark.parametrize("groups", [(), (1,)])
def test_the_group_where_an_ordinary_user_writes(
    groups: tuple[int, ...], expected: bytes | None, file: Path
) -> None:
    _open_to_all(file)
    os.chown(file, 65534, 1)
    file.chmod(0o664)
    _as_somebody(lambda: write_atomic(file, NEW, expected), groups)
    after = file.stat()
    assert (after.st_uid, after.st_gid, stat.S_IMODE(after.st_mode)) == (65534, 1, 0o664)
    assert file.read_bytes() == NEW
    assert list(file.parent.iterdir()) == [file]


@root
@EXPECTED
def test_the_owner_where_another_writes(expected: bytes | None, file: Path) -> None:
    _open_to_all(file)
    os.chown(file, 1234, 1)
    file.chmod(0o664)
    _as_somebody(lambda: write_atomic(file, NEW, expected), (1,))
    after = file.stat()
    assert (after.st_uid, after.st_gid, stat.S_IMODE(after.st_mode)) == (1234, 1, 0o664)
    assert file.read_bytes() == NEW
    assert list(file.parent.iterdir()) == [file]


@root
def test_a_file_that_is_read_only_is_refused(file: Path) -> None:
    _open_to_all(file)
    os.chown(file, 65534, 65534)
    file.chmod(0o444)

    def refused() -> None:
        with pytest.raises(NotWritable, match="Make the file and its folder writable"):
            write_atomic(file, NEW, OLD)

    _as_somebody(refused)
    assert file.read_bytes() == OLD


@EXPECTED
def test_a_file_that_is_a_mount_of_its_own(
    expected: bytes | None, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> bool:
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))

    monkeypatch.setattr(atomic, "exchange", busy)
    monkeypatch.setattr(Path, "replace", busy)
    number = file.stat().st_ino
    write_atomic(file, NEW, expected)
    assert (file.read_bytes(), file.stat().st_ino) == (NEW, number)
    assert list(file.parent.iterdir()) == [file]


def test_a_save_since_is_not_overwritten_in_place(file: Path) -> None:
    file.with_name("second").hardlink_to(file)
    file.write_bytes(b"theirs")
    with pytest.raises(Changed):
        write_atomic(file, NEW, OLD)
    assert file.read_bytes() == b"theirs"
    assert len(list(file.parent.iterdir())) == 2


@pytest.mark.parametrize(
    "name", ["-n", "50%", "a\nb", "e\u0301", "'\"$`", "x" * 255, "\udcff\udcfe"]
)
@pytest.mark.parametrize("linked", [True, False])
def test_any_name_a_file_system_allows(name: str, linked: bool, tmp_path: Path) -> None:
    file = tmp_path / name
    try:
        file.write_bytes(OLD)
    except (OSError, UnicodeError):
        pytest.skip("not allowed here")
    if linked:
        (tmp_path / "second").hardlink_to(file)
    write_atomic(file, NEW, OLD)
    assert file.read_bytes() == NEW
    assert len(list(tmp_path.iterdir())) == 1 + linked


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="POSIX devices")
def test_what_is_no_plain_file_is_written_to(tmp_path: Path) -> None:
    link = tmp_path / "out"
    link.symlink_to("/dev/null")
    write_atomic(link, NEW)
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)  # noqa: PTH116
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_atomic(pipe, NEW)
    assert os.read(reader, 100) == NEW
    os.close(reader)


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links")
def test_a_link_to_a_file_not_there_yet(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to("real")
    write_atomic(link, NEW)
    assert link.is_symlink()
    assert (tmp_path / "real").read_bytes() == NEW
