"""The post office: the one way by which mails leave the portal.

A room names its kinds of mail (`Kind`), with their texts in a file beside it, and calls `send` in
the transaction of what the mail tells of. Each mail is a row (`models.Mail`) that the job worker
hands to the mail server. Staff and coordinators may put texts of their own in place of ours.
"""

from .kinds import KINDS, Kind, faults_of, sample, sample_of
from .values import Block, Link, Secret, day, facts, items, moment, page
from .writing import (
    NOWHERE,
    Guest,
    Letter,
    Preview,
    preview,
    send,
    send_all,
    send_now,
    take_back,
    typical,
    wake,
    wake_soon,
)

__all__ = [
    "KINDS",
    "NOWHERE",
    "Block",
    "Guest",
    "Kind",
    "Letter",
    "Link",
    "Preview",
    "Secret",
    "day",
    "facts",
    "faults_of",
    "items",
    "moment",
    "page",
    "preview",
    "sample",
    "sample_of",
    "send",
    "send_all",
    "send_now",
    "take_back",
    "typical",
    "wake",
    "wake_soon",
]
