"""A theatre: one ceasefire being watched, as data. Pure: imports nothing of Holdfire but its errors.

Every room may read a theatre; nobody changes one at run time. Adding a theatre is adding a folder.
"""

from holdfire.theatre.check import Problem, check
from holdfire.theatre.gazetteer import Imported, import_places
from holdfire.theatre.load import find, load
from holdfire.theatre.lookup import Lookup
from holdfire.theatre.types import Theatre

__all__ = ["Imported", "Lookup", "Problem", "Theatre", "check", "find", "import_places", "load"]
