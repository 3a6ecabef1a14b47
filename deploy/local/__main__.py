"""`make run`, `make test` and the smaller commands: `python3 -m deploy.local NAME`."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys

from . import ROOT, VAR, VENV, checks, environment, libraries, packages, postgres, servers
from .console import Stop, alone, say

NEEDED = ("SECRET_KEY", "DATABASE_URL")
WAITING = "Another command is setting up this checkout: waiting for it."


@contextlib.contextmanager
def set_up(*, with_browser=False, quiet=False):
    """Packages, libraries and a database, while the block lasts; gives the environment."""
    VAR.mkdir(exist_ok=True)
    with contextlib.ExitStack() as stack:
        with alone(VAR / "setup.lock", WAITING):
            if not quiet:
                libraries.ensure(with_browser)
            packages.ensure()
            made = {"SECRET_KEY": environment.secret()}
            if not environment.setting("DATABASE_URL"):
                made["DATABASE_URL"] = stack.enter_context(postgres.running())
            environment.write(**made)
        yield os.environ | {name: environment.setting(name) or made[name] for name in NEEDED}


def run():
    """The portal with its demo, until it is told to end."""
    host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    if not (port.isdecimal() and 0 < int(port) < 65536):
        raise Stop(f"PORT must be a number from 1 to 65535, not {port!r}.")
    servers.require_free_port(host, port)
    with set_up() as values:
        open_to_all = host in {"0.0.0.0", "::"}  # noqa: S104
        name = f"[{host}]" if ":" in host else host
        defaults = {
            "DEBUG": "1",
            "STAFF_MFA": "0",
            "BASE_URL": f"http://{'localhost' if open_to_all else name}:{port}",
            "ALLOWED_HOSTS": "*" if open_to_all else f"{name},localhost,127.0.0.1,[::1]",
        }
        values |= {key: environment.setting(key) or value for key, value in defaults.items()}
        with alone(VAR / "setup.lock", WAITING):
            prepare(values, "--demo")
        servers.serve(host, port, values)


def prepare(values, *options):
    """Bring the database and the messages up to date, all in one process."""
    command = [packages.PYTHON, "manage.py", "prepare", *options]
    if subprocess.run(command, cwd=ROOT, env=values).returncode:
        raise Stop("The portal could not be prepared; the lines above say why.")


def test():
    """Linters, then the whole suite; fails where either does."""
    with set_up(with_browser=True) as values:
        prepare(values, "--messages")
        failed = checks.lint(values)
        if failed:
            say(f"\nLinters with problems: {', '.join(failed)}. The suite follows all the same.")
        if not libraries.chromium():
            say(f"\n{libraries.NO_CHROMIUM}")
        return checks.pytest(values) or bool(failed)


def fast():
    """The suite without the journeys in a browser."""
    with set_up(quiet=True) as values:
        prepare(values, "--messages")
        return checks.pytest(values, "-m", "not browser")


def lint():
    """The linters alone."""
    with set_up(quiet=True) as values:
        return bool(checks.lint(values))


def bench():
    """Measure the pages at two scales beside a reference view; fails where a budget is missed."""
    with set_up(quiet=True) as values:
        command = [packages.PYTHON, "-m", "deploy.bench"]
        return subprocess.run(command, cwd=ROOT, env=values).returncode


def audit():
    """Look at every page by axe, at six screens; the pictures are in var/audit/."""
    with set_up(with_browser=True) as values:
        prepare(values, "--messages")
        if not libraries.chromium():
            raise Stop(libraries.NO_CHROMIUM)
        shutil.rmtree(VAR / "audit", ignore_errors=True)
        return checks.pytest(values | {"AUDIT": "1"}, *checks.AUDIT)


def messages():
    """Gather new texts into the catalogues of `locale/` and compile them."""
    with set_up(quiet=True) as values:
        command = [packages.PYTHON, "-m", "deploy.check_messages", "--update"]
        return subprocess.run(command, cwd=ROOT, env=values).returncode


def clean():
    """Remove what can be made again; the data only after a yes."""
    made = [*ROOT.rglob("*.mo"), VAR / "static", *map(ROOT.joinpath, (".pytest_cache",
            ".ruff_cache", ".import_linter_cache"))]  # fmt: skip
    for path in [*made, VENV]:
        if path.is_symlink() or path.is_file():
            path.unlink()
        elif path.is_dir():
            shutil.rmtree(path)
    data = [VAR, *(folder for folder in [postgres.home_elsewhere()] if folder.is_dir())]
    if sys.stdin.isatty():
        answer = input(f"Delete the data in {VAR} too: database, uploads, mail? Type yes: ")
        if answer.strip() == "yes":
            for folder in data:
                shutil.rmtree(folder, ignore_errors=True)
            return
    say(f"The data in {VAR} is as it was.")


def stop_at_signal(number, frame):
    raise KeyboardInterrupt


MADE = (run, test, fast, lint, bench, audit, messages, clean)
COMMANDS = {command.__name__: command for command in MADE}


def main():
    for number in (signal.SIGTERM, signal.SIGHUP):
        # nohup has a reason to have one ignored.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, stop_at_signal)
    try:
        return int(COMMANDS[sys.argv[1]]() or 0)
    except Stop as reason:
        print(reason, file=sys.stderr)
        return 1
    except PermissionError as error:
        print(
            f"{error.filename} belongs to somebody else: clone the portal anew for yourself, or "
            "give the command as its owner.",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        say("\nEnded.")
        return 130


if __name__ == "__main__":
    sys.exit(main())
