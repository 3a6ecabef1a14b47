"""The person: one account, known by an e-mail address."""

import datetime
import uuid

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from valmennus.shared.composed import composed_once
from valmennus.shared.labels import label_of

# What a person's name in words is made of, for lists that load nothing else.
NAMED = ["given_name", "family_name", "email", "erased_at"]


def name_of(given_name, family_name, email, erased_at):
    """A person's name in words, from what `NAMED` lists; the address where none has been told."""
    if erased_at:
        return gettext("erased person")
    return f"{given_name} {family_name}".strip() or email


LANGUAGES = [("fi", _("Finnish")), ("sv", _("Swedish")), ("en", _("English"))]


class UserManager(BaseUserManager):
    """Makes accounts; addresses are compared without regard to case."""

    use_in_migrations = True

    def create_user(self, email, password=None, *, verified=False, **fields):
        """Save a new person. Without a password the person signs in by codes only.

        `verified` says that the address is known to be the person's; else the first sign-in by a
        code shows it.
        """
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        user.replace_address(user.email, verified=verified)
        return user

    def find_or_create(self, email, **fields):
        """The account of the address and whether it is new; `fields` are for a new one.

        Two who ask at once get the same account. A new one signs in by codes only. Call it in a
        transaction: the account is locked to its end, so that it is not erased in between.
        """
        email = email.strip().lower()
        owner = self.with_address(email).first()
        if owner is not None:
            owner = self.select_for_update().filter(pk=owner.pk).first()
        # Who has been erased in this moment no longer has the address; it begins anew.
        if owner is not None and owner.erased_at is None:
            return owner, False
        defaults = {**fields, "password": make_password(None)}
        user, is_new = self.get_or_create(email=email, defaults=defaults)
        if is_new:
            user.replace_address(user.email, verified=False)
        return user, is_new

    def find_or_create_many(self, people):
        """Accounts for many addresses at once, as `{address: (account, whether it is new)}`.

        `people` are the fields of a new account by its address. As `find_or_create`, in a handful
        of statements.
        """
        found = self.by_address(people)
        keys = [user.pk for user in found.values()]
        locked = self.select_for_update().filter(pk__in=keys, erased_at=None).order_by("pk")
        # An erasure in this moment goes first; then the address begins anew.
        there = {user.pk: user for user in locked} if keys else {}
        found = {email: there[user.pk] for email, user in found.items() if user.pk in there}
        made = {
            email: self.model(email=email, password=make_password(None), **fields)
            for email, fields in people.items()
            if email not in found
        }
        # Somebody may take an address in this moment; then the account is theirs.
        self.bulk_create(made.values(), batch_size=1000, ignore_conflicts=True)
        saved = {user.email: user for user in self.filter(email__in=made)} if made else {}
        new = [user for email, user in saved.items() if user.uuid == made[email].uuid]
        addresses = self.model._meta.get_field("emailaddress").related_model.objects
        addresses.bulk_create(
            [addresses.model(user=user, email=user.email, primary=True) for user in new],
            batch_size=1000,
        )
        return {email: (user, False) for email, user in (found | saved).items()} | {
            user.email: (user, True) for user in new
        }

    def by_address(self, emails):
        """The accounts that these addresses open, as `{address: account}`; see `with_address`."""
        emails = list(emails)
        found = {user.email: user for user in self.filter(email__in=emails)}
        opened = self.filter(emailaddress__email__in=emails, emailaddress__verified=True)
        for user in opened.annotate(opened_by=models.F("emailaddress__email")):
            found.setdefault(user.opened_by, user)
        return found

    def with_address(self, email):
        """The account that the address opens: its own one, or one more that is known to be its."""
        opened = Q(emailaddress__email=email, emailaddress__verified=True)
        return self.filter(Q(email=email) | opened).distinct()

    def create_superuser(self, email, password=None, **fields):
        """Save a new administrator of everything."""
        fields |= {"is_staff": True, "is_superuser": True, "verified": True}
        return self.create_user(email, password, **fields)

    def get_by_natural_key(self, email):
        return self.get(email=email.strip().lower())

    def get(self, *args, **kwargs):
        """As always. By the key alone, as Django asks for each request's person, composed once."""
        # Not in what is made of this class for the relations that lead to people.
        key = kwargs.get("pk")
        if type(self) is not UserManager or args or len(kwargs) > 1 or type(key) is not int:
            return super().get(*args, **kwargs)
        for user in _with_key(key):
            return user
        raise self.model.DoesNotExist


