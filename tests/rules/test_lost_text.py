"""What a pasted text lost on its way: named where it stands, never guessed, and nothing sound taken for it."""

import pytest

from portal.core.lost import Loss, Lost, find_lost, lost_words, pieces
from portal.core.text import clean_multiline

MEANT = "婦女聯合會家政服務驛站志願者培訓"
PLAIN = "妇女联合会家政服务驿站志愿者培训"

FOUND = {
    "a letter that was replaced": ("晋安区\ufffd女联合会", [Lost(3, 4, Loss.LOST)]),
    "several in a row": ("晋安区\ufffd\ufffd\ufffd会", [Lost(3, 6, Loss.LOST)]),
    "two places": ("\ufffd女联合\ufffd", [Lost(0, 1, Loss.LOST), Lost(4, 5, Loss.LOST)]),
    "a question mark for a letter": ("福建省?州市", [Lost(3, 4, Loss.LOST)]),
    "question marks for letters": ("晋安区???女联合会", [Lost(3, 6, Loss.LOST)]),
    "question marks at the beginning": ("??女联合会", [Lost(0, 2, Loss.LOST)]),
    "question marks at the end": ("晋安区妇女??", [Lost(5, 7, Loss.LOST)]),
    "a replaced letter beside question marks": ("晋安?\ufffd?会", [Lost(2, 5, Loss.LOST)]),
    "a letter of somebody's own": ("陈\ue003英", [Lost(1, 2, Loss.PRIVATE)]),
    "replaced letters, read as another encoding": ("说明锟斤拷锟斤拷完", [Lost(2, 8, Loss.LOST)]),
}
SOUND = {
    "nothing": "",
    "plain Chinese": PLAIN,
    "whole 繁體": MEANT,
    "a question with a half-width mark": "你会做饭吗?会。你有没有证?有一本",
    "a question that is shouted": "这是真的吗??",
    "a question mark amid letters": "https://example.cn/p?a=1&b=2",
    "a question mark after a figure": "一共 25?再核对",
    "a name with a middle dot": "阿依古丽·买买提",
    "signs": "100×50 ±3 ℃ ° ① Ⅱ ㎡ 「引號」《书名》……—— “引号”",
    "another Latin language": "café déjà vu, Müller, naïve façade",
    "a rare letter that is one": "𠮷野家 㐂 堃 喆 犇",
    "lines": "────── ┌─┐ │ └─┘",
    "everyday letters of the first half of the alphabet": "安全保安部办公室办理保洁",
}
READ_AS_ANOTHER = {
    "Big5 as GBK": MEANT.encode("big5").decode("gb18030"),
    "Big5 as GBK, what does not fit replaced": MEANT.encode("big5").decode("gbk", "replace"),
    "Big5 as Latin-1": MEANT.encode("big5").decode("latin-1"),
    "GBK as Latin-1": PLAIN.encode("gbk").decode("latin-1"),
    "UTF-8 as GBK": PLAIN.encode().decode("gbk", "replace"),
    "UTF-8 as cp1252": PLAIN.encode().decode("cp1252", "replace"),
    "UTF-8 as Latin-1": PLAIN.encode().decode("latin-1"),
}


@pytest.mark.parametrize("what", FOUND)
def test_what_was_lost_is_found_where_it_stands(what: str) -> None:
    text, places = FOUND[what]
    assert find_lost(text) == places


@pytest.mark.parametrize("what", SOUND)
def test_what_is_sound_is_left_alone(what: str) -> None:
    assert find_lost(SOUND[what]) == []


@pytest.mark.parametrize("what", READ_AS_ANOTHER)
def test_bytes_read_as_another_encoding_are_found_for_the_most_part(what: str) -> None:
    text = clean_multiline(READ_AS_ANOTHER[what])
    covered = sum(it.end - it.start for it in find_lost(text))
    assert covered * 2 >= len(text), pieces(text)


def test_the_places_are_named_with_what_stands_before_them() -> None:
    assert lost_words("晋安区???女联合会") == "第 4 字处（“晋安区”之后）有 3 个丢失的字"
    assert lost_words("\ufffd女") == "第 1 字处有 1 个丢失的字"
    assert lost_words(PLAIN) == ""
    assert lost_words("中\ufffd" * 9).endswith("；一共 9 处")


def test_the_parts_of_a_text_are_the_text() -> None:
    for text, _ in FOUND.values():
        assert "".join(part for part, _ in pieces(text)) == text
    assert [part for part, words in pieces("晋安区???女联合会") if words] == ["???"]
    assert list(pieces(PLAIN)) == [(PLAIN, "")]


def test_ten_thousand_letters_are_looked_at_at_once() -> None:
    for text in ("?中" * 5000, "¤" * 10_000, "å¦‡" * 3000, "穦" * 10_000, "\ufffd?" * 5000, "中?" * 5000):
        assert find_lost(text) is not None
