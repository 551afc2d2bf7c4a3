"""Serves the site with waitress on one address, quietly."""

import errno
import logging
import threading
from typing import Any

from holdfire.errors import HoldfireError


def parse_address(address: str) -> tuple[str, int]:
    """`127.0.0.1:8000`, `:8000` or `8000` as host and port. Raises HoldfireError."""
    host, _, port = address.rpartition(":")
    host = host.strip("[]") or "127.0.0.1"
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise HoldfireError(f"“{address}” is not an address: write it as 127.0.0.1:8000.")
    return host, int(port)


def serve(address: str = "127.0.0.1:8000") -> None:
    """Serves until interrupted. Raises HoldfireError when the address is not free."""
    run(listen(address))


def listen(address: str) -> Any:
    """Takes the address, so that it is known to be free; visitors wait until the server runs.

    Raises HoldfireError when it is not.
    """
    import waitress
    from django.conf import settings

    from holdfire.site.uploads import FORM
    from holdfire.site.wsgi import application

    host, port = parse_address(address)
    logging.getLogger("waitress").setLevel(logging.ERROR)
    try:
        return waitress.create_server(
            application,
            host=host,
            port=port,
            threads=6,
            ident="holdfire",
            max_request_body_size=settings.HOLDFIRE_LARGEST + FORM,
        )
    except OSError as problem:
        if problem.errno in (errno.EADDRINUSE, errno.EACCES):
            why = (
                "is taken by another program"
                if problem.errno == errno.EADDRINUSE
                else "may not be used by this account"
            )
            raise HoldfireError(
                f"Port {port} on {host} {why}: stop it, or choose another, as in {host}:{port % 65535 + 1}."
            ) from problem
        raise HoldfireError(f"Cannot serve at {address}: {problem.strerror or problem}.") from problem


def run(server: Any) -> None:
    """Serves until interrupted."""
    threading.Thread(target=_warm, daemon=True).start()
    threading.Thread(target=_scrub, daemon=True).start()
    try:
        server.run()
    finally:
        server.close()


def _scrub() -> None:
    """Opens a share of the vault once a day, beside everything else."""
    from holdfire.register.scrubbing import keep_scrubbing

    keep_scrubbing()


def _warm() -> None:
    """Loads the reader before the first visitor waits for it; without it the site still serves."""
    from holdfire.site.views.front import example, preview

    try:
        preview("The ministry said that two people were returned.", None)
        example()
    except (HoldfireError, ImportError):
        logging.getLogger(__name__).warning("The reader did not load: pasted reports cannot be read.")
