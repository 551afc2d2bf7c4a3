"""Data sets as a Django app with one table of its own, made known to the register when it is loaded."""

from django.apps import AppConfig


class DatasetsConfig(AppConfig):
    """Label `datasets`: the table of `models.py`."""

    name = "holdfire.datasets"
    label = "datasets"
    verbose_name = "Data sets"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Makes the room's entries and tables known."""
        from holdfire.datasets.projections import ROOM
        from holdfire.register.rooms import add_room

        add_room(ROOM)
