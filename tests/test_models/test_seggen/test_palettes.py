"""A checkpoint goes with the colours that it was trained with."""

import json
from copy import deepcopy

import pytest
import torch
from mmengine.runner import Runner

from mmflexgen.models.colour_codec import ColourCodec
from mmflexgen.utils import InputError

TYPE = 'mmflexgen.ColourCodec'


@pytest.fixture
def other_palette(tmp_path):
    """ShapesWorld's palette with two classes' colours exchanged."""
    path = tmp_path / 'palette.json'
    ColourCodec(13).save(path)
    content = json.loads(path.read_text())
    colours = content['colours']
    colours[3], colours[5] = colours[5], colours[3]
    path.write_text(json.dumps(content))
    return str(path)


@pytest.mark.parametrize('kind', ['Text2Mask', 'Mask2Img'])
def test_another_palette_is_refused(build, other_palette, kind, tmp_path):
    """By mmengine's loading, which resuming begins with."""
    model = build(kind)
    path = str(tmp_path / 'kept.pth')
    torch.save(dict(state_dict=model.state_dict(), meta={}), path)

    def load(into):
        runner = Runner(into, str(tmp_path / 'work'), log_level='ERROR',
                        experiment_name=f'{kind}{id(into)}')
        runner.load_checkpoint(path)

    same = build(kind)
    with torch.no_grad():
        for weight in same.network.parameters():
            weight.zero_()
    load(same)
    for name, value in model.state_dict().items():
        assert torch.equal(value, same.state_dict()[name]), name
    with pytest.raises(InputError, match='class 3 is .* there and .* in the '
                       'config') as error:
        load(build(kind, codec=dict(type=TYPE, num_classes=13,
                                    palette=other_palette)))
    assert 'set codec.palette' in str(error.value)
    assert '\n' not in str(error.value)


def test_another_number_of_colours_is_refused(build):
    model = build('Mask2Img')
    for codec in (dict(num_classes=14),
                  dict(num_classes=13, edge=True, num_things=12)):
        other = build('Mask2Img', codec=dict(type=TYPE, **codec))
        with pytest.raises(InputError, match='it has 14 colours, the config '
                           '15'):
            other.load_state_dict(model.state_dict())
    # Averages are copies.
    copy = deepcopy(model)
    copy.load_state_dict(model.state_dict())
    assert torch.equal(copy.palette, model.palette)
