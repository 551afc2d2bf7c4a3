"""Draws the icons of the installable field form from the mark's own measures (`static/mark.svg`).

    .venv/bin/python bench/icons.py

A launcher cuts a maskable icon to a shape of its own: there the ground fills the square and the mark keeps
within the circle of four fifths of it (https://www.w3.org/TR/appmanifest/#icon-masks).
"""

from pathlib import Path

from PIL import Image, ImageDraw

STATIC = Path("src/holdfire/site/static")
GROUND, INK = "#1d2a33", "#f7f4ec"
SIDE, CORNER, STROKE = 32, 5, 3.4  # of the mark's view box
BARS = ((9, 7, 9, 25), (23, 7, 23, 25), (9, 16, 23, 16))
FINE = 8  # drawn larger and scaled down, so that edges are smooth


def icon(size: int, *, maskable: bool) -> Image.Image:
    """The mark in pixels."""
    whole = size * FINE
    image = Image.new("RGBA", (whole, whole), GROUND if maskable else "#0000")
    draw = ImageDraw.Draw(image)
    if not maskable:
        draw.rounded_rectangle((0, 0, whole - 1, whole - 1), CORNER * whole / SIDE, GROUND)
    scale = whole / SIDE * (0.8 if maskable else 1)
    edge = (whole - SIDE * scale) / 2
    for left, top, right, bottom in BARS:
        wide, high = (STROKE / 2, 0) if left == right else (0, STROKE / 2)
        box = (left - wide, top - high, right + wide, bottom + high)
        draw.rectangle(tuple(edge + x * scale for x in box), INK)
    return image.resize((size, size), Image.Resampling.LANCZOS).quantize(64)


if __name__ == "__main__":
    for size in (192, 512):
        icon(size, maskable=False).save(STATIC / f"icon-{size}.png", optimize=True)
        icon(size, maskable=True).save(STATIC / f"icon-{size}-maskable.png", optimize=True)
