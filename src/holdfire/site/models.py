"""An account's place in the commission: its seat, its role, its phones, and how it hears of what is new."""

from django.conf import settings
from django.db import models

from holdfire.register.rights import Role


class Member(models.Model):
    """Whom an account acts for. Its user name is the author name its entries carry."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="member")
    seat = models.CharField(max_length=64, blank=True)  # theatre seat id; blank: sits with no seat
    role = models.CharField(max_length=16, choices=Role, default=Role.OBSERVER)

    class Meta:
        ordering = ["user__username"]

    def __str__(self) -> str:
        return f"{self.user} ({self.seat or 'no seat'}, {self.role})"


class Letters(models.TextChoices):
    NONE = "none", "no letters"
    DAILY = "daily", "every day"
    WEEKLY = "weekly", "every week"


class Notice(models.Model):
    """How an account hears of what is new: by letter, and by feeds at an address only it knows."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice")
    letters = models.CharField(max_length=8, choices=Letters, default=Letters.NONE)
    sent_at = models.DateTimeField(null=True)
    # SHA-256 of the feeds' key: whoever reads the database cannot open a feed with it.
    key_digest = models.CharField(max_length=64, blank=True, db_index=True)
    key_made_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["user__username"]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_letters_display()}"


class Device(models.Model):
    """A phone that sends filled-in forms for an account, under a password of its own."""

    id = models.CharField(max_length=32, primary_key=True)  # the user name it gives
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices")
    label = models.CharField(max_length=80)
    # SHA-256 of a password of 160 random bits: nobody guesses it, and from here nobody learns it.
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "id"]

    def __str__(self) -> str:
        return f"{self.label} ({self.id})"
