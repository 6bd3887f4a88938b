"""All words in one catalogue: it is what stands in templates and modules, and a site may say something else."""

from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import flash
from jinja2 import Environment

from portal.app import create_app
from portal.core.settings import Settings, SettingsError
from portal.web.catalogue import CATALOGUE, compile_catalogue, python_words, template_words
from portal.web.menu import NavItem
from portal.web.words import SiteWords, Words, said_items
from tests.databases import SECRETS

TEMPLATE = """{# 注释不算 #}
<p class="lead" title="提示">本月已登记 {{ before }} 场、<strong>{{ '很' ~
    "多" }}</strong>，
   空行不会
   保存&nbsp;。</p>{% if it == "x" %}<input placeholder="请填写">{% endif %}"""
MODULE = '''"""模块的说明不算。"""
import re
PATTERN = re.compile("多选|限选")
ALSO = "多选|限选"
LABEL = "学" "员"  # 注释不算

def say(n):
    """函数的说明不算。"""
    return f"已登记 {n} 名{'学员' if n else '新人'}"
'''


def test_the_catalogue_is_up_to_date(sqlite_app) -> None:
    assert CATALOGUE.read_bytes() == compile_catalogue(sqlite_app.jinja_env), "write it anew: flask --app wsgi catalogue"


def test_texts_of_a_template_are_found_without_its_markup() -> None:
    found = list(template_words(TEMPLATE, Environment()))
    assert found == ["提示", "本月已登记", "场、", "很", "多", "， 空行不会 保存 。", "请填写"]


def test_texts_of_a_module_are_found_without_its_comments_and_patterns() -> None:
    assert list(python_words(MODULE)) == ["学员", "学员", "新人", "已登记 {1} 名{2}"]
    assert list(python_words(MODULE, only_sentences=True)) == ["已登记 {1} 名{2}"]


SITE = {
    "社区驿站": "服务站",
    "请填写": "请“写”<好>",
    "已登记 {1} 名{2}": "{2}：{1} 人，已登记",
    "密码": "口令",
    "跳到主要内容": "直接看内容",
}


def test_a_site_says_its_own_words_in_one_sentence_and_ours_in_another() -> None:
    words = Words(SITE)
    assert words.say(" 社区驿站\n") == " 服务站\n"
    assert words.say("连翔社区驿站") == "连翔社区驿站"  # a name, not the word
    assert words.say("已登记 3 名学员") == "学员：3 人，已登记"
    assert words.say("已登记 3 名\n学员") == "已登记 3 名\n学员"
    assert not Words({})


def test_a_template_is_compiled_with_them() -> None:
    env = Environment(autoescape=True, extensions=[SiteWords])
    env.words = Words(SITE)  # type: ignore[attr-defined]
    page = env.from_string('<p title="社区驿站"> 社区驿站 {{ name }}</p><input placeholder="请填写">{{ "请填写" }}').render(name="社区驿站")
    assert page == (
        '<p title="服务站"> 服务站 社区驿站</p><input placeholder="请“写”&lt;好&gt;">请“写”&lt;好&gt;'  # what somebody typed stays hers
    )


@pytest.mark.parametrize("suffix", [".po", ".mo"])
def test_the_pages_of_a_site_carry_its_words(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"words{suffix}"
    told = "\n".join(f'msgid "{ours}"\nmsgstr "{theirs}"\n' for ours, theirs in SITE.items())
    (tmp_path / "words.po").write_text(f'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n{told}', encoding="utf-8")
    if suffix == ".mo":
        with (tmp_path / "words.po").open("rb") as source, path.open("wb") as target:
            write_mo(target, read_po(source))
    app = site(tmp_path, path)
    page = app.test_client().get("/login").text
    assert "直接看内容" in page  # of a template
    assert ">口令<" in page  # of a form
    with app.test_request_context():
        assert said_items([NavItem("社区驿站", "/", is_current=False)])[0].label == "服务站"
        flash("已登记 3 名学员", "success")
        assert app.jinja_env.globals["get_flashed_messages"](with_categories=True) == [("success", "学员：3 人，已登记")]


def test_a_site_whose_words_cannot_be_read_does_not_start(tmp_path: Path) -> None:
    broken = tmp_path / "broken.po"
    broken.write_text('msgid "没有完\n', encoding="utf-8")
    for path in (tmp_path / "none.po", broken):
        with pytest.raises(SettingsError, match="PORTAL_WORDS"):
            site(tmp_path, path)


def site(folder: Path, words: Path):
    url = f"sqlite:///{folder / 'site.db'}"
    return create_app(Settings(database_url=url, owner_database_url=url, files=folder, words=words, **SECRETS))
