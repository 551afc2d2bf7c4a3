"""Who writes in these tests."""

from holdfire.register.account import Account

ANALYST = Account(id="analyst", seat="peacekeepers", role="analyst")
OBSERVER = Account(id="observer", seat="peacekeepers", role="observer")
