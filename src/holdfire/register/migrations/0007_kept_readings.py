"""Readings that are kept, so that a rebuild need not read every report again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0006_exact_moments"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptReading",
            fields=[
                ("name", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("report", models.CharField(db_index=True, max_length=64)),
                ("sealed", models.BinaryField()),
            ],
            options={
                "ordering": ["name"],
            },
        ),
    ]
