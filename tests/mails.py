"""Reading the mails that tests have sent, and a mail server that listens."""

import re
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller


def links_in(message):
    """The addresses in the text of a delivered mail, without the host."""
    body = message.body if hasattr(message, "body") else message.get_body("plain").get_content()
    return re.findall(r"https?://[^/\s]+(/\S*)", body)


def link_in(message):
    """The first personal address in the text of a delivered mail, as a path."""
    return next(link for link in links_in(message) if re.search(r"/[\w-]{47}[\w=-]/$", link))


class Post:
    """A real SMTP server for a test: keeps what it takes, and answers as it is told.

    `answers` are replies by address, such as {"rikki@example.org": "550 No such user"}.
    """

    def __init__(self):
        self.messages, self.answers, self.greeting = [], {}, None

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        answer = self.answers.get(address)
        if isinstance(answer, list):
            answer = answer.pop(0) if answer else None
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        answer = self.answers.get("DATA")
        if answer:
            return answer
        message = message_from_bytes(envelope.content, policy=policy.default)
        message.envelope_from = envelope.mail_from
        self.messages.append(message)
        return "250 OK"

    def to(self, address):
        """The messages that came for the address, in order."""
        return [one for one in self.messages if address in one["To"]]


class Server(Controller):
    """`Post` on a free port of this machine."""

    def __init__(self, post):
        super().__init__(post, hostname="127.0.0.1", port=0)

    def _trigger_server(self):
        # The port is known once the server listens.
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
