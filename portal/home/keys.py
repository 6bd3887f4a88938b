"""快捷键: what a clerk can do without the mouse, and whether this browser listens to it (WCAG 2.1.4)."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.scope import Scope
from portal.tenants.access import here, requires
from portal.web import menu
from portal.web.liking import like
from portal.web.render import render

bp = Blueprint("keys", __name__)
COOKIE, OFF, ON = "keys", "off", "on"  # read by desk.js
KEYS = (
    ("?", "打开这张表"),
    ("/", "到本页的查找框；本页没有的，到顶上的查找框"),
    ("n", "新增：按本页右上角的按钮"),
    ("e", "修改：按本页的修改"),
    ("j", "名单的下一行"),
    ("k", "名单的上一行"),
    ("Ctrl + 回车", "提交正在填的表"),
)
PLACES = {"h": "本月待办", "a": "活动日志", "t": "学员", "v": "志愿者", "r": "月报", "s": "数据汇总", "c": "通知任务"}  # words of the menu


@bp.get("/")
@requires(read="home.read")
def table(scope: Scope) -> ResponseReturnValue:
    """List the keys, of the places those in this person's menu."""
    shown = {it.label for it in menu.items(scope, level=here().level, code=here().code)}
    places = [(f"g 再按 {key}", label) for key, label in PLACES.items() if label in shown]
    return render("home/keys.html", keys=[*KEYS, *places], is_off=request.cookies.get(COOKIE) == OFF)


@bp.post("/switch")
@requires(write="home.read")
def switch(scope: Scope) -> ResponseReturnValue:
    """Listen to the keys in this browser, or no longer."""
    like(COOKIE, OFF if request.form.get("keys") == OFF else ON, is_for_script=True)
    return redirect(url_for(".table", code=here().code), 303)
