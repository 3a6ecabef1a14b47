"""What the job worker does with methods."""

import logging

from procrastinate.contrib.django import app

from valmennus.shared import pdf

from . import actions

logger = logging.getLogger(__name__)


@app.task(name="methods.print_decks")
def print_decks(*, method):
    """Make the PDFs of the method's decks that are missing."""
    try:
        actions.print_decks(method=method)
    except pdf.Unavailable:
        logger.warning("No decks were printed: pango is missing on this machine.")
