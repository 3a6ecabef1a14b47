"""Mail as files, for a portal that has no mail server yet."""

import time
import uuid
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend


class EmlBackend(BaseEmailBackend):
    """Writes each mail into `settings.EMAIL_FILE_PATH` as one `.eml` file, oldest first by name."""

    def send_messages(self, email_messages):
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{time.time_ns()}-{uuid.uuid4().hex[:8]}.eml"
            part = folder / f".{name}"
            part.write_bytes(message.message().as_bytes())
            # A reader never sees half a mail.
            part.rename(folder / name)
        return len(email_messages)
