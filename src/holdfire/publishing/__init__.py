"""Publishing: the daily and weekly report, exports, feeds and the HTTP API. Not built yet: nothing lives here
but this word for it.

It will read the register, the dossiers and the inquiries, and write none of them.
"""
