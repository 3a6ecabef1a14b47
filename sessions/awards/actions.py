"""Setting the rule of the certificates."""

from django.db import transaction

from participants.cohorts.models import Cohort
from valmennus.shared import history

from .models import AwardRule


@transaction.atomic
def change_rule(*, cohort, share, optional, by):
    """Set the share of the sessions that is needed, and those that do not count.

    Effects: the rule, one line of history where it changed.
    """
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    rule, _is_new = AwardRule.objects.get_or_create(cohort=cohort)
    before = (rule.share, set(rule.optional.values_list("pk", flat=True)))
    after = (share, {session.pk for session in optional})
    if before == after:
        return rule
    rule.share = share
    rule.save(update_fields=["share", "changed_at"])
    rule.optional.set(optional)
    data = {"share": share, "optional": sorted(session.title for session in optional)}
    history.record(actor=by, verb="award_rule.changed", subject=cohort, data=data)
    return rule
