"""The register as a Django app; its key type is fixed here so that settings cannot change the tables."""

from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created


def _make_durable(connection: Any, **_: Any) -> None:
    """An entry that was acknowledged survives a power cut: SQLite's log in WAL, synced at every commit."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA busy_timeout=30000")


class RegisterConfig(AppConfig):
    """Label `register`: the tables of `models.py`."""

    name = "holdfire.register"
    label = "register"
    verbose_name = "Register"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Sets the durability of every connection that opens."""
        connection_created.connect(_make_durable, dispatch_uid="holdfire.register.durable")
