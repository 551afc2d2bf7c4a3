from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0007_kept_readings"),
    ]

    operations = [
        migrations.CreateModel(
            name="LeftClaim",
            fields=[
                ("claim", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("fellow", models.CharField(blank=True, db_index=True, max_length=64)),
            ],
            options={
                "ordering": ["claim"],
            },
        ),
    ]
