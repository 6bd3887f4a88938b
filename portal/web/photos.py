"""Photos: decoded and written anew, so that nothing of the sender's file is handed on, and what a photo can be of."""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Final
from uuid import UUID

from portal.core.scope import Scope

if TYPE_CHECKING:
    from PIL.Image import Image

MB: Final = 1024 * 1024
MAX_BYTES: Final = 12 * MB
MAX_PIXELS, MIN_SIDE_PX = 50_000_000, 200
LONG_SIDE_PX, THUMB_SIDE_PX, QUALITY = 1600, 320, 82
MOST_OF_ONE, MOST_AT_ONCE = 20, 10
MAX_UPLOAD_BYTES: Final = 64 * MB
_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_APPLE: Final = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
_one_at_a_time = Lock()  # a picture of 50 megapixels takes 200 MB while it is decoded


class BadPicture(ValueError):
    """Not a picture that is taken; the message is for whoever sent it."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo as it is kept, upright and without metadata.

    Args:
        source_digest: of the file as it was sent.
        width: of the picture that is kept, in pixels.
    """

    jpeg: bytes
    thumb: bytes
    width: int
    height: int
    source_digest: str


def develop(content: bytes) -> Picture:
    """Decode what was sent and write it anew as JPEG, with a small one beside it.

    Its format is told from the content, never from a name. Orientation is applied; all metadata, the place above all, are dropped.

    Raises:
        BadPicture: no picture, one of another format, or one that is damaged, animated, too large or too small.
    """
    if len(content) > MAX_BYTES:
        raise BadPicture(f"超过 {MAX_BYTES // MB} MB，请缩小后再传")
    if content[4:8] == b"ftyp" and content[8:12] in _APPLE:
        raise BadPicture("是 HEIC 格式，请在手机上另存为 JPG 再传（苹果手机：设置、相机、格式、兼容性最佳）")
    try:
        with _one_at_a_time:
            return _develop(content)
    except BadPicture:
        raise
    except Exception as error:  # Pillow raises whatever its decoders meet
        raise BadPicture("不是完好的 JPG、PNG 或 WebP 照片，可能没有传完整，请重新选择") from error


def is_picture(content: bytes) -> bool:
    """Say whether a kept file can be drawn: a disk may have spoilt it since."""
    from PIL import Image

    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as image:
            image.load()
    except Exception:  # noqa: BLE001  # Pillow raises whatever its decoders meet
        return False
    return True


def _develop(content: bytes) -> Picture:
    from PIL import ImageFile
    from PIL.Image import Resampling

    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint, where it is loaded, takes what is cut off; we do not
    image = _upright(_open(content))
    image.thumbnail((LONG_SIDE_PX, LONG_SIDE_PX), Resampling.LANCZOS)
    large = _bare(image)
    small = large.copy()
    small.thumbnail((THUMB_SIDE_PX, THUMB_SIDE_PX), Resampling.LANCZOS)
    return Picture(_jpeg(large), _jpeg(small), *large.size, source_digest=sha256(content).hexdigest())


def _open(content: bytes) -> "Image":
    """Return the picture, its head alone read; a JPEG will be decoded no larger than is needed."""
    from PIL import Image

    too_large = BadPicture(f"像素太多，超过 {MAX_PIXELS // 10_000} 万，请缩小后再传")
    try:
        image = Image.open(BytesIO(content), formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_large from error
    if image.width * image.height > MAX_PIXELS:
        raise too_large
    if min(image.size) < MIN_SIDE_PX:
        raise BadPicture(f"太小，长和宽都至少要 {MIN_SIDE_PX} 像素")
    if image.format != "MPO" and getattr(image, "is_animated", False):  # MPO: a telephone's JPEG with a second picture behind
        raise BadPicture("是动图，请传照片")
    image.draft("RGB", (LONG_SIDE_PX, LONG_SIDE_PX))
    image.load()
    return image


def _upright(image: "Image") -> "Image":
    from PIL import ImageOps

    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # noqa: BLE001  # broken metadata are no reason to refuse a sound picture
        return image


def _bare(image: "Image") -> "Image":
    """Return the pixels alone, on white, in a picture that knows nothing of the file it came from."""
    from PIL import Image

    bare = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        bare.paste(image, mask=image.getchannel("A"))
    else:
        bare.paste(image.convert("RGB"))
    return bare


def _jpeg(image: "Image") -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Album:
    """What photos are of, one row of it.

    Args:
        title: `三木社区驿站`.
        closed: why it takes no photos now, nor lets any go; empty when it does.
    """

    title: str
    closed: str = ""


def _unmoved(_: Scope, __: UUID | None) -> None:
    """Nothing hangs on its photos."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of thing that has photos.

    Args:
        name: as it stands in the row, `application`.
        label: what its photos are called, `申请照片`.
        page: the endpoint where they are added and removed; `back`: that of the thing itself.
        read: the permission to see them.
        write: the permission to add and remove them, at the unit that owns the row.
        find: gives the album of a row of the scope's very own; NotFound when there is none.
        moved: is told, within the same transaction, that the photos of a row become others; it holds the row, so that whether it
            takes photos is judged for good.
        key: what its id is called in an address, `application_id`; empty for what belongs to the unit itself.
    """

    name: str
    label: str
    page: str
    back: str
    read: str
    write: str
    find: Callable[[Scope, UUID | None], Album] = field(repr=False)
    moved: Callable[[Scope, UUID | None], None] = field(default=_unmoved, repr=False)
    key: str = ""


subjects: dict[str, Subject] = {}


def register_subject(subject: Subject) -> Subject:
    """Let the rows of a package have photos."""
    subjects[subject.name] = subject
    return subject
