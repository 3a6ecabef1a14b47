"""Where the job worker looks for the roof's jobs."""

from valmennus.portal.digest import jobs as digest  # noqa: F401
from valmennus.portal.kept import jobs as kept  # noqa: F401
from valmennus.portal.mass_post import jobs as mass_post  # noqa: F401
from valmennus.portal.own_data import jobs as own_data  # noqa: F401
from valmennus.portal.retention import jobs as retention  # noqa: F401
