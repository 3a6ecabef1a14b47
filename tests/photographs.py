"""Pictures as phones make them."""

import io

from PIL import Image


def photograph(kind="JPEG", size=(80, 40), **saved):
    """A picture as a phone makes it: lying, with where and when it was taken."""
    picture = Image.new("RGB", size, "white")
    data = picture.getexif()
    data[274] = 6  # To be turned a quarter.
    data[306] = "2026:11:25 13:00:00"
    data[271] = "Puhelinmerkki"
    content = io.BytesIO()
    picture.save(content, kind, exif=data, **saved)
    return content.getvalue()
