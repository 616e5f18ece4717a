"""Pictures that say more than they show: where, when, by whom and with what."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from typing import Any

import pillow_heif
from PIL import Image, ImageCms, PngImagePlugin
from PIL.Image import Exif

SECRET = b"Ada Lovelace at 52.5N"
FORMATS = ("jpeg", "png", "webp", "gif", "avif", "heic", "svg")
SUFFIX = {name: name for name in FORMATS} | {"jpeg": "jpg"}
ICC = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc>' + SECRET + b"</dc></x:xmpmeta>"
_ARTIST, _ORIENTATION, _GPS = 0x013B, 0x0112, 0x8825


def exif(*, orientation: int = 1) -> bytes:
    """Return EXIF data with a name, a place and a way up."""
    data = Exif()
    data[_ARTIST] = SECRET.decode()
    data[_ORIENTATION] = orientation
    data.get_ifd(_GPS).update({1: "N", 2: (52.0, 31.0, 12.0), 29: SECRET.decode()})
    return data.tobytes()


def drawing(size: tuple[int, int] = (60, 40)) -> Image.Image:
    """Return a picture of which no two sides are alike."""
    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    picture.paste((200, 30, 30), (0, 0, size[0] // 3, size[1] // 3))
    return picture


def picture(kind: str, *, orientation: int = 1) -> bytes:
    """Return a picture of this format, its secret in each place the format has."""
    return {
        "jpeg": _jpeg, "png": _png, "webp": _webp, "gif": _gif, "avif": _avif,
        "heic": _heic, "svg": _svg,
    }[kind](exif(orientation=orientation))  # fmt: skip


def _save(drawn: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    drawn.save(out, kind, **options)
    return out.getvalue()


def _jpeg(data: bytes) -> bytes:
    content = _save(
        drawing(), "JPEG", exif=data, icc_profile=ICC, xmp=XMP, comment=SECRET,
        progressive=True,
    )  # fmt: skip
    iptc = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", 30) + SECRET
    maker = b"MAKER\0" + SECRET
    segments = b"".join(
        bytes((0xFF, marker)) + struct.pack(">H", len(payload) + 2) + payload
        for marker, payload in ((0xED, iptc), (0xE5, maker), (0xE2, b"MPF\0" + SECRET))
    )
    return content[:2] + segments + content[2:] + b"a film follows: " + SECRET


def _png(data: bytes) -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", SECRET.decode())
    info.add_itxt("XML:com.adobe.xmp", XMP.decode(), zip=False)
    content = _save(drawing(), "PNG", exif=data, pnginfo=info, icc_profile=ICC)
    chunk = b"prVt" + SECRET
    private = struct.pack(">I", len(SECRET)) + chunk
    private += struct.pack(">I", zlib.crc32(chunk))
    return content[:33] + private + content[33:] + SECRET


def _webp(data: bytes) -> bytes:
    frames = [drawing(), drawing().rotate(180)]
    return _save(
        frames[0], "WEBP", exif=data, xmp=XMP, icc_profile=ICC, save_all=True,
        append_images=frames[1:], lossless=True,
    )  # fmt: skip


def _gif(_data: bytes) -> bytes:
    frames = [drawing().quantize(16), drawing().rotate(180).quantize(16)]
    content = _save(
        frames[0], "GIF", save_all=True, append_images=frames[1:], loop=0, duration=50,
        comment=SECRET,
    )  # fmt: skip
    xmp = b"\x21\xff\x0bXMP DataXMP" + bytes((len(SECRET),)) + SECRET + b"\0"
    return content[:-1] + xmp + b"\x3b" + SECRET


def _avif(data: bytes) -> bytes:
    return _save(drawing(), "AVIF", exif=data, xmp=XMP, icc_profile=ICC) + _note()


def _heic(data: bytes) -> bytes:
    pillow_heif.register_heif_opener()
    return _save(drawing(), "HEIF", exif=data, xmp=XMP, icc_profile=ICC) + _note()


def _note() -> bytes:
    """Return a box of which only the program that wrote it knows what it says."""
    content = bytes(16) + SECRET
    return struct.pack(">I", len(content) + 8) + b"uuid" + content


def _svg(data: bytes) -> bytes:
    inside = base64.b64encode(_jpeg(data)).decode()
    secret = SECRET.decode()
    return f"""<?xml version="1.0"?><?xpacket {secret}?><!-- {secret} -->
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
  xmlns:ink="http://www.inkscape.org/namespaces/inkscape" viewBox="0 0 60 40"
  xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" ink:docname="{secret}">
<metadata><rdf:RDF>{secret}</rdf:RDF></metadata><ink:view note="{secret}"/>
<title>A line</title><path d="M0 0L60 40"/><!-- {secret} -->
<image xlink:href="data:image/jpeg;base64,{inside}" width="60" height="40"/>
</svg>""".encode()
