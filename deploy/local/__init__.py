"""The portal on one's own machine: what `make run` and `make test` do.

Only the standard library is used, as this runs before anything is installed.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
VENV = ROOT / ".venv"
