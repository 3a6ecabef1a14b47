"""Loading the official organisations."""

import csv
import datetime
from pathlib import Path

from django.db import transaction

from valmennus.shared import history
from valmennus.shared.search_index import reindex

from .models import (
    Affiliation,
    BusinessDevelopmentCentre,
    Organisation,
    Region,
    WellbeingCounty,
)

DATA = Path(__file__).parent / "data"
# Helsinki and Åland do the task of a county, but are none that could send people.
NOT_COUNTIES = {"90", "91"}


def _rows(name):
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _day(text):
    return datetime.date.fromisoformat(text) if text else None


@transaction.atomic
def load_reference_data():
    """Bring regions, counties, centres and municipalities to the packaged state.

    Source: Statistics Finland's classifications, CC BY 4.0. Adds what is missing, corrects what
    differs, deletes nothing: an older cohort may hold a municipality that has ended. Returns the
    number of organisations that were added or changed.
    """
    for model, name in [
        (Region, "regions"),
        (WellbeingCounty, "wellbeing_counties"),
        (BusinessDevelopmentCentre, "business_development_centres"),
    ]:
        rows = [model(**row) for row in _rows(name)]
        model.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=[field for field in next(_rows(name)) if field != "code"],
        )
    changed = _save(Organisation.Kind.COUNTY, _counties())
    changed += _save(Organisation.Kind.MUNICIPALITY, _municipalities())
    _join_successors()
    return changed


def _counties():
    for row in _rows("wellbeing_counties"):
        if row["code"] not in NOT_COUNTIES:
            yield {
                "code": row["code"],
                "name_fi": row["name_fi"],
                "name_sv": row["name_sv"],
                "county_id": row["code"],
                "valid_from": datetime.date(2023, 1, 1),
            }


def _municipalities():
    for row in _rows("municipalities"):
        yield {
            "code": row["code"],
            "name_fi": row["name_fi"],
            "name_sv": row["name_sv"],
            "language": row["language"],
            "rural_class": row["type"],
            "region_id": row["region"],
            "county_id": row["county"],
            "centre_id": row["business_development_centre"] or None,
            "latitude": float(row["lat"]),
            "longitude": float(row["lon"]),
            "population": int(row["population_2022"]) if row["population_2022"] else None,
            "valid_from": _day(row["valid_from"]),
            "valid_to": _day(row["valid_to"]),
        }


def _save(kind, rows):
    """Add or correct the organisations of one kind; returns how many that were."""
    known = {one.code: one for one in Organisation.objects.filter(kind=kind).exclude(code="")}
    new, changed = [], []
    fields = []
    for row in rows:
        fields = [name for name in row if name != "code"]
        organisation = known.get(row["code"])
        if organisation is None:
            new.append(Organisation(kind=kind, **row))
        elif any(getattr(organisation, name) != row[name] for name in fields):
            for name in fields:
                setattr(organisation, name, row[name])
            changed.append(organisation)
    Organisation.objects.bulk_create(new)
    if changed:
        Organisation.objects.bulk_update(
            changed, [name.removesuffix("_id") if name.endswith("_id") else name for name in fields]
        )
        reindex(*changed)
    return len(new) + len(changed)


def _join_successors():
    """Tell each municipality that has ended which one it joined."""
    municipalities = Organisation.objects.filter(kind=Organisation.Kind.MUNICIPALITY)
    for row in _rows("municipalities"):
        if row["successor"]:
            municipalities.filter(code=row["code"]).update(
                successor=municipalities.get(code=row["successor"])
            )


@transaction.atomic
def change_own_data(*, user, person, affiliation):
    """Save what people tell about themselves.

    `person` holds the account's new values by name of field, `affiliation` organisation (or
    None), role and title. Effects: account and affiliation, one line of history naming the
    fields that changed (never their contents), the search knows the new name.
    """
    changed = [name for name, value in person.items() if getattr(user, name) != value]
    for name, value in person.items():
        setattr(user, name, value)
    user.save(update_fields=list(person))
    if affiliation["organisation"] is None:
        Affiliation.objects.filter(user=user).delete()
    else:
        Affiliation.objects.update_or_create(user=user, defaults=affiliation)
    history.record(actor=user, verb="person.changed", subject=user, data={"fields": changed})
    reindex(user)


def erase_person(*, user):
    """The person belongs to no organisation. Call it in the transaction of the erasure."""
    Affiliation.objects.filter(user=user).delete()
