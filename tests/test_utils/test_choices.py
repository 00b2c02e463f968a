"""Options of a few words."""

import pytest

from mmflexgen.utils import InputError, check_choice


def test_a_choice_passes():
    check_choice('a of B', 'x', ('x', 'y'))
    check_choice('a of B', 2, (2, 3))
    # Registries of names, whose values do not matter, and one-pass iterables.
    check_choice('a of B', 'y', dict(x=1, y=2))
    check_choice('a of B', 'y', iter('xy'))


@pytest.mark.parametrize('value', ['z', '', None, 'xy', ['x']])
def test_another_value_is_named_with_what_there_is(value):
    with pytest.raises(InputError) as error:
        check_choice('a of B', value, ('x', 'y'))
    assert str(error.value) == f"a of B is {value!r}: use one of 'x', 'y'"
