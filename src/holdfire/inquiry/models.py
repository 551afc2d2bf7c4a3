"""The inquiry's tables, projected from the record: no words in them, only the commitments to them.

`Inquiry.state` is the whole state of the machine; the columns beside it are its index. What was said is
fetched from the vault for those who may read it (`holdfire.inquiry.words`).
"""

from django.db import models


class Inquiry(models.Model):
    """A case as it stands."""

    id = models.CharField(max_length=128, primary_key=True)
    stage = models.CharField(max_length=16, db_index=True)
    seat = models.CharField(max_length=128)  # the seat that alleged
    against = models.CharField(max_length=128, blank=True)
    start = models.CharField(max_length=10, blank=True)
    end = models.CharField(max_length=10, blank=True)
    demo = models.BooleanField(default=False)
    first_entry = models.PositiveBigIntegerField()
    last_at = models.DateTimeField()
    state = models.JSONField()

    class Meta:
        ordering = ["-first_entry"]

    def __str__(self) -> str:
        return self.id


class InquiryIncident(models.Model):
    """An incident an inquiry was opened on; kept by id, since incidents are linked anew."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="incidents")
    incident = models.CharField(max_length=128, db_index=True)

    class Meta:
        ordering = ["inquiry", "incident"]
        constraints = [models.UniqueConstraint(fields=["inquiry", "incident"], name="one_inquiry_incident")]

    def __str__(self) -> str:
        return f"{self.inquiry_id} on {self.incident}"


class Act(models.Model):
    """One act as it came, in the order of the record; `refused` says why one changed nothing."""

    entry = models.PositiveBigIntegerField(primary_key=True)
    inquiry = models.CharField(max_length=128, db_index=True)
    kind = models.CharField(max_length=64)
    author = models.CharField(max_length=128)
    seat = models.CharField(max_length=128, blank=True)
    at = models.DateTimeField()
    data = models.JSONField()
    refused = models.TextField(blank=True)

    class Meta:
        ordering = ["entry"]

    def __str__(self) -> str:
        return f"{self.entry} {self.kind}"


class Call(models.Model):
    """A call or meeting of the liaison log."""

    id = models.CharField(max_length=128, primary_key=True)
    entry = models.PositiveBigIntegerField()
    author = models.CharField(max_length=128)
    channel = models.CharField(max_length=16)
    subject = models.CharField(max_length=16, db_index=True)
    caller = models.CharField(max_length=128)
    called = models.JSONField(default=list)
    started = models.DateTimeField(db_index=True)
    ended = models.DateTimeField(null=True)
    demo = models.BooleanField(default=False)
    words = models.JSONField()  # the commitment

    class Meta:
        ordering = ["-started", "id"]

    def __str__(self) -> str:
        return self.id


class Followup(models.Model):
    """A next step that came out of a call."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="followups")
    number = models.PositiveIntegerField()
    owner = models.CharField(max_length=128, blank=True)
    due = models.DateField(null=True, db_index=True)
    closed_entry = models.PositiveBigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=128, blank=True)
    closed_words = models.JSONField(null=True)

    class Meta:
        ordering = ["call", "number"]
        constraints = [models.UniqueConstraint(fields=["call", "number"], name="one_followup")]

    def __str__(self) -> str:
        return f"{self.call_id} {self.number}"


class FieldObservation(models.Model):
    """What a monitor observed, with the place that follows from position, direction and distance."""

    id = models.CharField(max_length=36, primary_key=True)  # made where it was written down
    entry = models.PositiveBigIntegerField()
    author = models.CharField(max_length=128)
    seat = models.CharField(max_length=128, blank=True)
    at = models.DateTimeField()
    started = models.DateTimeField(db_index=True)
    ended = models.DateTimeField(null=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    radius_km = models.FloatField(null=True)
    ellipse = models.JSONField(null=True)
    demo = models.BooleanField(default=False)
    data = models.JSONField()  # the entry

    class Meta:
        ordering = ["-started", "id"]

    def __str__(self) -> str:
        return self.id


class Patrol(models.Model):
    """A patrol as it was planned, and what became of it."""

    id = models.CharField(max_length=128, primary_key=True)
    entry = models.PositiveBigIntegerField()
    author = models.CharField(max_length=128)
    seat = models.CharField(max_length=128, blank=True)
    day = models.DateField(db_index=True)  # in the theatre's time
    inquiry = models.CharField(max_length=128, blank=True, db_index=True)
    visit = models.PositiveIntegerField(default=0)
    words = models.JSONField(null=True)  # the commitment
    demo = models.BooleanField(default=False)
    outcome = models.CharField(max_length=16, blank=True)
    ended_entry = models.PositiveBigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    refused_by = models.CharField(max_length=128, blank=True)
    ended_words = models.JSONField(null=True)

    class Meta:
        ordering = ["-day", "-entry"]

    def __str__(self) -> str:
        return self.id


class PatrolLink(models.Model):
    """That an observation was made on a patrol."""

    observation = models.OneToOneField(
        FieldObservation, on_delete=models.CASCADE, primary_key=True, related_name="patrol_link"
    )
    patrol = models.ForeignKey(Patrol, on_delete=models.CASCADE, related_name="links")
    entry = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["patrol", "observation"]

    def __str__(self) -> str:
        return f"{self.observation_id} on {self.patrol_id}"


class Submission(models.Model):
    """One time a filled-in form, or a part of one, came from a phone; `observation` is what it became."""

    entry = models.PositiveBigIntegerField(primary_key=True)
    submission = models.CharField(max_length=36, db_index=True)
    device = models.CharField(max_length=128)
    author = models.CharField(max_length=128)
    seat = models.CharField(max_length=128, blank=True)
    at = models.DateTimeField()
    observation = models.CharField(max_length=36, blank=True)
    object = models.CharField(max_length=64)  # of the vault: the form's XML
    details = models.JSONField(null=True)  # the commitment

    class Meta:
        ordering = ["-entry"]

    def __str__(self) -> str:
        return self.submission


class Attachment(models.Model):
    """A file that came with a submission."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="attachments")
    number = models.PositiveIntegerField()  # within its part, from 1
    object = models.CharField(max_length=64, db_index=True)
    media_type = models.CharField(max_length=128, blank=True)

    class Meta:
        ordering = ["submission", "number"]
        constraints = [models.UniqueConstraint(fields=["submission", "number"], name="one_attachment")]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.number}"
