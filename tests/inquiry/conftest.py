"""A commission of three voting seats with accounts of every role, in a home of its own."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from holdfire.register.account import Account
from tests.inquiry.staff import Staff

CHROMIUM = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)


@pytest.fixture
def home(tmp_path: Path, settings: Any, db: None) -> Iterator[Path]:
    """An empty register with its own keys and vault."""
    settings.HOLDFIRE_HOME = tmp_path / "home"
    yield settings.HOLDFIRE_HOME


@pytest.fixture
def staff(home: Path) -> Staff:
    """Heads and investigators of each seat."""
    return Staff()


@pytest.fixture
def account() -> Callable[[str, str], Account]:
    """An account of a seat in a role."""
    return lambda seat, role: Account(id=f"{seat}-{role}", seat=seat, role=role)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The system's Chromium."""
    if CHROMIUM is None:
        pytest.skip("The browser tests need Chromium: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "true"  # Playwright's loop runs in this thread; ours is not async
    )
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            yield chromium
            chromium.close()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
        else:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before
