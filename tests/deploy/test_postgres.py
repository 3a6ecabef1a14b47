"""Which PostgreSQL programs are taken, and where the socket goes."""

import os
import pwd
from pathlib import Path

import pytest

from deploy.local import postgres
from deploy.local.console import Stop

ME = pwd.getpwuid(os.geteuid())
SYSTEM_17, SYSTEM_15, SYSTEM_14 = (17, Path("/s/17")), (15, Path("/s/15")), (14, Path("/s/14"))
WHEEL = (18, Path("/wheel"))


def test_new_database_takes_the_newest_of_the_system_before_the_wheel():
    assert postgres.choose_programs([SYSTEM_17, SYSTEM_15, WHEEL]) == Path("/s/17")


def test_programs_that_are_too_old_are_passed_over():
    assert postgres.choose_programs([SYSTEM_14, WHEEL]) == Path("/wheel")
    assert postgres.choose_programs([SYSTEM_14]) is None


def test_a_database_that_exists_takes_the_programs_of_its_version():
    assert postgres.choose_programs([SYSTEM_17, SYSTEM_15, WHEEL], 15) == Path("/s/15")
    assert postgres.choose_programs([SYSTEM_17, WHEEL], 15) is None


def test_the_sentence_names_the_version_that_is_missing(tmp_path):
    assert "install postgresql-15" in postgres.no_programs(tmp_path, 15)
    assert "DATABASE_URL" in postgres.no_programs(tmp_path, None)


def test_socket_lies_beside_the_data():
    assert postgres.socket_folder(Path("/srv/portal/var/postgres"), ME) == Path(
        "/srv/portal/var/postgres"
    )


@pytest.mark.parametrize("home", ["/x" * 60, "/srv/å" + "ä" * 48, '/srv/a,b/"c"'])
def test_socket_of_a_path_that_cannot_be_one_lies_in_a_short_folder(tmp_path, home):
    folder = postgres.socket_folder(Path(home), ME, tmp=tmp_path)

    assert folder.parent == tmp_path
    assert folder.stat().st_mode & 0o777 == 0o700


def test_short_folder_that_is_a_link_is_refused(tmp_path):
    (tmp_path / f"valmennus-{postgres.checkout_hash()}").symlink_to("/")

    with pytest.raises(Stop, match="belongs to somebody else"):
        postgres.socket_folder(Path("/x" * 60), ME, tmp=tmp_path)


def test_order_does_not_depend_on_the_machines_locales():
    assert postgres.locale(15) == ["--locale=C.UTF-8"]
    assert "--builtin-locale=C.UTF-8" in postgres.locale(17)