class User(AbstractBaseUser, PermissionsMixin):
    """Someone with an account. Rights in cohorts come from `CohortRole`, not from here."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254)
    given_name = models.CharField(_("given name"), max_length=80, blank=True)
    family_name = models.CharField(_("family name"), max_length=80, blank=True)
    phone = models.CharField(_("phone number"), max_length=40, blank=True)
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=LANGUAGES,
        default="fi",
    )
    is_staff = models.BooleanField(_("may use the administration"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_demo = models.BooleanField(_("invented for the demonstration"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)
    # What had this person's name and address is anonymous since then.
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)

    # A coordinator may look at the portal as a participant sees it; set for one request.
    sees_as_participant = False
    # What the rooms above have asked about the person's roles, for one request.
    kept_roles = None

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self):
        return name_of(self.given_name, self.family_name, self.email, self.erased_at)

    get_language_display = label_of("language", LANGUAGES)

    def save(self, *args, **kwargs):
        self.email = self.email.strip().lower()
        super().save(*args, **kwargs)

    def replace_address(self, email, *, verified):
        """Let the account be known by this address alone, here and in sign-in."""
        self.email = email
        self.save(update_fields=["email"])
        self.emailaddress_set.all().delete()
        self.emailaddress_set.create(email=self.email, primary=True, verified=verified)

    def get_full_name(self):
        """The given and the family name; empty where the person has told neither."""
        return f"{self.given_name} {self.family_name}".strip()

    def get_short_name(self):
        """The given name and the initial of the family name, as "Aino E."."""
        if not self.given_name:
            return self.email
        return f"{self.given_name} {self.family_name[:1]}." if self.family_name else self.given_name


@composed_once
def _with_key(key):
    return User.objects.filter(pk=key)


class Consent(models.Model):
    """A person's yes to something that needs one, with the time of giving and of taking back."""

    class Kind(models.TextChoices):
        SHARE_EMAIL = "share_email", _("The people of my cohorts may see my e-mail address")
        SHARE_PHONE = "share_phone", _("The people of my cohorts may see my phone number")
        SHARE_TITLE = "share_title", _("The people of my cohorts may see my job title")
        LATER_CONTACT = "later_contact", _("I may be told of coaching after mine has ended")

    # What of a person the cohort sees by which consent; coordinators see it in any case.
    SHARED = {Kind.SHARE_EMAIL: "email", Kind.SHARE_PHONE: "phone", Kind.SHARE_TITLE: "title"}

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents"
    )
    kind = models.CharField(_("to what"), max_length=20, choices=Kind.choices)
    given_at = models.DateTimeField(_("given"), default=timezone.now, editable=False)
    # The version of the privacy notice that the form showed.
    notice_number = models.PositiveSmallIntegerField(
        _("version of the privacy notice"), null=True, blank=True
    )
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="consent_stands_once",
            )
        ]

    def __str__(self):
        return f"{self.user}: {self.get_kind_display()}"


class SecondFactorReset(models.Model):
    """An administrator's promise to take a lost second factor away when the waiting time is over.

    The mail that tells of it reaches the owner of the account, who can stop a stranger's attempt.
    """

    WAITING_TIME = datetime.timedelta(hours=24)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="second_factor_resets"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    due_at = models.DateTimeField(_("to be done"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)

    class Meta:
        verbose_name = _("reset of a second factor")
        verbose_name_plural = _("resets of second factors")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(done_at__isnull=True, cancelled_at__isnull=True),
                name="second_factor_reset_waits_once",
            )
        ]

    def __str__(self):
        return str(self.user)


def display_name(user):
    """The name that sign-in pages and mails use for the person."""
    return str(user)


class PhoneCode(models.Model):
    """A code for one sign-in that a coordinator reads to a person by telephone.

    For those whose mail filter keeps the portal's mails. A newer code takes the place of the
    older one; only the hash is kept.
    """

    LIFETIME = datetime.timedelta(minutes=20)
    TRIES = 5
    # Capitals and digits that nobody takes for another, on paper or by ear.
    ALPHABET = "ACDEFHJKLMNPRTUVWXY347"
    LENGTH = 8

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="phone_code"
    )
    code_hash = models.CharField(max_length=128)
    given_at = models.DateTimeField(_("given"), default=timezone.now)
    tries = models.PositiveSmallIntegerField(_("wrong tries"), default=0)

    class Meta:
        verbose_name = _("code by telephone")
        verbose_name_plural = _("codes by telephone")

    def __str__(self):
        return str(self.user)

    @property
    def is_alive(self):
        return self.tries < self.TRIES and timezone.now() < self.given_at + self.LIFETIME
