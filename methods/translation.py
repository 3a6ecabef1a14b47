"""Where modeltranslation looks for the wing's translated fields."""

from methods.library import translation  # noqa: F401
