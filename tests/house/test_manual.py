"""The manual says what stands on the pages, and each of its pictures is made, kept and shown."""

import ast
import re
from pathlib import Path

from PIL import Image

from portal.home.manual import PAGES, read_manual

ROOT = Path(__file__).parents[2]
MANUAL = ROOT / "docs" / "manual"
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in sorted(MANUAL.glob("*.md"))}
SHOWN = {name for text in TEXTS.values() for name in re.findall(r"\]\(pictures/([^)]+)\)", text)}
MOST_PICTURES, MOST_BYTES, TASKS, STEPS = 22, 60 * 1024, range(5, 11), range(3, 7)


def made() -> set[str]:
    """The names of the pictures the script takes, read without running it."""
    calls = [node for node in ast.walk(ast.parse((MANUAL / "pictures.py").read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    named = [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Picture"]
    return {f"{name.value}.png" for name in named if isinstance(name, ast.Constant)}


def test_every_picture_is_shown_made_and_kept() -> None:
    assert made() == SHOWN == {path.name for path in (MANUAL / "pictures").iterdir()}
    assert len(SHOWN) <= MOST_PICTURES


def test_every_picture_is_a_small_one_of_a_palette() -> None:
    for path in (MANUAL / "pictures").iterdir():
        with Image.open(path) as picture:
            assert (picture.format, picture.mode) == ("PNG", "P"), path.name
        assert path.stat().st_size <= MOST_BYTES, path.name


def test_every_word_it_names_stands_in_the_product() -> None:
    sources = [*ROOT.glob("portal/**/*.py"), *ROOT.glob("portal/templates/**/*.html")]
    product = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    named = {(name, word) for name, text in TEXTS.items() for word in re.findall(r"「([^」]*)」", text)}
    assert {(name, word) for name, word in named if word not in product} == set()


def test_every_page_is_reached_from_the_index() -> None:
    assert set(re.findall(r"\]\(([\w-]+\.md)\)", TEXTS["README.md"])) == TEXTS.keys() - {"README.md"}
    assert {f"{name}.md" for name in PAGES} == TEXTS.keys() - {"README.md"}


def test_every_role_has_a_handful_of_tasks_of_a_few_steps() -> None:
    for name in PAGES:
        blocks = read_manual(name)
        assert sum(it.kind == "heading" for it in blocks) in TASKS, name
        assert [it.lines[0] for it in blocks if it.kind == "step" and len(it.lines) not in STEPS] == [], name
        assert {it.picture for it in blocks if it.kind == "picture"} == set(re.findall(r"pictures/([^)]+)", TEXTS[f"{name}.md"]))
