"""An account's place in the commission: its seat and its role."""

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
