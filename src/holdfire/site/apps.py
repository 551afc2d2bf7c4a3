"""The site as a Django app; its label is `commission`, for `django.contrib.sites` is close to `site`."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Members of the commission: an account's seat and role."""

    name = "holdfire.site"
    label = "commission"
    verbose_name = "Commission"
    default_auto_field = "django.db.models.BigAutoField"
