"""Checking: claims in, checks out. Each check is a finding about what was said, with its arithmetic; none
says who is right.

`check_report` looks within one reading, `check_across` over every claim that was filed. One file holds
one check. Pure: no Django, no network; the register and the command line ask.
"""

from holdfire.checking.across import check_across
from holdfire.checking.check import Check
from holdfire.checking.report import check_report

__all__ = ["Check", "check_across", "check_report"]
