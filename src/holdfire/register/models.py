"""The register's tables. `Entry`, `Tile` and `Checkpoint` are the record itself; the rest is projected.

Every projected row can be dropped and rebuilt from the record, the vault and the reader. Times are
UTC; ISO strings of event times are kept as read, because their precision matters.
"""

from django.db import models


class Entry(models.Model):
    """One signed envelope, exactly as received; `index` is its place in the tree."""

    index = models.PositiveBigIntegerField(primary_key=True)
    envelope = models.BinaryField()
    kind = models.CharField(max_length=64, db_index=True)
    author = models.CharField(max_length=128)
    seq = models.PositiveBigIntegerField()
    claimed_at = models.DateTimeField()
    subject = models.CharField(max_length=128, db_index=True, blank=True)  # report, claim or incident id
    # The moment by this machine's clock. The envelope tells the day; this stands in no copy of the record.
    at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["index"]
        constraints = [models.UniqueConstraint(fields=["author", "seq"], name="one_sequence_per_author")]

    def __str__(self) -> str:
        return f"{self.index} {self.kind}"


class Tile(models.Model):
    """A tile of the tree (C2SP tlog-tiles): `width` hashes of 32 bytes."""

    level = models.PositiveSmallIntegerField()
    index = models.PositiveBigIntegerField()
    width = models.PositiveSmallIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "index", "width"], name="one_tile")]

    def __str__(self) -> str:
        return f"{self.level}/{self.index}.p/{self.width}"


class Checkpoint(models.Model):
    """A signed note over a tree size and root (C2SP tlog-checkpoint)."""

    size = models.PositiveBigIntegerField(primary_key=True)
    root = models.BinaryField()
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["size"]

    def __str__(self) -> str:
        return str(self.size)


class Scrub(models.Model):
    """One time a share of the vault was opened and held to the record. Of this machine: not projected."""

    at = models.DateTimeField(db_index=True)
    size = models.PositiveBigIntegerField()  # entries of the checkpoint it was held to
    opened = models.PositiveBigIntegerField()  # opened, or found to be shredded
    of = models.PositiveBigIntegerField()  # objects that those entries commit to
    last = models.CharField(max_length=64, blank=True)  # where the next share goes on
    problems = models.JSONField(default=list)  # a sentence for each that is not whole

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.opened} of {self.of} at {self.at:%Y-%m-%d %H:%M}"


class KeptReading(models.Model):
    """What was opened or read of a report, sealed (see `readings`). Of this machine: not projected."""

    name = models.CharField(max_length=64, primary_key=True)  # of what it was made of, by a keyed digest
    report = models.CharField(max_length=64, db_index=True)
    sealed = models.BinaryField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Report(models.Model):
    """One thing received. `id` is its vault object; the same bytes again only add a receipt."""

    id = models.CharField(max_length=64, primary_key=True)
    title = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    language = models.CharField(max_length=8, blank=True)
    source_id = models.CharField(max_length=64, blank=True, db_index=True)  # theatre source
    url = models.URLField(max_length=500, blank=True)
    published = models.DateField(null=True, db_index=True)
    published_basis = models.CharField(max_length=200, blank=True)  # how the date was found, in words
    problem = models.TextField(blank=True)  # one sentence when it could not be read
    notes = models.JSONField(default=list)  # sentences of the reader for the person
    reader = models.CharField(max_length=200, blank=True)
    demo = models.BooleanField(default=False)
    first_entry = models.PositiveBigIntegerField()
    received_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-published", "-received_at", "id"]

    def __str__(self) -> str:
        return self.title or self.id


class Receipt(models.Model):
    """One time the bytes of a report came in."""

    entry = models.PositiveBigIntegerField(primary_key=True)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="receipts")
    received_at = models.DateTimeField()
    via = models.CharField(max_length=32)
    filename = models.CharField(max_length=255, blank=True)
    author = models.CharField(max_length=128)

    class Meta:
        ordering = ["entry"]

    def __str__(self) -> str:
        return f"{self.report_id} at {self.received_at:%Y-%m-%d %H:%M}"


class ClaimState(models.TextChoices):
    MACHINE = "machine", "machine-read"
    CONFIRMED = "confirmed", "confirmed"
    CORRECTED = "corrected", "corrected and confirmed"
    REJECTED = "rejected", "rejected"


class Claim(models.Model):
    """A claim as it stands now. `data` is the whole `holdfire.reading.Claim`; the columns are its index."""

    id = models.CharField(max_length=64, primary_key=True)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="claims")
    ordinal = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    content = models.TextField()
    speaker = models.CharField(max_length=300, blank=True, db_index=True)
    speaker_party = models.CharField(max_length=64, blank=True, db_index=True)
    side = models.CharField(max_length=64, blank=True)  # seat whose view the speaker voices
    stance = models.CharField(max_length=16)
    kind = models.CharField(max_length=16, db_index=True)
    violation_type = models.CharField(max_length=64, blank=True)
    polarity = models.CharField(max_length=8, default="asserts")
    modality = models.CharField(max_length=16, blank=True)
    time_start = models.CharField(max_length=32, blank=True, db_index=True)
    time_end = models.CharField(max_length=32, blank=True)
    place_id = models.CharField(max_length=64, blank=True, db_index=True)  # first located place
    place_name = models.CharField(max_length=200, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    radius_km = models.FloatField(null=True)
    data = models.JSONField()  # as it stands now, after corrections
    machine = models.JSONField()  # as the reader read it
    state = models.CharField(max_length=10, choices=ClaimState, default=ClaimState.MACHINE, db_index=True)

    class Meta:
        ordering = ["report", "ordinal"]

    def __str__(self) -> str:
        return f"{self.speaker or 'unattributed'}: {self.content[:60]}"


class Decision(models.Model):
    """What a person decided about a claim: confirm, correct or reject; the entry that says so."""

    entry = models.PositiveBigIntegerField(primary_key=True)
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="decisions")
    verb = models.CharField(max_length=10)
    author = models.CharField(max_length=128)
    seat = models.CharField(max_length=64, blank=True)
    reason = models.TextField(blank=True)
    changes = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ["entry"]

    def __str__(self) -> str:
        return f"{self.verb} {self.claim_id}"


