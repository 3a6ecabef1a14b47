"""The portal as in production, with the reference view beside its pages."""

from pathlib import Path

from valmennus.settings.base import *  # noqa: F403

ROOT_URLCONF = "deploy.bench.urls"
TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")  # noqa: F405
