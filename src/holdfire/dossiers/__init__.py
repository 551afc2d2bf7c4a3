"""Dossiers: standing files that confirmed claims feed: agreement, detainees, restoration, formats, liaison,
monitoring.

Each file is one dossier: pure queries over what people confirmed, answered in frozen types that say who
said it, when, and in which words. Nothing here writes, and nothing here judges performance. The pages
and the publishing room may ask; only the register is asked.
"""
