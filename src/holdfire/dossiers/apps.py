"""The dossiers as a Django app with tables of its own, made known to the register when it is loaded."""

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    """Label `dossiers`: the tables of `models.py`."""

    name = "holdfire.dossiers"
    label = "dossiers"
    verbose_name = "Dossiers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Makes the room's entries and tables known."""
        from holdfire.dossiers.projections import ROOM
        from holdfire.register.rooms import add_room

        add_room(ROOM)
