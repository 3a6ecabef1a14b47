"""Photographs without what the camera wrote into them: place, time, device."""

import io
import threading

from django import forms
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

# A page of handwriting is read well at this size, whatever the camera makes.
LONGEST_SIDE = 2400
# A JPEG is decoded straight to a smaller size; all of another kind of picture is held at once.
MOST_PIXELS = {"JPEG": 80_000_000}
MOST_PIXELS_OF_OTHERS = 25_000_000
# Decoding takes tens of megabytes: one at a time in a process.
_turn = threading.Lock()


def clean(upload):
    """The checked JPEG or PNG upload as a new JPEG: turned upright, no larger than is read.

    Nothing of the camera's own data is in it. Raises forms.ValidationError where the picture
    cannot be read or has more dots than a camera's.
    """
    # Not above: most processes never see a photograph.
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with _turn, Image.open(upload) as picture:
            most = MOST_PIXELS.get(picture.format, MOST_PIXELS_OF_OTHERS)
            if picture.width * picture.height > most:
                raise forms.ValidationError(_("The picture is too large. Choose a smaller one."))
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            picture.load()
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            flat = Image.new("RGB", upright.size, "white")
            seen = upright.convert("RGBA")
            flat.paste(seen, mask=seen.getchannel("A"))
            kept = io.BytesIO()
            flat.save(kept, "JPEG", quality=85)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise forms.ValidationError(
            _("The picture cannot be read. Take it anew and try again.")
        ) from None
    file = ContentFile(kept.getvalue(), name=f"{upload.name.rpartition('.')[0]}.jpg")
    file.content_type = "image/jpeg"
    return file
