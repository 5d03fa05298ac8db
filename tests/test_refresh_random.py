"""Whatever is done to a report and its register: nothing typed is lost, every figure is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx_parts import facts, rich
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from refresh_parts import GROUPS, VALUES, a_group, again, edited, free, keyed, lines, root, written
from word_edits import EDITS, SIGN, signs

from digit_xl.facts import Records
from digit_xl.word import package
from digit_xl.word.ledger import part as ledgers
from digit_xl.word.ledger.entries import FIGURES
from digit_xl.word.ledger.standing import standing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digit_xl.facts import Node, Value
    from digit_xl.word.ledger.entries import Key
    from digit_xl.word.wml import Element

    Values = Mapping[str, Value | Node]

REPORT = written()
STEPS = st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 500)), max_size=6)
FEW = st.integers(0, 9)
AMOUNTS = st.dictionaries(st.sampled_from("abcdef"), FEW, max_size=5).map(lambda it: lines(**it))
GROUP = st.builds(
    lambda name, text, extra, amounts: {**a_group(name, text, extra), "poster": amounts},
    *(st.sampled_from(["Første", "Nyt"]), st.sampled_from(["Det første.", "Andet {x}."])),
    *(st.none() | FEW, AMOUNTS),
)
NAMES = keyed(GROUPS).names
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "navn": st.sampled_from(["Foreningen", "En ny forening", ""]),
        "sum": st.integers(-500, 500) | st.none(),
        "vis": st.sampled_from(["ja tak", "hellere", ""]),
        "tekst": st.sampled_from([VALUES["tekst"], rich("Kort {sum|kr}", sum=8), rich("")]),
        "linjer": AMOUNTS,
        "grupper": st.dictionaries(
            st.sampled_from(["g1", "g2", "g3", "g4"]), GROUP, max_size=4
        ).map(lambda it: keyed(it, NAMES)),
    },
)


def worked(steps: list[tuple[object, int]]) -> bytes:
    """The small report after those edits; each types a sign of its own."""

    def change(within: Element) -> None:
        for at, (edit, number) in enumerate(steps):
            edit(within, number, f"{SIGN}{at}·")  # type: ignore[operator] # an edit

    return edited(REPORT, change)


def figures(document: bytes) -> dict[Key, set[str]]:
    """What each figure of the document shows."""
    opened = package.opened(document, "document")
    kinds = {key: entry.kind for key, entry in ledgers.read(opened).entries.items()}
    found: dict[Key, set[str]] = {}
    for control in standing(opened).controls:
        if kinds.get(control.key) in FIGURES:
            found.setdefault(control.key, set()).add(control.text)
    return found


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS, CHANGES)
def test_nothing_typed_is_lost_and_every_figure_is_the_registers(
    steps: list[tuple[object, int]], changes: Values
) -> None:
    document = worked(steps)
    values = {**VALUES, **changes}
    made, _ = again(document, values)
    assert signs(root(made)) == signs(root(document))
    right = figures(written(values))
    shown = figures(made)
    assert {key: texts for key, texts in shown.items() if key in right} == {
        key: texts for key, texts in right.items() if key in shown
    }
    twice, _ = again(edited(made, lambda _: None), values)
    assert free(root(twice)) == free(root(made))
    assert figures(twice) == shown


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS, st.integers(-500, 500), FEW)
def test_all_text_outside_the_controls_is_the_same(
    steps: list[tuple[object, int]], amount: int, other: int
) -> None:
    document = worked(steps)
    made, _ = again(document, {**VALUES, "sum": amount, "linjer": lines(a=other, b=2, c=other)})
    assert free(root(made)) == free(root(document))


def test_the_random_registers_have_facts() -> None:
    assert isinstance(facts(**VALUES)["grupper"], Records)
