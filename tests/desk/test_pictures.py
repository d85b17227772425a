"""Pictures are judged by their content (providence 4.5)."""

from io import BytesIO

import pytest
from PIL import Image

from desk.errors import PictureRefusedError
from desk.pictures import DOWNLOAD_LIMIT, check_picture, check_size
from tests.support.regulations import PROVIDENCE

RULE = PROVIDENCE.screenshots


def picture(kind: str, size: tuple[int, int] = (40, 30)) -> bytes:
    out = BytesIO()
    Image.effect_noise(size, 60).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "GIF", "PNG"])
def test_jpg_gif_and_png_are_taken(kind: str) -> None:
    assert check_picture(picture(kind), RULE) == kind


@pytest.mark.parametrize(
    "content", [picture("BMP"), picture("WEBP"), picture("TIFF"), b"", b"%PDF-1.7", b"<svg/>", b"\x00" * 100]
)
def test_anything_else_is_refused_for_its_format(content: bytes) -> None:
    with pytest.raises(PictureRefusedError) as caught:
        check_picture(content, RULE)
    assert caught.value.reason == "format"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF"])
def test_half_a_picture_is_refused_as_damaged(kind: str) -> None:
    whole = picture(kind, (300, 300))
    with pytest.raises(PictureRefusedError) as caught:
        check_picture(whole[: len(whole) // 2], RULE)
    assert caught.value.reason == "damaged"


def test_a_format_the_regulation_does_not_name_is_refused() -> None:
    only_png = RULE.model_copy(update={"formats": ("PNG",)})
    with pytest.raises(PictureRefusedError) as caught:
        check_picture(picture("JPEG"), only_png)
    assert caught.value.reason == "format"


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_unpacked() -> None:
    out = BytesIO()
    Image.new("1", (20_000, 6_000)).save(out, "PNG")
    with pytest.raises(PictureRefusedError) as caught:
        check_picture(out.getvalue(), RULE)
    assert caught.value.reason == "too_big"


def test_what_telegram_would_not_let_the_bot_download_is_refused_by_its_size() -> None:
    check_size(None)
    check_size(DOWNLOAD_LIMIT)
    with pytest.raises(PictureRefusedError) as caught:
        check_size(DOWNLOAD_LIMIT + 1)
    assert (caught.value.reason, caught.value.limit) == ("too_big", DOWNLOAD_LIMIT)
