"""Holdfire: a ceasefire commission's open record.

    from holdfire import read

    report = read("“We returned 105 people,” the spokesperson said.", date="2021-10-21")
    for claim in report.claims:
        print(claim.speaker, claim.stance, claim.content)

`read` gives what `holdfire read` prints, as types. Its rooms are imported when first asked for, so that
`import holdfire` is quick.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from holdfire.chain import Report, read, read_folder

__version__ = "0.1.0"
__all__ = ["Report", "__version__", "read", "read_folder"]


def __getattr__(name: str) -> Any:
    if name in ("Report", "read", "read_folder"):
        from holdfire import chain

        return getattr(chain, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
