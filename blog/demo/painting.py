"""Paint the demo's six pictures: ``python -m blog.demo.painting FOLDER``.

The pictures are kept beside this file as they came out; this is how they were made.
Flat shapes in five colours, laid over each other like prints on paper.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw

WIDTH, HEIGHT = 1600, 900
SCALE = 2  # drawn larger, then reduced, so that edges are smooth
PAPER, INK, CLAY, OCHRE, SAGE = "#f3ede2", "#27364f", "#c46a4b", "#dcae57", "#93a88f"

Shape = Callable[..., None]


def _print(sheet: Image.Image, color: str, shape: Shape, *measures: float) -> None:
    """Print one colour over what is there, as ink does: it only darkens."""
    plate = Image.new("RGB", sheet.size, "white")
    shape(ImageDraw.Draw(plate), *measures)
    tinted = ImageChops.lighter(plate, Image.new("RGB", sheet.size, color))
    sheet.paste(ImageChops.multiply(sheet, tinted))


def _box(draw: ImageDraw.ImageDraw, x: float, y: float, w: float, h: float) -> None:
    corners = [v * SCALE for v in (x, y, x + w, y + h)]
    draw.rectangle(corners, fill="black")


def _disc(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float) -> None:
    corners = [v * SCALE for v in (x - radius, y - radius, x + radius, y + radius)]
    draw.ellipse(corners, fill="black")


def _ring(
    draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, line: float
) -> None:
    corners = [v * SCALE for v in (x - radius, y - radius, x + radius, y + radius)]
    draw.ellipse(corners, outline="black", width=round(line * SCALE))


def _lines(
    draw: ImageDraw.ImageDraw, x: float, y: float, count: int, length: float
) -> None:
    for row in range(count):
        _box(draw, x, y + row * 25, length if row % 4 else length * 0.7, 9)


def shelves(sheet: Image.Image) -> None:
    """Paint shelves of books, with the gap one of them left."""
    widths = (38, 54, 30, 62, 44, 34, 50, 40, 58, 32)
    for row, base in enumerate((330, 640)):
        x = 140.0
        for turn in range(26):
            width = widths[(turn * 3 + row * 5) % len(widths)]
            height = 170 + (turn * 37 + row * 23) % 70
            if x + width > WIDTH - 140:
                break
            color = (INK, SAGE, CLAY, SAGE, OCHRE, INK, SAGE)[(turn * 2 + row) % 7]
            if (row, turn) != (0, 14):
                _print(
                    sheet,
                    color,
                    _box,
                    x,
                    base - height,
                    width,
                    height,
                )
            x += width + 7
        _print(sheet, INK, _box, 110, base + 4, WIDTH - 220, 9)
    _print(sheet, OCHRE, _disc, 1290, 735, 64)


def orbits(sheet: Image.Image) -> None:
    """Paint rings around a centre, and one disc that stands elsewhere."""
    for number, radius in enumerate((110, 190, 280, 380, 490, 610)):
        _print(sheet, SAGE, _ring, 640, 450, radius, 5)
        angle = 0.9 + number * 1.1
        x, y = 640 + radius * math.cos(angle), 450 + radius * math.sin(angle)
        _print(sheet, INK, _disc, x, y, 16 + 3 * number)
    _print(sheet, OCHRE, _disc, 640, 450, 58)
    _print(sheet, CLAY, _disc, 1330, 240, 96)


def lattice(sheet: Image.Image) -> None:
    """Paint a lattice with one opening, through which something may pass."""
    for column in range(13):
        _print(sheet, SAGE, _box, (150 + column * 105), 90, 34, 720)
    for row in range(6):
        _print(sheet, INK, _box, 110, (130 + row * 122), 1380, 22)
    _print(sheet, OCHRE, _disc, 902, 447, 118)
    _print(sheet, CLAY, _box, 860, 0, 84, 447)


def doors(sheet: Image.Image) -> None:
    """Paint two doors of the same size, each with a handle."""
    for x, color, handle in ((330, SAGE, 560), (870, CLAY, 910)):
        _print(sheet, color, _box, x, 150, 300, 620)
        _print(sheet, color, _box, x + 45, 205, 210, 220)
        _print(sheet, color, _box, x + 45, 500, 210, 210)
        _print(sheet, INK, _disc, handle + 15, 462, 22)
    _print(sheet, OCHRE, _box, 120, 770, 1360, 40)
    _print(sheet, INK, _box, 120, 806, 1360, 8)


def ripples(sheet: Image.Image) -> None:
    """Paint drops on water, their rings running into each other."""
    drops = ((420, 400, SAGE, 5), (1010, 560, INK, 6), (1270, 250, CLAY, 3))
    for x, y, color, rings in drops:
        for number in range(rings):
            radius = 50 + number * 74
            line = 22 - number * 3
            _print(
                sheet,
                color,
                _ring,
                x,
                y,
                radius,
                line,
            )
    for x, y in ((420, 400), (1010, 560), (1270, 250)):
        _print(sheet, OCHRE, _disc, x, y, 20)


def pages(sheet: Image.Image) -> None:
    """Paint a newspaper page twice, the same for everybody."""
    for left in (240, 860):
        _print(sheet, OCHRE, _box, left, 105, 500, 690)
        _print(sheet, INK, _box, left + 45, 155, 410, 46)
        _print(sheet, INK, _box, left + 45, 221, 410, 6)
        _print(sheet, CLAY, _box, left + 45, 255, 250, 190)
        _print(sheet, INK, _lines, left + 320, 261, 8, 135)
        for column in range(3):
            x = left + 45 + column * 146
            _print(sheet, INK, _lines, x, 485, 11, 118)
    _print(sheet, SAGE, _disc, 800, 660, 132)


def windows(sheet: Image.Image) -> None:
    """Paint seven shuttered windows; in front of one stands a disc."""
    places = [(200 + column * 330, 110) for column in range(4)]
    places += [(365 + column * 330, 490) for column in range(3)]
    chosen = 5
    for number, (x, y) in enumerate(places):
        _print(sheet, CLAY if number == chosen else SAGE, _box, x, y, 210, 290)
        for row in range(8):
            _print(sheet, INK, _box, x + 22, y + 28 + row * 31, 166, 7)
        _print(sheet, INK, _box, x - 14, y + 290, 238, 12)
    _print(sheet, OCHRE, _disc, 1020, 640, 96)


PICTURES = (shelves, orbits, lattice, doors, ripples, pages, windows)


def paint(folder: Path) -> None:
    """Write every picture into `folder` as WebP."""
    for picture in PICTURES:
        sheet = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), PAPER)
        picture(sheet)
        small = sheet.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        small.save(folder / f"{picture.__name__}.webp", quality=42, method=6)


if __name__ == "__main__":
    paint(Path(sys.argv[1]))
