"""The access table: every address of the portal, and what each person gets there.

Each wing keeps its rows in a module of this package, with the objects that they need in
`furnish(world)`. `test_access.py` asks every pair, and names the addresses that have no row.
"""

from dataclasses import dataclass, field

PEOPLE = (
    "coordinator",
    "coach",
    "participant",
    "teammate",
    "peer",
    "outsider",
    "newcomer",
    "editor",
    "admin",
    "guest",
)


@dataclass
class Row:
    """One address and method: the status that each person gets.

    `args` and `data` take the world and give the address's arguments and the posted fields;
    "login" means the way to the sign-in page, with the address to come back to. `note` tells two
    rows of one address apart, in docs/rights.md.
    """

    name: str
    coordinator: int | str
    coach: int | str
    participant: int | str
    teammate: int | str
    peer: int | str
    outsider: int | str
    newcomer: int | str
    editor: int | str
    admin: int | str
    guest: int | str
    args: object = field(default=lambda world: [])
    method: str = "get"
    data: object = field(default=lambda world: {})
    note: str = ""
