"""The chain in one call: bytes in, claims and checks out, nothing stored.

`read` takes one report, `read_folder` a folder of them to JSON Lines or Parquet. Both stand on the theatre,
intake, reading and checking rooms and know nothing of the register; notebooks and the first page use them.
"""

from holdfire.chain.folder import Counts, read_folder
from holdfire.chain.report import Report, read
from holdfire.chain.sheet import Sheet

__all__ = ["Counts", "Report", "Sheet", "read", "read_folder"]
