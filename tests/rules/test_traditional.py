"""What of a page is written in 繁體, and what is left alone."""

import pytest

from portal.web.traditional import convert_page, convert_text

CONVERTED = {
    "text": ("<p>后来的志愿者</p>", "<p>後來的志願者</p>"),
    "what is read out or shown": (
        '<a title="发布" aria-label="发布" data-label="发布"><img alt="发布"><input placeholder="发布" value="发布"></a>',
        '<a title="發佈" aria-label="發佈" data-label="發佈"><img alt="發佈"><input placeholder="發佈" value="发布"></a>',
    ),
    "an option's words, never its value": ('<option value="发布">发布</option>', '<option value="发布">發佈</option>'),
    "a button's words, never its value": ('<button name="a" value="发布">发布</button>', '<button name="a" value="发布">發佈</button>'),
    "the page's language": ('<html lang="zh-CN">', '<html lang="zh-Hant">'),
    "what is escaped": ("<p>&lt;3 &amp; 发布</p>", "<p>&lt;3 &amp; 發佈</p>"),
    "who did something is somebody's name": ("<dt>审批人</dt><dd>于后里</dd>", "<dt>審批人</dt><dd>于后里</dd>"),
    "what cannot be read": ("<p>发\x1e布\x1e\n</p><p>发</p>", "<p>發佈\n</p><p>發</p>"),
    "a part of a page": ("<tr><td>发布</td></tr>", "<tr><td>發佈</td></tr>"),
    "after what was left alone": ("<td><code>发布</code>发布</td>", "<td><code>发布</code>發佈</td>"),
    "a sign in an attribute": ('<a href="/x?a=1>2" title="a > 发布">发布</a>', '<a href="/x?a=1>2" title="a > 發佈">發佈</a>'),
}
LEFT_ALONE = {
    "what was typed in lines": '<textarea name="note">发布</textarea>',
    "an option that is its own value": "<option>发布</option>",
    "hidden fields": '<input type="hidden" name="next" value="/t/发布">',
    "the name of a file": '<a href="x" download="发布.xlsx"></a>',
    "data of scripts": '<form data-draft="发布" hx-vals=\'{"a":"发布"}\'></form><script>"发布"</script>',
    "code": "<pre>发布</pre><code>发布</code>",
    "what says so, with all in it": '<span translate="no" title="发布"><span>发布</span>发布</span>',
    "somebody's name in a list": '<td class="key" data-label="姓名"><a href="x">于小范</a></td>',
    "somebody's name in a fact": "<dt>姓名</dt>\n    <dd>余范</dd>",
    "nothing": "",
    "no Chinese": "<!doctype html><p>x</p>",
}


@pytest.mark.parametrize("what", CONVERTED)
def test_what_a_person_reads_is_converted(what: str) -> None:
    before, after = CONVERTED[what]
    assert convert_page(before) == after
    assert convert_page(after) == after  # what is 繁體 stays


@pytest.mark.parametrize("what", LEFT_ALONE)
def test_what_is_sent_back_or_is_somebodys_name_is_left_alone(what: str) -> None:
    assert convert_page(LEFT_ALONE[what]) == LEFT_ALONE[what]


def test_words_stay_ours() -> None:
    assert convert_text("社区驿站信息登录") == "社區驛站信息登錄"  # a dictionary of words would say 社群, 資訊, 登入


def test_a_long_page_is_converted_without_losing_a_letter() -> None:
    row = '<tr><td data-label="姓名">于后</td><td data-label="时间">发布</td><td><input value="发"></td></tr>\n'
    page = convert_page(row * 2000)
    assert page.count("于后") == page.count("發佈") == page.count('value="发"') == page.count('data-label="時間"') == 2000
