"""Which passwords are too easy to guess, and what is said of each."""

import pytest

from portal.tenants.rules.passwords import Holder, why_weak

LIN = Holder("lianxiang_2", "林秀英", ("福州市", "晋安区", "长乐区", "连翔社区驿站", "青年路街道", "城区", "西安市"))


@pytest.mark.parametrize(
    "password",
    [
        "杨柳依依 2026",
        "春江水暖 2026",
        "correct horse battery",
        "Wenruyu 2580",
        "青山依旧在几度夕阳红",
        "三只蜗牛夜里走路",
        "maple-kettle-41",
        "x" * 3 + "qh7!Tzk",
        "两个黄鹂鸣翠柳,1",
        "xian hua shuo",  # 西安 sounds like the beginning of too many words
    ],
)
def test_what_nobody_guesses_is_a_good_password(password: str) -> None:
    assert why_weak(password, LIN) is None


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("", "8 到 128"),
        ("qh7!Tzk", "8 到 128"),
        ("字" * 129, "8 到 128"),
        ("lianxiang_2 qh7!Tzk", "账号名"),
        ("LianXiang2-qh7!Tzk", "账号名"),
        ("我是林秀英qh7!Tzk", "姓名"),
        ("LinXiuYing!qh7", "姓名"),
        ("lin xiu ying qh7", "姓名"),
        ("妇联好干部qh7!Tzk", "妇联"),
        ("qh7!JiaZheng", "妇联"),
        ("ｆｕｌｉａｎ-qh7!T", "妇联"),
        ("jin-guo-hua-kai", "妇联"),
        ("巾帼不让须眉qh7", "妇联"),
        ("yizhan_qh7!T", "妇联"),
        ("fuzhou-qh7!T", "地名"),
        ("晋安qh7!Tzkp", "地名"),
        ("jin'an-qh7!T", "地名"),
        ("chang le qh7!T", "地名"),  # 长乐 is read chang, not zhang
        ("连翔qh7!Tzkp", "地名"),
        ("qingnianlu qh7", "地名"),
        ("福建人qh7!Tzk", "地名"),
        ("heilongjiang!!", "地名"),
        ("password-of-mine", "很多人都在用"),
        ("12345678", "很多人都在用"),
        ("woaini1314", "很多人都在用"),
        ("Qwerty123456", "很多人都在用"),
        ("5201314 qh7!", "很多人都在用"),
        ("aaaa!!!!bbbb", "剩下的太少"),
        ("qwer tyui asdf", "很多人都在用"),
        ("Zhang 1990", "剩下的太少"),
        ("li 13900005678", "剩下的太少"),
        ("19900101 abc", "剩下的太少"),
        ("一一一一一一一一", "剩下的太少"),
        ("ababababab", "剩下的太少"),
        ("zyxwvuts", "剩下的太少"),
    ],
)
def test_a_weak_password_says_why(password: str, words: str) -> None:
    why = why_weak(password, LIN) or ""
    assert words in why
    assert not password or password not in why


def test_what_is_said_never_repeats_the_place_or_name_that_was_found() -> None:
    assert "福州" not in (why_weak("fuzhou-qh7!T", LIN) or "")


def test_who_has_no_name_yet_is_judged_by_the_rest() -> None:
    assert why_weak("maple-kettle-41", Holder("abc")) is None
    assert why_weak("a" * 12, Holder("abc"))


def test_the_endless_is_judged_at_once() -> None:
    assert why_weak("1" * 100_000, LIN) == why_weak("", LIN)


@pytest.mark.parametrize("password", ["\x00" * 8, "\u200b" * 8, "        ", "😀😀😀😀😀😀😀😀"])
def test_what_nobody_sees_is_no_password(password: str) -> None:
    assert why_weak(password, LIN)
