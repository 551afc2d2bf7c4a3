"""The register as a Django app; its key type is fixed here so that settings cannot change the tables."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """Label `register`: the tables of `models.py`."""

    name = "holdfire.register"
    label = "register"
    verbose_name = "Register"
    default_auto_field = "django.db.models.BigAutoField"
