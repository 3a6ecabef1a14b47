"""What the job worker does with accounts."""

from procrastinate.contrib.django import app

from . import actions


@app.task(name="accounts.reset_second_factor")
def reset_second_factor(*, reset):
    """Take the second factor of the promise away, when its time has come."""
    actions.carry_out_second_factor_reset(reset=reset)
