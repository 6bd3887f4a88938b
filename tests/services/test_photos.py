"""Photos: written anew without what the sender's file held, counted, compared, and removed without being lost."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import pytest
from PIL import ExifTags, Image
from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from portal.audit.models import AuditLine
from portal.core.db import db
from portal.core.errors import Conflict, NotFound, RuleBroken
from portal.core.scope import Scope
from portal.tenants.models import Application
from portal.tenants.queries import photos as queries
from portal.tenants.services import photos as services
from portal.web import papers, photos
from portal.web.models import Photo
from portal.web.photos import MOST_OF_ONE, BadPicture, develop
from tests import make

FUZHOU_TOWER = (26.0, 4.0, 31.0)


def exif(**tags: Any) -> Image.Exif:
    """What a telephone writes beside its picture: who made it, how it was held, and where."""
    said = Image.Exif()
    for name, value in tags.items():
        said[ExifTags.Base[name]] = value
    said.get_ifd(ExifTags.IFD.GPSInfo).update({ExifTags.GPS.GPSLatitudeRef: "N", ExifTags.GPS.GPSLatitude: FUZHOU_TOWER})
    return said


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


# ------------------------------------------------------------------ what is sent


def test_where_it_was_taken_and_by_what_is_not_kept() -> None:
    sent = make.picture(exif=exif(Make="HUAWEI", Artist="郑小满"), comment=b"hers")
    assert ExifTags.IFD.GPSInfo in opened(sent).getexif()
    for kept in (develop(sent).jpeg, develop(sent).thumb):
        assert dict(opened(kept).getexif()) == {}
        assert not {"comment", "exif", "icc_profile", "xmp"} & opened(kept).info.keys()
        assert b"HUAWEI" not in kept


def test_what_hangs_on_a_picture_is_left_behind() -> None:
    sent = make.picture() + b"PK\x03\x04<script>alert(1)</script>"
    assert b"script" not in develop(sent).jpeg


@pytest.mark.parametrize(("orientation", "size"), [(1, (400, 300)), (3, (400, 300)), (6, (300, 400)), (8, (300, 400)), (99, (400, 300))])
def test_a_picture_stands_upright(orientation: int, size: tuple[int, int]) -> None:
    made = develop(make.picture(exif=exif(Orientation=orientation)))
    assert (made.width, made.height) == size == opened(made.jpeg).size


def test_a_large_one_is_made_smaller_and_a_small_one_is_left() -> None:
    large = develop(make.picture(size=(4000, 3000)))
    assert (opened(large.jpeg).size, opened(large.thumb).size) == ((1600, 1200), (320, 240))
    small = develop(make.picture(size=(200, 250)))
    assert (opened(small.jpeg).size, opened(small.thumb).size) == ((200, 250), (200, 250))


@pytest.mark.parametrize(
    ("form", "mode"),
    [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "1"), ("PNG", "LA"), ("PNG", "I;16"), ("JPEG", "CMYK"), ("JPEG", "L"), ("WEBP", "RGBA")],
)
def test_every_kind_of_picture_becomes_the_same_kind(form: str, mode: str) -> None:
    content = BytesIO()
    Image.new(mode, (300, 300)).save(content, form)
    kept = opened(develop(content.getvalue()).jpeg)
    assert (kept.format, kept.mode, kept.size) == ("JPEG", "RGB", (300, 300))


def test_what_is_clear_becomes_white() -> None:
    content = BytesIO()
    Image.new("RGBA", (300, 300), (255, 0, 0, 0)).save(content, "PNG")
    assert opened(develop(content.getvalue()).jpeg).getpixel((9, 9)) == (255, 255, 255)


def test_a_telephones_double_picture_is_taken() -> None:
    second = Image.new("RGB", (300, 300), "red")
    content = BytesIO()
    Image.new("RGB", (300, 300), "green").save(content, "MPO", save_all=True, append_images=[second])
    assert opened(develop(content.getvalue()).jpeg).getpixel((9, 9))[1] > 100  # type: ignore[index]


def moving(form: str) -> bytes:
    second = Image.new("RGB", (300, 300), "red")
    return make.picture(size=(300, 300), form=form, save_all=True, append_images=[second])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "不是完好的"),
        (b"\xff\xd8\xff\xe0", "不是完好的"),
        (b"%PDF-1.7 \x00", "不是完好的"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不是完好的"),
        (make.picture()[:700], "不是完好的"),
        (make.picture(form="PNG")[:60], "不是完好的"),
        (make.picture(form="PNG").replace(b"IDAT", b"IDAX"), "不是完好的"),
        (make.picture(form="GIF"), "不是完好的"),
        (make.picture(form="TIFF"), "不是完好的"),
        (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 90, "HEIC"),
        (moving("PNG"), "动图"),
        (moving("WEBP"), "动图"),
        (make.picture(size=(1000, 199)), "至少要 200"),
        (b"\xff\xd8" + b"\x00" * photos.MAX_BYTES, "超过 12 MB"),
    ],
)
def test_what_is_no_good_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(BadPicture, match=words):
        develop(content)


@pytest.mark.parametrize("side", [7072, 9600, 20_000])
def test_a_bomb_is_not_unpacked(side: int, monkeypatch: pytest.MonkeyPatch) -> None:
    content = BytesIO()
    Image.new("1", (side, side)).save(content, "PNG")
    monkeypatch.setattr(Image.Image, "load", lambda _: pytest.fail("it was unpacked"))
    with pytest.raises(BadPicture, match="超过 5000 万"):
        develop(content.getvalue())


# ------------------------------------------------------------------ what is kept


def add(code: str, *colours: str, subject_id: UUID | None = None) -> int:
    with make.working_at(code) as scope:
        return services.add_photos(scope, services.UNIT, subject_id, [make.developed(colour) for colour in colours], caption="门口")


def shown(code: str, **options: Any) -> list[Any]:
    with make.working_at(code) as scope:
        return list(queries.list_photos(scope, "unit", **options))


def test_a_photo_is_kept_with_a_small_one_and_who_added_it(session: Session) -> None:
    assert add(make.LIANXIANG, "teal") == 1
    (row,) = shown(make.LIANXIANG)
    assert (row.caption, row.width, row.height, row.added_by_name) == ("门口", 400, 300, "lianxiang 的使用人")
    large, small = papers.find(row.digest), papers.find(row.thumb_digest)
    assert large is not None
    assert small is not None
    assert large.stat().st_size > small.stat().st_size


def test_the_same_picture_is_kept_once_and_may_come_back_after_it_was_removed(session: Session) -> None:
    assert add(make.LIANXIANG, "teal", "teal", "red") == 2
    assert add(make.LIANXIANG, "red") == 0
    last = shown(make.LIANXIANG)[-1].id
    with make.working_at(make.LIANXIANG) as scope:
        services.remove_photo(scope, services.UNIT, last)
    assert len(shown(make.LIANXIANG)) == 1
    assert add(make.LIANXIANG, "red") == 1
    assert add(make.NEIGHBOUR, "red") == 1


def test_there_are_twenty_at_most(session: Session) -> None:
    colours = [f"hsl({n * 15}, 80%, 50%)" for n in range(MOST_OF_ONE + 1)]
    assert add(make.LIANXIANG, *colours[:19]) == 19
    with pytest.raises(RuleBroken, match="最多 20 张，已有 19 张，这一次选了 2 张"):
        add(make.LIANXIANG, *colours[19:])
    assert add(make.LIANXIANG, colours[0], colours[19]) == 1
    assert len(shown(make.LIANXIANG)) == MOST_OF_ONE


def test_a_removed_photo_stays_as_a_row_with_its_file(session: Session) -> None:
    gone = make.photo()
    with make.working_at(make.LIANXIANG) as scope:
        services.remove_photo(scope, services.UNIT, gone)
        row = db.session.scalars(select(Photo).where(scope.owns(Photo), Photo.id == gone), scope.binds).one()
        assert row.removed_by == make.account_id("lianxiang")
        assert row.removed_at is not None
        assert papers.find(row.digest) is not None
        audited = select(AuditLine.action).where(scope.owns(AuditLine), AuditLine.subject_id == gone).order_by(AuditLine.at, AuditLine.id)
        assert list(db.session.scalars(audited, scope.binds)) == ["photo.add", "photo.remove"]
        for attempt in (queries.get_photo, queries.get_own_photo):
            with pytest.raises(NotFound):
                attempt(scope, gone)


def test_a_photo_is_seen_from_above_and_removed_by_its_own_unit_alone(session: Session) -> None:
    made = make.photo(make.LIANXIANG)
    station = make.tenant(make.LIANXIANG).id
    assert shown(make.JINAN) == []
    assert [row.id for row in shown(make.JINAN, tenant_id=station)] == [made]
    assert shown(make.GULOU, tenant_id=station) == []
    for code in (make.JINAN, make.NEIGHBOUR, make.OTHER_CITY):
        with make.working_at(code) as scope, pytest.raises(NotFound):
            services.remove_photo(scope, services.UNIT, made)
    with make.working_at(make.NEIGHBOUR) as scope, pytest.raises(NotFound):
        queries.get_photo(scope, made)


def test_a_full_disk_is_said_and_nothing_is_kept(session: Session, monkeypatch: pytest.MonkeyPatch, files: Path) -> None:
    def full(_: bytes) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(papers, "keep", full)
    with pytest.raises(RuleBroken, match="磁盘可能已满"):
        add(make.LIANXIANG, "teal")
    assert shown(make.LIANXIANG) == []


def test_an_application_that_is_filed_meanwhile_takes_no_photo_and_lets_none_go(session: Session) -> None:
    draft, filed, table = make.application("draft"), list[UUID](), cast(Table, Application.__table__)
    kept = make.application_photo(draft, "teal")

    def file_it(scope: Scope, _: UUID | None) -> None:
        """As a colleague does it just before the row is held."""
        own = (scope.changes(table), table.c.id == bindparam("which"))
        db.session.execute(update(table).where(*own).values(state="filed"), {**scope.binds, "which": draft})
        filed.append(draft)

    subject = replace(photos.subjects["application"], moved=file_it)
    for write in (
        lambda scope: services.add_photos(scope, subject, draft, [make.developed("red")], caption=""),
        lambda scope: services.remove_photo(scope, subject, kept),
    ):
        with pytest.raises(Conflict), make.working_at(make.JINAN, "jinan_clerk") as scope:
            write(scope)
    assert len(filed) == 2
    with make.working_at(make.JINAN) as scope:
        assert [row.id for row in queries.list_photos(scope, "application", draft)] == [kept]
