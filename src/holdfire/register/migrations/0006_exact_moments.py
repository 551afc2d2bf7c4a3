"""The moment of an entry by this machine's clock: their envelopes tell the day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0005_scrub")]

    operations = [migrations.AddField("entry", "at", models.DateTimeField(null=True))]
