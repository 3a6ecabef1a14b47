"""Lists of people as plain rows: the empty table to fill in, and the report."""

from django.utils.translation import gettext as _

from valmennus.shared.own_data import Part

from . import queries
from .models import ImportRow


def own_data(user):
    """The rows of coordinators' lists by which the person was taken in."""
    return [
        Part(
            "import_rows",
            _("Your rows in lists that a coordinator has brought"),
            ImportRow.objects.filter(enrolment__person=user).select_related("batch__cohort"),
            [
                ("batch__cohort", _("cohort")),
                ("batch__created_at", _("brought")),
                ("values", _("what was read")),
                ("edited", _("what was corrected")),
            ],
            person="enrolment",
        )
    ]


def template_header():
    """The headings of an empty table, in the language of the reader."""
    return [
        _("Given name"),
        _("Family name"),
        _("E-mail address"),
        _("Municipality"),
        _("Role"),
        _("Job title"),
        _("Phone number"),
        _("Language"),
    ]


def report_header():
    """The labels of `report_rows`, in the language of the reader."""
    return [
        _("Row"),
        _("Given name"),
        _("Family name"),
        _("E-mail address"),
        _("Municipality or other organisation"),
        _("Role"),
        _("Job title"),
        _("Result"),
        _("Why"),
    ]


def report_rows(batch):
    """One row for each of the list's, with what became of it and why."""
    for shown in queries.shown(queries.rows_of(batch)):
        row, read = shown["row"], shown["row"].read
        yield [
            row.number,
            read.get("given_name", ""),
            read.get("family_name", ""),
            read.get("email", ""),
            row.organisation.name if row.organisation else read.get("organisation", ""),
            shown["role"] if read else "",
            read.get("title", ""),
            row.get_outcome_display(),
            " ".join([*shown["sentences"], *shown["notes"]]) or shown["label"],
        ]
