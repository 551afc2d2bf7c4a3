"""What opening one report may cost. Limits count bytes, pages and parts, never seconds: the same bytes
always end the same way, on a slow machine too. Each is far above any report met so far.
"""

MIB = 1024 * 1024

FILE = 48 * MIB  # bytes of the report as received
TEXT = 4 * MIB  # characters of its text: a book of 700,000 words
HTML = 6 * MIB  # bytes of a web page
HTML_ELEMENTS = 30_000
HTML_DEPTH = 200  # elements inside one another
PDF_PAGES = 2_000
PDF_STREAM = 16 * MIB  # one unpacked stream
PDF_OPERATIONS = 400_000  # drawing operations of one page; a map has many, a page of text under 10,000
PDF_TOTAL = 96 * MIB  # unpacked streams of all pages together
ZIP_MEMBERS = 4_000  # files inside a .docx
ZIP_TOTAL = 96 * MIB  # their unpacked size together
XML_PART = 24 * MIB  # the unpacked text of a .docx
MAIL_PARTS = 400
MAIL_DEPTH = 8  # messages forwarded inside one another
MAIL_WORK = 10_000_000  # lines times boundaries: what the parser compares
HEADER = 2_000  # characters of a title


def spell(size: int) -> str:
    """A size for people: 48 MB."""
    return f"{size // MIB} MB" if size >= MIB else f"{max(size // 1024, 1)} kB"


# Structured reports are streamed, so a file's size is not limited; what must fit in memory at once is.
CELL = 4 * MIB  # letters
COLUMNS = 2_000
JSON = 256 * MIB  # a JSON document that is one value; JSON Lines are streamed
FEED = 32 * MIB
SHEET = 256 * MIB  # bytes of an .xlsx
SHEET_UNPACKED = 768 * MIB  # of an .xlsx
