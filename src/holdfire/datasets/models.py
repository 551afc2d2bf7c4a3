"""The tables received, one row each; what they hold is in files that follow from them."""

from django.db import models


class Table(models.Model):
    """One table of a data set, as it came in."""

    entry = models.PositiveBigIntegerField(primary_key=True)
    data_set = models.CharField(max_length=64, db_index=True)
    table = models.CharField(max_length=64)  # vault object
    mapping = models.CharField(max_length=64)  # vault object
    title = models.CharField(max_length=300, blank=True)
    filename = models.CharField(max_length=255, blank=True)
    url = models.URLField(max_length=500, blank=True)
    licence = models.CharField(max_length=128, blank=True)
    whole = models.BooleanField()
    taken = models.PositiveBigIntegerField()
    rejected = models.PositiveBigIntegerField()
    received_at = models.DateTimeField()
    author = models.CharField(max_length=128)
    demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["entry"]

    def __str__(self) -> str:
        return f"{self.data_set}, entry {self.entry}"
