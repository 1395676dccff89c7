"""Build the web fonts in app/static/fonts/ from the npm package @fontsource/be-vietnam-pro 5.3.0 (SIL OFL 1.1).

Run by hand, after a change of the package's version:

    npm pack @fontsource/be-vietnam-pro@5.3.0 && tar xzf fontsource-be-vietnam-pro-5.3.0.tgz
    pip install fonttools brotli
    python tools/fonts.py package

The four text fonts (latin and vietnamese, 400 and 600) are copied as they are. Be Vietnam Pro has no tabular figures
(no `tnum`), so two fonts of ten digits each are cut from it, every digit centred in the same advance: columns line up.
Running it twice gives the same bytes (made with fonttools 4.68.0).
"""

import shutil
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

WEIGHTS = (400, 600)
SCRIPTS = ("latin", "vietnamese")
DIGITS = "0123456789"
UNITS = 1000
ADVANCE = 650
TARGET = Path(__file__).resolve().parent.parent / "app" / "static" / "fonts"


def digits_only(source: Path, weight: int) -> TTFont:
    """The font's own digits, all of one width, without kerning or any other layout table."""
    font = TTFont(source, recalcTimestamp=False)
    if font["head"].unitsPerEm != UNITS:
        scale_upem(font, UNITS)
    cut_to_digits(font)
    centre_digits(font)
    # The licence asks that the notice stays (names 0 and 14); the name is our own: this is not the whole font.
    for name, text in ((1, "Lan Toa So"), (2, "Regular"), (4, f"Lan Toa So {weight}"), (6, f"LanToaSo-{weight}")):
        font["name"].setName(text, name, 3, 1, 0x409)
    return font


def cut_to_digits(font: TTFont) -> None:
    """Drop every other glyph, the hinting and the layout tables."""
    options = Options()
    options.hinting = False
    options.layout_features = []
    options.drop_tables += ["GDEF", "GPOS", "GSUB", "gasp"]
    options.notdef_outline = False
    options.name_IDs = [0, 1, 2, 4, 6, 14]
    subsetter = Subsetter(options)
    subsetter.populate(text=DIGITS)
    subsetter.subset(font)


def centre_digits(font: TTFont) -> None:
    """Move each outline to the middle of the common advance."""
    outlines, names = font["glyf"], font.getBestCmap()
    for digit in DIGITS:
        name = names[ord(digit)]
        glyph = outlines[name]
        left = round((ADVANCE - (glyph.xMax - glyph.xMin)) / 2)
        glyph.coordinates.translate((left - glyph.xMin, 0))
        glyph.recalcBounds(outlines)
        font["hmtx"][name] = (ADVANCE, left)


def main(package: Path) -> None:
    """Write the six fonts and the licence."""
    TARGET.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(package / "LICENSE", TARGET / "OFL.txt")
    for weight in WEIGHTS:
        for script in SCRIPTS:
            source = package / "files" / f"be-vietnam-pro-{script}-{weight}-normal.woff2"
            shutil.copyfile(source, TARGET / f"bvp-{script}-{weight}.woff2")
        font = digits_only(package / "files" / f"be-vietnam-pro-latin-{weight}-normal.woff2", weight)
        font.flavor = "woff2"
        font.save(TARGET / f"so-{weight}.woff2")
    for file in sorted(TARGET.iterdir()):
        print(f"{file.stat().st_size:>7,} {file.name}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python tools/fonts.py FOLDER_OF_THE_UNPACKED_PACKAGE")
    main(Path(sys.argv[1]))
