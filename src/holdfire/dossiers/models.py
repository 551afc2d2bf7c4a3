"""The dossiers' tables, projected from the record: no words in them, only the commitments to them.

Days are as the entries have them; `entry` is a row's place on the record.
"""

from django.db import models


class Filed(models.Model):
    """Common to all: who wrote it for which seat and when, what it rests on, where its words are."""

    entry = models.PositiveBigIntegerField(primary_key=True)
    author = models.CharField(max_length=128)
    seat = models.CharField(max_length=128, blank=True)
    at = models.DateTimeField()
    evidence = models.JSONField(default=list)
    words = models.JSONField(null=True)  # the commitment
    demo = models.BooleanField(default=False)

    class Meta:
        abstract = True
        ordering = ["entry"]

    def __str__(self) -> str:
        return str(self.entry)


class Assessment(Filed):
    """How far a seat says an obligation was met as of a day."""

    agreement = models.CharField(max_length=128, db_index=True)
    obligation = models.CharField(max_length=128)
    level = models.CharField(max_length=16)
    on = models.DateField()

    class Meta(Filed.Meta):
        abstract = False


class FiledText(Filed):
    """A report that is a published text of an agreement."""

    agreement = models.CharField(max_length=128, db_index=True)
    report = models.CharField(max_length=64)
    publisher = models.CharField(max_length=128)
    status = models.CharField(max_length=32)

    class Meta(Filed.Meta):
        abstract = False


class Movement(Filed):
    """A movement of the custody ledger; `refused` says why one written past the commands does not count."""

    movement = models.CharField(max_length=128, unique=True)
    kind = models.CharField(max_length=16)
    on = models.DateField(db_index=True)
    lines = models.JSONField()
    refused = models.TextField(blank=True)

    class Meta(Filed.Meta):
        abstract = False


class Person(models.Model):
    """The file of a detained or missing person, by a number that tells nothing; the rest is in the vault."""

    id = models.CharField(max_length=16, primary_key=True)
    entry = models.PositiveBigIntegerField()
    of = models.CharField(max_length=128)
    seat = models.CharField(max_length=128)
    at = models.DateTimeField()
    seats = models.JSONField(default=list)
    file = models.JSONField()
    demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["entry"]

    def __str__(self) -> str:
        return self.id


class PersonReading(Filed):
    """One time somebody read a person's file."""

    person = models.CharField(max_length=16, db_index=True)
    need = models.CharField(max_length=16)

    class Meta(Filed.Meta):
        abstract = False


class Missing(Filed):
    """A person missing since a day, until found, identified or returned."""

    person = models.CharField(max_length=16, db_index=True)
    since = models.DateField()
    closed_entry = models.PositiveBigIntegerField(null=True)
    how = models.CharField(max_length=16, blank=True)
    closed_on = models.DateField(null=True)
    closed_by = models.CharField(max_length=128, blank=True)

    class Meta(Filed.Meta):
        abstract = False


class Progress(Filed):
    """How far a seat saw that an undertaking had come."""

    undertaking = models.CharField(max_length=128, db_index=True)
    standing = models.CharField(max_length=16)
    percent = models.PositiveSmallIntegerField(null=True)
    on = models.DateField()

    class Meta(Filed.Meta):
        abstract = False
