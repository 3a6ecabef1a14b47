"""How sign-in speaks with the rest of the portal."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in mails go out as all the portal's mails do."""

    def format_email_subject(self, subject):
        """The subject as its template has it, without the address of the server before it."""
        return str(subject)
