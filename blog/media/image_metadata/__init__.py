"""What a picture says besides its pixels, taken out of the file without touching them.

Place, time, device and names stand in EXIF, XMP and IPTC blocks, comments, and in what
cameras append to a file. Only what is needed to show the picture stays: pixels, colour
profile, animation, and the way up. Nothing is encoded anew, so no quality is lost.
"""

from blog.media.image_metadata.errors import UnreadableImage
from blog.media.image_metadata.stripping import strip_metadata

__all__ = ["UnreadableImage", "strip_metadata"]
