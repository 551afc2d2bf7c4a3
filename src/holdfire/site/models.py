"""An account's place in the commission: its seat and its role, and how it wants to hear of what is new."""

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
