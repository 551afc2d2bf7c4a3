"""What an entry writes less of: an index that another covers, and leaf tiles that are not full yet."""

from django.db import migrations, models


def drop_unfinished(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Leaves of the last tile follow from their entries (`holdfire.register.store`)."""
    apps.get_model("register", "Tile").objects.filter(level=0, width__lt=256).delete()


class Migration(migrations.Migration):
    dependencies = [("register", "0002_incident_decisions")]

    operations = [
        migrations.AlterField("entry", "author", models.CharField(max_length=128)),
        migrations.RunPython(drop_unfinished, migrations.RunPython.noop),
    ]
