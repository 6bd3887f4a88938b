"""The audit's words for what is done in the directory: accounts, applications, units."""

from portal.audit.words import register_words, word_of

__all__ = ["word_of"]

register_words(
    {
        "account.sign_in": "登录",
        "account.sign_out": "退出登录",
        "account.prove": "再次输入密码",
        "account.join": "用一次性链接设置密码",
        "account.invite": "生成登录链接",
        "account.reset": "生成重设密码链接",
        "account.password": "修改密码",
        "account.rename": "修改本人姓名",
        "account.end_login": "结束登录",
        "account.second_factor": "动态验证码",
    },
    group="登录与密码",
)
register_words(
    {
        "application.draft": "起草建站申请",
        "application.file": "提交建站申请",
        "application.amend": "修改建站申请",
        "application.visit": "登记实地走访",
        "application.return": "退回建站申请",
        "application.approve": "批准建站申请",
        "application.refuse": "不批准建站申请",
        "application.withdraw": "撤回建站申请",
        "application.print": "打印建站审批表",
    },
    group="建站申请",
)
register_words(
    {
        "station.open": "揭牌",
        "unit.add": "新增单位",
        "unit.edit": "修改单位资料",
        "unit.rename": "单位更名",
        "unit.suspend": "暂停单位",
        "unit.close": "撤销单位",
        "unit.reopen": "恢复单位",
        "unit.move": "调整隶属",
        "unit.line": "调整报送",
        "place.add": "新增区划",
        "sheet.read": "读入表格",
        "sheet.take": "导入表格",
        "photo.add": "上传照片",
        "photo.remove": "删除照片",
    },
    group="单位",
)
