"""Linking: claims in, incidents out. What several reports tell of one event becomes one incident, with who
asserts it, who denies it, who copies whom, and why each claim was put there.

`link` works on the claims of a theatre; `news.link_news` on any reports; `core` on whole data sets of
structured reports. Pure: no Django, no network; every score says its reasons.
"""

from holdfire.linking.incident import LinkedIncident, Member
from holdfire.linking.link import link
from holdfire.linking.memory import Memory

__all__ = ["LinkedIncident", "Member", "Memory", "link"]
