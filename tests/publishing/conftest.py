"""The small register of the site's tests, and one signed-in reader."""

from tests.site.conftest import filed, sign_in  # noqa: F401
