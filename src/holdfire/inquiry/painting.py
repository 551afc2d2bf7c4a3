"""Paints over parts of an image or PDF and gives new bytes in which nothing of what lay under them is left.

A picture is decoded, painted and encoded anew from its pixels alone: no metadata, thumbnail, colour profile,
second frame or transparency goes over. A PDF becomes pictures of its pages, so that no text, layer,
attachment, form or former revision goes over either. What is given is never changed.

Files come from anybody and decoders are large: this runs as a process of its own, with limits of memory and
time (`redacting.py` starts it). Standard input: one line of JSON, then the file. Standard output: one line of
JSON, then the bytes. What cannot be painted ends with status 2 and one sentence on standard error.
"""

import io
import json
import resource
import sys
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError

WHOLE = 10_000  # areas are in ten-thousandths of a page's width and height
PIXELS = 50_000_000  # the largest picture that is decoded
PAGES = 30
PAGE_PIXELS = 3_000_000  # of one page of a PDF: A4 at about 175 points an inch
POINTS_PER_INCH, INCH = 175, 72
SHOWN = 1_100  # pixels: the longer side of a page as it is shown to draw on
MARGIN = 1  # pixels painted beyond an area, so that no edge of what lay there shows
FORMATS = ("PNG", "JPEG", "WEBP", "TIFF")
MEMORY, SECONDS = 3 * 2**30, 120


def refuse(sentence: str) -> NoReturn:
    """Ends with one sentence."""
    sys.stderr.write(sentence)
    raise SystemExit(2)


def pages_of(data: bytes) -> Iterator[Image.Image]:
    """The pages of a PDF, or the one picture, as plain RGB pixels."""
    if data.lstrip()[:5] == b"%PDF-":
        yield from _pdf_pages(data)
    else:
        yield _picture(data)


def _picture(data: bytes) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = PIXELS
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > PIXELS:
                refuse(
                    f"The picture has more than {PIXELS // 10**6} million pixels: give a smaller copy of it."
                )
            if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
                refuse("The file holds several pictures: give each as a file of its own.")
            image.load()
            turned = ImageOps.exif_transpose(image)
            # What is transparent may hide colours: it becomes white before anything else is done.
            whole = turned.convert("RGBA")
    except UnidentifiedImageError:
        refuse("This is no picture or PDF that can be painted: give a PNG, JPEG, WebP, TIFF or PDF file.")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        refuse(f"The picture has more than {PIXELS // 10**6} million pixels: give a smaller copy of it.")
    except (OSError, SyntaxError, ValueError, EOFError, OverflowError, IndexError, KeyError, TypeError):
        refuse("The picture is damaged and cannot be decoded: give an undamaged copy of it.")
    plain = Image.new("RGB", whole.size, "white")  # a new one: it inherits nothing
    plain.paste(whole, mask=whole.getchannel("A"))
    return plain


def _pdf_pages(data: bytes) -> Iterator[Image.Image]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError:
        refuse("The PDF is damaged or locked with a password: give a copy that opens without one.")
    if not count:
        refuse("The PDF has no page.")
    if count > PAGES:
        refuse(
            f"The PDF has {count} pages and at most {PAGES} are painted at once: give the pages that matter."
        )
    document.init_forms()  # what is filled in is part of the picture
    for n in range(count):
        try:
            page = document[n]
            width, height = page.get_size()
            scale = POINTS_PER_INCH / INCH
            if width <= 0 or height <= 0 or width * height > 1e9:
                refuse(f"Page {n + 1} of the PDF has no size that can be drawn: give a copy without it.")
            scale = min(scale, (PAGE_PIXELS / (width * height)) ** 0.5)
            drawn = page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
        except pypdfium2.PdfiumError:
            refuse(f"Page {n + 1} of the PDF is damaged and cannot be drawn: give a copy without it.")
        yield drawn


def paint(image: Image.Image, areas: Sequence[Sequence[int]]) -> Image.Image:
    """A new picture with areas (left, top, right, bottom) black. Each covers every pixel that it touches."""
    painted = Image.new("RGB", image.size)
    painted.paste(image)
    draw = ImageDraw.Draw(painted)
    width, height = image.size
    for left, top, right, bottom in areas:
        draw.rectangle(
            (
                left * width // WHOLE - MARGIN,
                top * height // WHOLE - MARGIN,
                -(-right * width // WHOLE) + MARGIN - 1,
                -(-bottom * height // WHOLE) + MARGIN - 1,
            ),
            fill="black",
        )
    return painted


def encode(pages: Sequence[Image.Image], *, pdf: bool, lossy: bool) -> tuple[str, bytes]:
    """Media type and bytes, from pixels alone."""
    out = io.BytesIO()
    if pdf:
        first, *others = pages
        inches = {"resolution": float(POINTS_PER_INCH), "quality": 88}
        first.save(out, "PDF", save_all=True, append_images=others, producer="Holdfire", **inches)
        return "application/pdf", out.getvalue()
    if lossy:
        pages[0].save(out, "JPEG", quality=90)
        return "image/jpeg", out.getvalue()
    pages[0].save(out, "PNG")
    return "image/png", out.getvalue()


def shown(page: Image.Image) -> bytes:
    """A page as it is shown to draw on: a small JPEG."""
    small = page.copy()
    small.thumbnail((SHOWN, SHOWN))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=80)
    return out.getvalue()


def main() -> None:
    """Shows or paints what stands on standard input."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    asked: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    pdf, lossy = data.lstrip()[:5] == b"%PDF-", data[:3] == b"\xff\xd8\xff"
    try:
        if asked["do"] == "show":
            pictures = [(page.size, shown(page)) for page in pages_of(data)]
            head: dict[str, Any] = {
                "pages": [{"size": size, "bytes": len(picture)} for size, picture in pictures]
            }
            body = b"".join(picture for _, picture in pictures)
        else:
            areas = asked["areas"]
            painted = [
                paint(page, [area[1:] for area in areas if area[0] == n])
                for n, page in enumerate(pages_of(data), 1)
            ]
            if any(area[0] > len(painted) for area in areas):
                refuse(
                    f"The file has {len(painted)} page{'s' * (len(painted) > 1)}: mend the page of the areas."
                )
            media_type, body = encode(painted, pdf=pdf, lossy=lossy)
            head = {"media_type": media_type, "pages": len(painted)}
    except MemoryError:
        refuse("The file needs more memory than painting is given: give a smaller copy of it.")
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + body)


if __name__ == "__main__":
    main()
