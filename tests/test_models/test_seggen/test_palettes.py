"""A checkpoint goes with the colours that it was trained with."""

import json
import os.path as osp
from copy import deepcopy

import pytest
import torch
from mmengine.runner import Runner

from mmflexgen.models.colour_codec import ColourCodec
from mmflexgen.registry import DATASETS, TASK_UTILS
from mmflexgen.utils import InputError
from mmflexgen.utils.config import load_config

TYPE = 'mmflexgen.ColourCodec'
META = 'mmflexgen.ShapesWorldDataset'
CONFIGS = osp.join(osp.dirname(__file__), '../../../configs/seggen')


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


@pytest.mark.parametrize('name', [
    'text2mask_shapesworld-64_400', 'text2mask-panoptic_shapesworld-64_400',
    'mask2img_shapesworld-64_400', 'mask2img-panoptic_shapesworld-64_400',
    'text2mask_sdxl_ade20k-768', 'mask2img_sdxl_coco-panoptic-768'])
def test_configs_name_the_classes_of_their_data(name):
    cfg = load_config(osp.join(CONFIGS, f'{name}.py'))
    dataset = cfg.train_dataloader.dataset
    assert dataset.pipeline[-1].codec == cfg.model.codec
    expected = dataset.get('metainfo') or DATASETS.get(dataset.type).METAINFO
    codec = TASK_UTILS.build(cfg.model.codec)
    assert codec.palette_file.classes == tuple(expected['classes'])
    if codec.edge_row is not None:
        assert codec.palette_file.classes == (*expected['thing_classes'],
                                              *expected['stuff_classes'])


def test_class_names_travel_with_the_export(build, tmp_path):
    build('Mask2Img', codec=dict(
        type=TYPE, num_classes=13, classes=META)).export(str(tmp_path))
    path = tmp_path / 'palette.json'
    names = DATASETS.get(META).METAINFO['classes']
    assert json.loads(path.read_text())['classes'] == list(names)
    assert names[2] == 'square'
    with pytest.raises(InputError, match="class 2 is 'square' there and "
                       "'cube' here"):
        ColourCodec(13, palette=path, classes=[
            'cube' if name == 'square' else name for name in names])
    with pytest.raises(InputError, match="'NoDataset' is no registered"):
        ColourCodec(13, classes='NoDataset')
