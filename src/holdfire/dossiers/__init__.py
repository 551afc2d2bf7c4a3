"""Dossiers: standing files on the agreement, detainees, restoration, formats, liaison, monitoring and zones.

What people confirmed feeds them: pure queries, answered in frozen types that say who said it, when, and in
which words. What seats put into them themselves (how far an obligation is met, who passed from whose custody)
are entries of their own, written by the commands here and projected into the tables of `models.py`. The
machine judges nobody's performance: a level is some seat's word. Only the register is asked.
"""
