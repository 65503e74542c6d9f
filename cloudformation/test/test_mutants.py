"""What mutants.py breaks is there to be broken."""

import re

import pytest
from conftest import FOLDER, ROOT
from mutants import MUTANTS


def test_each_promise_has_a_mutant():
    assert sorted(MUTANTS) == list(range(1, 26))


@pytest.mark.parametrize("number", MUTANTS)
def test_its_text_and_its_tests_are_there(number):
    _, name, text, other, tests = MUTANTS[number]
    assert text in (FOLDER / name).read_text() and text != other
    file, names = tests.split(":", 1)
    if file == "server":
        assert all(list((ROOT / "server/src/test/java").rglob(f"{each}.java")) for each in names.split(","))
    else:
        assert re.search(rf"^def {names.lstrip(':')}", (FOLDER / "test" / file).read_text(), re.MULTILINE)
