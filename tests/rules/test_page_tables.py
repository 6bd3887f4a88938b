"""A page's table read back: what is shown, as text and figures, and nothing that is done."""

import pytest

from portal.imports.pages import read_page
from portal.imports.tables import values_of

PAGE = """<main><h1>名单</h1>
<nav class="tabs"><ul><li><a href="#" aria-current="page">在任</a></li><li><a href="#">全部</a></li></ul></nav>
<form class="filter"><label for="m">月份</label><input id="m" name="m" value="2026-03">
<label for="k">类别</label><select id="k"><option value="">全部</option><option selected value="1">培训</option></select></form>
<div class="scroll" aria-label="名单"><table class="list">
<thead><tr><th class="seq">序号</th><th rowspan="1">姓名</th><th class="num">人次<span class="unit">人次</span></th>
<th class="ops">操作</th></tr></thead>
<tbody><tr><td class="seq">1</td><td>陈<br>秀英<span class="visually-hidden">不说</span></td>
<td class="num">%s</td><td class="ops"><a>改</a></td></tr></tbody>
</table></div><p data-status>共 1,041 条，第 1 / 42 页</p></main>"""


@pytest.mark.parametrize(
    ("shown", "value"), [("1,234", 1234), ("–", None), ("12.50", 12.5), ("25.0%", 0.25), ("<3", "<3"), ("=1+1", "=1+1"), ("", "")]
)
def test_a_figure_is_a_number_and_all_else_is_text(shown: str, value: object) -> None:
    table = read_page(PAGE % shown.replace("<", "&lt;")).tables[0]
    columns = table.columns(table.body)
    assert values_of(columns, table.kept(), table.body[0]) == [1, "陈 秀英", value]


def test_heads_units_filters_and_pages_are_read() -> None:
    page = read_page(PAGE % "1")
    assert [(it.label, it.unit) for it in page.tables[0].columns(page.tables[0].body)] == [("序号", ""), ("姓名", ""), ("人次", "人次")]
    assert (page.title, page.pages) == ("名单", 42)
    assert page.said_filters() == ["在任", "月份：2026-03", "类别：培训"]


def test_wide_and_tall_cells_stand_where_they_are_seen() -> None:
    rows = '<tr><td rowspan="2">甲</td><td colspan="2">乙</td></tr><tr><td>丙</td><td>丁</td></tr>'
    head = "<thead><tr><th>一</th><th>二</th><th>三</th></tr></thead>"
    table = read_page(f'<table class="list">{head}<tbody>{rows}</tbody></table>').tables[0]
    assert [[cell.text for cell in row] for row in table.body] == [["甲", "乙", ""], ["甲", "丙", "丁"]]
