"""Gathers the models of the roof's rooms for Django."""

from valmennus.portal.digest.models import DigestSent
from valmennus.portal.kept.models import KeptForm
from valmennus.portal.mass_post.models import MassPost
from valmennus.portal.own_data.models import DataExport
from valmennus.portal.pages.models import (
    AccessibilityFeedback,
    Host,
    NoticeGiven,
    Page,
    PrivacyNotice,
)
from valmennus.portal.retention.models import RetentionRun
from valmennus.portal.team_notes.models import TeamNote

__all__ = [
    "AccessibilityFeedback",
    "DataExport",
    "DigestSent",
    "Host",
    "KeptForm",
    "MassPost",
    "NoticeGiven",
    "Page",
    "PrivacyNotice",
    "RetentionRun",
    "TeamNote",
]
