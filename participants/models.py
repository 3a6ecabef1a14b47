"""Gathers the models of the wing's rooms for Django."""

from participants.accounts.models import Consent, PhoneCode, SecondFactorReset, User
from participants.cohorts.models import (
    Cohort,
    CohortRole,
    Programme,
    ProgrammeRole,
    Project,
    Team,
)
from participants.cohorts.search_models import CohortSearch, ProgrammeSearch
from participants.discussions.models import (
    Post,
    PostFile,
    PostMention,
    PostReport,
    Thread,
    ThreadReader,
)
from participants.discussions.search_models import PostSearch
from participants.enrolment.models import Enrolment, EnrolmentChange
from participants.enrolment.search_models import EnrolmentSearch
from participants.importing.models import ImportBatch, ImportRow
from participants.messages.models import DigestChoice
from participants.organisations.models import (
    Affiliation,
    BusinessDevelopmentCentre,
    Organisation,
    Region,
    WellbeingCounty,
)
from participants.recruiting.models import (
    Application,
    ApplicationChange,
    ApplicationPerson,
    ApplicationReview,
    Call,
    CallInterest,
)

__all__ = [
    "Affiliation",
    "Application",
    "ApplicationChange",
    "ApplicationPerson",
    "ApplicationReview",
    "BusinessDevelopmentCentre",
    "Call",
    "CallInterest",
    "Cohort",
    "CohortRole",
    "CohortSearch",
    "Consent",
    "DigestChoice",
    "Enrolment",
    "EnrolmentChange",
    "EnrolmentSearch",
    "ImportBatch",
    "ImportRow",
    "Organisation",
    "PhoneCode",
    "Post",
    "PostFile",
    "PostMention",
    "PostReport",
    "PostSearch",
    "Programme",
    "ProgrammeRole",
    "ProgrammeSearch",
    "Project",
    "Region",
    "SecondFactorReset",
    "Team",
    "Thread",
    "ThreadReader",
    "User",
    "WellbeingCounty",
]
