"""What device a browser says it runs on, in plain words."""

from typing import Final

# The first that fits: what is built on another names that one too.
_SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "鸿蒙"),
    ("OpenHarmony", "鸿蒙"),
    ("Android", "安卓手机"),
    ("Windows", "Windows 电脑"),
    ("Mac OS", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)
_BROWSERS: Final = (
    ("wxwork", "企业微信"),
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("MQQBrowser", "QQ 浏览器"),
    ("QQBrowser", "QQ 浏览器"),
    ("HuaweiBrowser", "华为浏览器"),
    ("MiuiBrowser", "小米浏览器"),
    ("UCBrowser", "UC 浏览器"),
    ("360SE", "360 浏览器"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
UNKNOWN: Final = "不能识别的设备"


def name_device(agent: str) -> str:
    """Return the device and browser of a User-Agent header, `Windows 电脑 · Chrome`.

    Args:
        agent: as the browser sent it; nothing of it is kept but what is known here.
    """
    found = [next((words for mark, words in known if mark in agent), "") for known in (_SYSTEMS, _BROWSERS)]
    return " · ".join(filter(None, found)) or UNKNOWN