class Check(models.Model):
    """A finding of the machine about claims: its kind, one sentence, its arithmetic."""

    id = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=32, db_index=True)
    sentence = models.TextField()
    data = models.JSONField()
    report = models.ForeignKey(Report, null=True, on_delete=models.CASCADE, related_name="checks")
    claims = models.ManyToManyField(Claim, related_name="checks")

    class Meta:
        ordering = ["kind", "id"]

    def __str__(self) -> str:
        return self.sentence


class Incident(models.Model):
    """Claims about one event, linked by the machine until a person says otherwise."""

    id = models.CharField(max_length=64, primary_key=True)
    title = models.CharField(max_length=300)
    group = models.CharField(max_length=1, blank=True)  # A to G
    type = models.CharField(max_length=64, blank=True)
    time_start = models.CharField(max_length=32, blank=True, db_index=True)
    time_end = models.CharField(max_length=32, blank=True)
    place_id = models.CharField(max_length=64, blank=True)
    place_name = models.CharField(max_length=200, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    radius_km = models.FloatField(null=True)
    voices = models.PositiveIntegerField(default=0)  # independent origins that assert it
    data = models.JSONField(default=dict)  # corroboration by side, denials, copies, reasons

    class Meta:
        ordering = ["-time_start", "id"]

    def __str__(self) -> str:
        return self.title


class IncidentClaim(models.Model):
    """A claim's part in an incident, and why it was put there."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="members")
    claim = models.OneToOneField(Claim, on_delete=models.CASCADE, related_name="membership")
    role = models.CharField(max_length=8)  # asserts, denies, copies
    side = models.CharField(max_length=64, blank=True)
    why = models.JSONField(default=list)  # one sentence per reason

    class Meta:
        ordering = ["incident", "claim"]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.role} {self.incident_id}"


class LeftClaim(models.Model):
    """A claim that an incident lost, and one that stood beside it there, so that addresses lead on.

    What the pages showed on the way is not on the record: of this machine, not projected.
    """

    claim = models.CharField(max_length=64, primary_key=True)
    fellow = models.CharField(max_length=64, blank=True, db_index=True)  # empty where nothing was left

    class Meta:
        ordering = ["claim"]

    def __str__(self) -> str:
        return f"{self.claim} beside {self.fellow}"


class IncidentDecision(models.Model):
    """What a person decided about incidents: merged, split, graded, or took back; the entry that says so."""

    entry = models.PositiveBigIntegerField(primary_key=True)
    verb = models.CharField(max_length=10, db_index=True)  # merge, split, grade, undo
    incident = models.CharField(max_length=64)  # as its page was called then; incidents are linked anew
    other = models.CharField(max_length=64, blank=True)  # of a merge: the other one
    credibility = models.PositiveSmallIntegerField(null=True)  # of a grade: Admiralty 1 to 6
    proposed = models.PositiveSmallIntegerField(null=True)  # of a grade: what the rules proposed
    undoes = models.OneToOneField("self", null=True, on_delete=models.CASCADE, related_name="undone_by")
    author = models.CharField(max_length=128)
    seat = models.CharField(max_length=64, blank=True)
    reason = models.TextField(blank=True)  # empty once it is shredded
    words = models.CharField(max_length=64)  # the vault object that holds the reason
    at = models.DateTimeField()

    class Meta:
        ordering = ["entry"]

    def __str__(self) -> str:
        return f"{self.verb} {self.incident}"


class DecidedClaim(models.Model):
    """A claim that a decision about incidents names; by id, since a report read again may lose a claim."""

    decision = models.ForeignKey(IncidentDecision, on_delete=models.CASCADE, related_name="claims")
    claim = models.CharField(max_length=64, db_index=True)
    out = models.BooleanField(default=False)  # of a split: taken out

    class Meta:
        ordering = ["decision", "claim"]

    def __str__(self) -> str:
        return f"{self.claim} in {self.decision_id}"


class PeriodLock(models.Model):
    """A period that nobody decides inside until it is unlocked; the reasons are commitments."""

    id = models.CharField(max_length=128, primary_key=True)
    first = models.DateField()
    last = models.DateField()
    entry = models.PositiveBigIntegerField()
    author = models.CharField(max_length=128)
    seat = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    reports = models.JSONField(null=True)
    words = models.JSONField(null=True)
    demo = models.BooleanField(default=False)
    unlocked_entry = models.PositiveBigIntegerField(null=True)
    unlocked_at = models.DateTimeField(null=True)
    unlocked_by = models.CharField(max_length=128, blank=True)
    unlocked_words = models.JSONField(null=True)

    class Meta:
        ordering = ["-entry"]

    def __str__(self) -> str:
        return self.id
