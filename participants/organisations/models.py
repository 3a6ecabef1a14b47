"""Who sends people: municipalities, wellbeing services counties and others."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from valmennus.shared.collation import FinnishOrder


def name_in_language(name_fi, name_sv="", name_en=""):
    """The name in the language of the page; Finnish where it has none."""
    names = {"sv": name_sv, "en": name_en}
    return names.get((get_language() or "fi")[:2]) or name_fi


class Named(models.Model):
    """Something official with a Finnish and a Swedish name."""

    name_fi = models.CharField(_("name in Finnish"), max_length=120)
    name_sv = models.CharField(_("name in Swedish"), max_length=120)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    @property
    def name(self):
        """As by `name_in_language`."""
        return name_in_language(self.name_fi, self.name_sv, getattr(self, "name_en", ""))


class Region(Named):
    """A region (maakunta) by Statistics Finland's code."""

    code = models.CharField(_("code"), max_length=2, primary_key=True)
    name_en = models.CharField(_("name in English"), max_length=120)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]


class WellbeingCounty(Named):
    """An area of wellbeing services. Helsinki (90) and Åland (91) are none, but do its task."""

    code = models.CharField(_("code"), max_length=2, primary_key=True)
    name_en = models.CharField(_("name in English"), max_length=120)

    class Meta:
        verbose_name = _("wellbeing services county")
        verbose_name_plural = _("wellbeing services counties")
        ordering = ["code"]


class BusinessDevelopmentCentre(Named):
    """A business development centre (elinvoimakeskus): grants rural funding since 2026."""

    code = models.CharField(_("code"), max_length=2, primary_key=True)

    class Meta:
        verbose_name = _("business development centre")
        verbose_name_plural = _("business development centres")
        ordering = ["code"]


class OrganisationQuerySet(models.QuerySet):
    def in_finnish_order(self):
        """By name, as a Finnish alphabet has it."""
        return self.order_by(FinnishOrder("name_fi"), "pk")

    def valid_on(self, day):
        """Those that existed on the day; an organisation without dates has always existed."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        )


class Organisation(Named):
    """A municipality, a wellbeing services county, or another body that sends people."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("municipality")
        COUNTY = "county", _("wellbeing services county")
        OTHER = "other", _("other organisation")

    class RuralClass(models.TextChoices):
        URBAN = "urban", _("urban")
        SEMI_URBAN = "semi-urban", _("semi-urban")
        RURAL = "rural", _("rural")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    code = models.CharField(
        _("official code"),
        max_length=3,
        blank=True,
        help_text=_("Three digits for a municipality, two for a wellbeing services county."),
    )
    language = models.CharField(
        _("languages"), max_length=5, blank=True, help_text=_("The majority's language first.")
    )
    rural_class = models.CharField(
        _("kind of municipality"), max_length=12, choices=RuralClass.choices, blank=True
    )
    region = models.ForeignKey(
        Region, verbose_name=_("region"), null=True, blank=True, on_delete=models.PROTECT
    )
    county = models.ForeignKey(
        WellbeingCounty,
        verbose_name=_("wellbeing services county"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    centre = models.ForeignKey(
        BusinessDevelopmentCentre,
        verbose_name=_("business development centre"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    population = models.PositiveIntegerField(_("population in 2022"), null=True, blank=True)
    valid_from = models.DateField(_("exists since"), null=True, blank=True)
    valid_to = models.DateField(_("existed until"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        verbose_name=_("joined to"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="predecessors",
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        indexes = [models.Index(FinnishOrder("name_fi"), name="organisation_name_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "code"], condition=~Q(code=""), name="organisation_code_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="organisation_ends_after_start",
            ),
        ]


class PersonRole(models.TextChoices):
    """In what capacity a person takes part."""

    OFFICE_HOLDER = "office_holder", _("official")
    EMPLOYEE = "employee", _("employee")
    ELECTED_OFFICIAL = "elected_official", _("elected official")
    OTHER = "other", _("other")


class Affiliation(models.Model):
    """The organisation that a person belongs to at present, and in what capacity."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="affiliation",
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT
    )
    role = models.CharField(
        _("role"), max_length=20, choices=PersonRole.choices, default=PersonRole.OTHER
    )
    title = models.CharField(_("job title"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")

    def __str__(self):
        return f"{self.user} – {self.organisation}"
