"""Where modeltranslation looks for the roof's translated fields."""

from valmennus.portal.pages import translation  # noqa: F401
