"""What the job worker does with people's own data."""

from procrastinate.contrib.django import app

from . import actions


@app.task(name="own_data.make_export")
def make_export(*, export):
    """Make a package that takes long."""
    actions.make_export(export=export)


@app.periodic(cron="23 4 * * *")
@app.task(name="own_data.forget_old", queueing_lock="own_data.forget_old")
def forget_old(timestamp):
    """Delete the packages that are older than a week."""
    actions.forget_old_exports()
