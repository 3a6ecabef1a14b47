"""`var/local.env`: a person's lines stay, the commands' own are written anew."""

import pytest

from deploy.local import environment


@pytest.fixture
def file(tmp_path, monkeypatch):
    for name in ("DATABASE_URL", "SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(environment, "FILE", tmp_path / "local.env")
    return tmp_path / "local.env"


def test_lines_below_the_mark_are_the_commands_own():
    text = f"# a note=x\nPORT = 9\nbroken\n{environment.MARK}\nDATABASE_URL=postgres:///a?b=c\n"

    assert environment.parse(text) == ({"PORT": "9"}, {"DATABASE_URL": "postgres:///a?b=c"})


def test_a_persons_lines_outlive_every_start(file):
    file.write_text("# mine\nDATABASE_URL=postgres:///mine\n")

    environment.write(SECRET_KEY="one")
    environment.write(SECRET_KEY="two")

    assert file.read_text() == (
        f"# mine\nDATABASE_URL=postgres:///mine\n\n{environment.MARK}\nSECRET_KEY=two\n"
    )
    assert file.stat().st_mode & 0o777 == 0o600


def test_an_address_that_a_command_wrote_is_not_a_persons(file):
    environment.write(DATABASE_URL="postgres:///made")

    assert environment.setting("DATABASE_URL") == ""


def test_the_environment_comes_before_the_file(file, monkeypatch):
    file.write_text("DATABASE_URL=postgres:///file\n")
    monkeypatch.setenv("DATABASE_URL", "postgres:///environment")

    assert environment.setting("DATABASE_URL") == "postgres:///environment"


def test_the_secret_is_made_once(file):
    first = environment.secret()
    environment.write(SECRET_KEY=first)

    assert len(first) >= 50
    assert environment.secret() == first
