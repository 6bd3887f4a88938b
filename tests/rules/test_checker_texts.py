"""The checker on whole texts: `# expect: kind | figure | figure` above `---` says what is planted; without one the text is clean."""

from pathlib import Path

from portal.checker.rules import Finding, find_contradictions

TEXTS = sorted((Path(__file__).parent.parent / "checker_texts").glob("*.txt"))
RECALL, ALARMS = 0.95, 0.02


def read(path: Path) -> tuple[list[tuple[str, list[str]]], str]:
    head, _, text = path.read_text(encoding="utf-8").partition("\n---\n")
    lines = [line[9:].split("|") for line in head.splitlines() if line.startswith("# expect:")]
    return [(kind.strip(), [it.strip() for it in figures]) for kind, *figures in lines], text


def places(text: str, figure: str) -> list[int]:
    """Return where a figure stands: everywhere, or at its nth place when it says so (860@2)."""
    words, _, nth = figure.partition("@")
    starts = [i for i in range(len(text)) if text.startswith(words, i)]
    return starts[int(nth) - 1 : int(nth)] if nth else starts


def names(finding: Finding, text: str, figure: str) -> bool:
    length = len(figure.partition("@")[0])
    return any(start < place + length and place < end for place in places(text, figure) for start, end in finding.spans)


def test_planted_contradictions_are_found_and_clean_figures_left_alone() -> None:
    missed, alarms, planted = [], [], 0
    for path in TEXTS:
        expected, text = read(path)
        found = find_contradictions(text)
        planted += len(expected)
        for kind, figures in expected:
            hit = next((it for it in found if it.kind == kind and all(names(it, text, figure) for figure in figures)), None)
            if hit is None:
                missed.append((path.name, kind, figures))
            else:
                found.remove(hit)
        alarms += [(path.name, it.kind, it.explanation) for it in found]
    assert len(TEXTS) >= 60
    assert len(missed) <= planted * (1 - RECALL), missed
    assert len(alarms) <= len(TEXTS) * ALARMS, alarms
