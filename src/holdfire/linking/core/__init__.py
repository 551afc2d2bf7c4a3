"""The linking core: tables of reports into events, as SQL that any engine with the common subset can run.

`link_table` does it on one machine. Pure: no Django; reads and writes Parquet.
"""

from holdfire.linking.core.engine import Linked, link_table
from holdfire.linking.core.linkage import average_groups
from holdfire.linking.core.weights import Weights

__all__ = ["Linked", "Weights", "average_groups", "link_table"]
