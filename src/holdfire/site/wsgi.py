"""The application a server runs: `waitress`, or any other that speaks WSGI."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "holdfire.site.settings")
application = get_wsgi_application()
