"""The QR code on a paper: an address that opens the record for whoever may see it, drawn as SVG into the page."""

import segno
from django.utils.safestring import SafeString, mark_safe

# What a fold or a drop of water takes away may be 15 % of it.
CORRECTION = "m"


def svg(address: str, title: str) -> SafeString:
    """Draw `address` in black; the size comes from the class `qr`, and `title` says what it is."""
    code = segno.make(address, error=CORRECTION, micro=False)
    drawn: str = code.svg_inline(border=2, omitsize=True, svgclass="qr", lineclass=None, title=title)
    # Drawn from the modules of the code; segno escapes the title.
    return mark_safe(drawn)  # noqa: S308
