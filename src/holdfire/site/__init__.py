"""The pages: settings, accounts and seats, views (one file a page), templates and the front-end sources.

Reads the register and the dossiers; writes only through `holdfire.register.commands`. Nothing but the
command line may import from here.
"""
