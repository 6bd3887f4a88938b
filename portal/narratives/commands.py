"""`flask report check FILE`: the contradiction checker for a text in a file."""

import json
from pathlib import Path

import click

from portal.checker.rules import KINDS, MAX_CHARS, Finding, find_contradictions

ENCODINGS = ("utf-8-sig", "gb18030")


@click.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="a list of {kind, spans, explanation}; spans are character offsets, half-open")
def check(file: Path, *, as_json: bool) -> None:
    """Name the figures of the text in FILE (UTF-8 or GB 18030) that cannot all be true."""
    text = _read(file)
    if len(text) > MAX_CHARS:
        raise click.ClickException(f"{file.name} has {len(text):,} characters; at most {MAX_CHARS:,} are read")
    found = find_contradictions(text)
    click.echo(json.dumps([_kept(it) for it in found], ensure_ascii=False, indent=1) if as_json else _words(text, found))


def _read(file: Path) -> str:
    for encoding in ENCODINGS:
        try:
            return file.read_text(encoding)
        except UnicodeDecodeError:
            continue
    raise click.ClickException(f"{file.name} is no text in UTF-8 or GB 18030")


def _kept(it: Finding) -> dict[str, object]:
    return {"kind": it.kind, "spans": [list(span) for span in it.spans], "explanation": it.explanation}


def _words(text: str, found: list[Finding]) -> str:
    lines = [
        f"{n}. {KINDS[it.kind]}：{it.explanation}（{'、'.join(text[a:b] for a, b in it.spans)}）" for n, it in enumerate(found, start=1)
    ]
    return "\n".join(lines) or "没有发现互相矛盾的数字"
