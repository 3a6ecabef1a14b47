"""The person: one account, known by an e-mail address."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager):
    """Makes accounts; addresses are compared without regard to case."""

    use_in_migrations = True

    def create_user(self, email, password=None, **fields):
        """Save a new person. Without a password the person signs in by codes only."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def find_or_create(self, email, **fields):
        """The account of the address and whether it is new; `fields` are for a new one.

        Two who ask at once get the same account. A new one signs in by codes only.
        """
        defaults = {**fields, "password": make_password(None)}
        return self.get_or_create(email=email.strip().lower(), defaults=defaults)

    def create_superuser(self, email, password=None, **fields):
        """Save a new administrator of everything."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email=email.strip().lower())


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
        choices=[("fi", _("Finnish")), ("sv", _("Swedish")), ("en", _("English"))],
        default="fi",
    )
    is_staff = models.BooleanField(_("may use the administration"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_demo = models.BooleanField(_("invented for the demonstration"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    # A coordinator may look at the portal as a participant sees it; set for one request.
    sees_as_participant = False

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self):
        return self.get_full_name() or self.email

    def save(self, *args, **kwargs):
        self.email = self.email.strip().lower()
        super().save(*args, **kwargs)

    def get_full_name(self):
        """The given and the family name; empty where the person has told neither."""
        return f"{self.given_name} {self.family_name}".strip()

    def get_short_name(self):
        """The given name and the initial of the family name, as "Aino E."."""
        if not self.given_name:
            return self.email
        return f"{self.given_name} {self.family_name[:1]}." if self.family_name else self.given_name


def display_name(user):
    """The name that sign-in pages and mails use for the person."""
    return str(user)
