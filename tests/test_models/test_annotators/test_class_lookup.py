"""From a model's labels to the generator's."""

import pytest

from mmflexgen.models.annotators.class_lookup import LEFT_OUT, class_lookup
from mmflexgen.utils import InputError

FOUND = ('cat', 'couch', 'tree', 'sky')
WANTED = ('background', 'sofa', 'cat')


@pytest.mark.parametrize('rename,expected', [
    ({'couch': 'sofa', 'tree': None, 'sky': 'background'},
     [2, 1, LEFT_OUT, 0]),
    # '*' is the weakest: it changes neither what is named nor what fits.
    ({'couch': 'sofa', '*': 'background'}, [2, 1, 0, 0]),
    ({'couch': 'sofa', 'sky': None, '*': 'background'}, [2, 1, 0, LEFT_OUT]),
    ({'*': None}, [2, LEFT_OUT, LEFT_OUT, LEFT_OUT])])
def test_names_decide(rename, expected):
    assert class_lookup(FOUND, WANTED, rename, None).tolist() == expected


def test_what_cannot_be_is_named():
    with pytest.raises(InputError, match="finds 'couch', which is none of "
                       "the generator's classes background, sofa, cat"):
        class_lookup(FOUND, WANTED, None, None)
    with pytest.raises(InputError, match="finds 'ground'"):
        class_lookup(FOUND, WANTED, {'*': 'ground'}, None)
    with pytest.raises(InputError, match="rename .* has 'dog'"):
        class_lookup(FOUND, WANTED, {'dog': 'cat'}, None)
    with pytest.raises(InputError, match='does not say what its labels mean'):
        class_lookup((), WANTED, None, None)
