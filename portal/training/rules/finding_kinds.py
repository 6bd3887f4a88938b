"""Findings: their kinds in plain words, and who may explain and close one."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What looks wrong. `…_across`, and two counties, are found by the round of the whole city."""

    OVERLAP = "overlap"
    OVERLAP_ACROSS = "overlap_across"
    TWO_COUNTIES = "two_counties"
    LONG_LESSON = "long_lesson"
    ODD_HOUR = "odd_hour"
    BURST = "burst"
    SAME_PHOTO = "same_photo"
    SAME_PHOTO_ACROSS = "same_photo_across"
    REPEAT = "repeat"
    REPEAT_ACROSS = "repeat_across"
    ONE_PHONE = "one_phone"
    ODD_AGE = "odd_age"
    STUDENT = "student"
    SHORT_CLASS = "short_class"
    OVERFULL = "overfull"

    @property
    def label(self) -> str:
        """Its words on the page."""
        return _KINDS[self][0]

    @property
    def why(self) -> str:
        """What it means, and what to look at, for whoever has to explain it."""
        return _KINDS[self][1]

    @property
    def is_across(self) -> bool:
        """Whether it takes rows of several stations to see it."""
        return self is Kind.TWO_COUNTIES or self.endswith("_across")


_KINDS: Final = {
    Kind.OVERLAP: ("同时在两节课", "同一人同一时间在本站的两节课里都有签到。请核对纸质签到表，看哪一节是代签或录错。"),
    Kind.OVERLAP_ACROSS: ("同时在两站上课", "同一人同一时间在两个驿站的课上都有签到。请与另一个驿站核对签到表。"),
    Kind.TWO_COUNTIES: ("同日在两县上课", "同一人同一天在两个县（市、区）的课上都有签到，且都不是线上课。请核对是否代签、录错人。"),
    Kind.LONG_LESSON: ("授课时长超过钟点", "记下的授课分钟数比开始到结束的时间还长。请核对时长和起止时间。"),
    Kind.ODD_HOUR: ("深夜或清晨的课", "课在早上 6 点以前或晚上 10 点以后。请核对起止时间是否填错。"),
    Kind.BURST: ("几秒内集中签到", "十几人以上在半分钟内扫码签到。可能是一个人替别人扫的，请说明当时的情形。"),
    Kind.SAME_PHOTO: ("照片重复使用", "同一张照片用在本站两节课上。请移除用错的一张，补上当节课的照片。"),
    Kind.SAME_PHOTO_ACROSS: ("与别站照片相同", "同一张照片用在两个驿站的课上。请说明照片是哪一站哪节课拍的，移除用错的一张。"),
    Kind.REPEAT: ("回炉计为首次", "同一人同一课程在本站两次计为首次培训。第二次应登记为回炉，不计入培训人次。"),
    Kind.REPEAT_ACROSS: ("别站已培训过", "同一人同一课程在别的驿站已计为首次培训，这一次应登记为回炉。"),
    Kind.ONE_PHONE: ("多人一个电话", "三名以上学员（或意愿登记）用了同一个电话。请核实是否本人，改成各自的电话。"),
    Kind.ODD_AGE: ("年龄不在范围", "开课当天不满 16 岁或超过 65 岁。请核对证件和年龄。"),
    Kind.STUDENT: ("在校学生上学日上课", "登记为在校学生，却在上学的日子来上课。请核对是否还在上学。"),
    Kind.SHORT_CLASS: ("学时对不上", "班已结业，但课次里没有授课时长，或结业学时比课次合计还多。请补录课次，或更正学时。"),
    Kind.OVERFULL: ("到课超过容量", "到课人数比教室能容纳的还多。请核对到课人数或教室容量。"),
}
STATES: Final = {"open": ("待说明", "warn"), "explained": ("待核销", "info"), "closed": ("已核销", "good")}


@dataclass(frozen=True, slots=True)
class Case:
    """How a finding stands."""

    state: str
    is_there: bool
    explained_by: int | None
    authors: frozenset[int]

    def why_not_explain(self) -> str:
        """Return why it takes no explanation now; empty when it does."""
        return "这条疑点已经核销，不能再说明。" if self.state == "closed" else ""

    def why_not_close(self, account_id: int) -> str:
        """Return why this account may not close it now; empty when she may: four eyes look at every finding.

        What is there no more needs no explanation.
        """
        if self.state == "closed":
            return "这条疑点已经核销。"
        if self.state == "open" and self.is_there:
            return "驿站还没有说明这条疑点，说明以后才能核销。"
        if account_id == self.explained_by:
            return "这条疑点是您说明的，须由另一人核销；驿站没有第二人时，请县（市、区）妇联核销。"
        if account_id in self.authors:
            return "疑点里的记录是您登记的，须由另一人核销；驿站没有第二人时，请县（市、区）妇联核销。"
        return ""
