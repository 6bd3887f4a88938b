"""A published bulletin as an official document with red letters."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from portal.bulletins.pictures import picture_of
from portal.bulletins.rules import Content, Section
from portal.typeset.rules.document import Block, Column, Copies, Document, Figure, Head, Heading, Paragraph, Table, plain
from portal.web.charts import paper_chart

_SHOWN_DIGEST = 16


def document_of(paper: Mapping[str, Any]) -> Document:
    """Return the document that the paper of a published bulletin is.

    Args:
        paper: what `paper_of` gives, and the imprint.
    """
    content = Content.read(paper["content"])
    issuer, published = f"{content.city}妇女联合会", date.fromisoformat(paper["published"])
    return Document(
        f"{paper['title']}\n（{paper['period']}）",
        tuple(_blocks(content, paper["period"])),
        Head(f"{issuer}文件", paper["number"]),
        "各县（市、区）妇联",
        signature=issuer,
        day=published,
        note=f"校验码：{paper['digest'][:_SHOWN_DIGEST]}",
        copies=Copies("", issuer, published),
        imprint=paper.get("imprint") or {},
    )


def _blocks(content: Content, period: str) -> Iterator[Block]:
    opening = content.foreword or f"现将{period}{content.city}巾帼家政工作情况通报如下。"
    yield Paragraph(plain(opening))
    yield Paragraph(plain(f"本通报数据截至{content.cutoff}。"))
    if content.gaps:
        yield Paragraph(plain(content.gaps))
    for section in content.sections:
        yield Heading(1, plain(section.title))
        yield from _section(section)


def _section(section: Section) -> Iterator[Block]:
    if not section.rows:
        yield Paragraph(plain(section.empty))
        return
    for words in section.lead:
        yield Paragraph(plain(words))
    columns = (Column(it.label, it.unit, align="right" if it.is_number else "left") for it in section.heads)
    yield Table((Column("序号", align="center"), *columns), tuple((str(number), *row) for number, row in enumerate(section.rows, start=1)))
    if picture := picture_of(section):
        yield Figure(str(paper_chart(picture)), picture.title)
