"""Reading: a report's text in, claims out. Pure: no Django, no network, no files written.

`read` gives a whole `Reading`; `read_many` many of them; `attributions` whole attributions for
benchmarks. `second` alone uses a network, and only where somebody names an endpoint. The intake
room opens files, the checking and linking rooms use what is read here.
"""

from holdfire.reading.read import attributions, read, read_many
from holdfire.reading.readers import reader_version

__all__ = ["attributions", "read", "read_many", "reader_version"]
