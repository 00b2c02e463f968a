"""Training from the cache is training from the images."""

from typing import Any, Dict, List

import pytest
import torch
from mmengine.dataset import pseudo_collate
from mmengine.structures import InstanceData

from mmflexgen.datasets.shapesworld_dataset import ShapesWorldDataset
from mmflexgen.registry import TRANSFORMS
from mmflexgen.utils import InputError


@TRANSFORMS.register_module()
class ObjectPerClass:
    """Gives a packed label map's classes as objects too."""

    def __call__(self, results: Dict[str, Any]) -> Dict[str, Any]:
        label = results['data_samples'].gt_sem_seg.data
        classes = [int(value) for value in label.unique() if value]
        results['data_samples'].gt_instances = InstanceData(
            labels=torch.tensor(classes, dtype=torch.long) - 1,
            masks=label == torch.tensor(classes).view(-1, 1, 1))
        return results


def losses(model: Any, dataset: Any, indices: List[int]) -> Dict[str, float]:
    """Of one batch, with the same points and dropout each time."""
    data = pseudo_collate([dataset[index] for index in indices])
    torch.manual_seed(3)
    data = model.data_preprocessor(data, True)
    return {key: value.item()
            for key, value in model(**data, mode='loss').items()}


@pytest.mark.parametrize('channels', ['class', 'token'])
def test_float32_gives_the_live_losses(channels, build_model, fill_cache):
    # One cache serves both kinds of channels.
    cached = fill_cache(dtype='float32')
    live = build_model(attn_channels=channels)
    model = build_model(attn_channels=channels,
                        feature_cache=cached.cache_dir)
    seen = set()
    for index in range(len(cached)):
        expected = losses(live, cached.views, [index])
        assert losses(model, cached, [index]) == expected
        seen.add(round(sum(expected.values()), 6))
    assert len(seen) == len(cached) == 6
    # In a batch, the UNet's sums come out different in the last bits.
    assert losses(model, cached, [0, 4, 2]) == pytest.approx(
        losses(live, cached.views, [0, 4, 2]), rel=1e-4, abs=1e-5)
    assert not model.base.is_loaded


def test_float16_is_close(build_model, fill_cache):
    cached = fill_cache()
    model = build_model(feature_cache=cached.cache_dir)
    for indices in ([0], [5, 1]):
        assert losses(model, cached, indices) == pytest.approx(
            losses(build_model(), cached.views, indices), rel=2e-2, abs=2e-3)


def test_several_decoders_train_from_one_cache(build_model, fill_cache,
                                               dataset, decoders):
    dataset['pipeline'].append(dict(type='mmflexgen.ObjectPerClass'))
    classes = ShapesWorldDataset.METAINFO['classes']
    metainfo = dict(classes=classes, thing_classes=classes[1:])
    cached = fill_cache(dict(metainfo=metainfo), dtype='float32')
    model = build_model(metainfo=metainfo, decoders=decoders,
                        feature_cache=cached.cache_dir)
    live = build_model(metainfo=metainfo, decoders=decoders)
    for index in range(3):
        found = losses(model, cached, [index])
        assert found == losses(live, cached.views, [index])
        assert {name.split('.')[0] for name in found} == set(decoders)


def test_gradients_are_the_same(build_model, fill_cache):
    cached = fill_cache(dtype='float32')
    gradients = []
    for model, data in ((build_model(), cached.views),
                        (build_model(feature_cache=cached.cache_dir),
                         cached)):
        data = model.data_preprocessor(pseudo_collate([data[3]]), True)
        torch.manual_seed(3)
        sum(model(**data, mode='loss').values()).backward()
        gradients.append([p.grad for p in model.parameters()])
    for ours, expected in zip(*gradients):
        assert torch.equal(ours, expected)


def test_moved_images_and_other_decoders_keep_the_cache(
        build_model, build_cached, fill_cache, dataset, tmp_path):
    cached = fill_cache()
    moved = tmp_path / 'elsewhere'
    (tmp_path / 'data').rename(moved)
    again = build_cached(dataset=dict(dataset, data_root=str(moved)))
    assert len(again[0]['inputs'].column.features) == 3
    model = build_model(
        base=dict(num_inference_steps=7), feature_cache=cached.cache_dir,
        restrict_to_prompt=True, class_names=['given', 'none'])
    assert 'semantic.loss_mask' in losses(model, again, [0, 1])


def test_one_cache_for_data_and_model(build_model, fill_cache):
    first, second = fill_cache(name='first'), fill_cache(name='second')
    model = build_model(feature_cache=first.cache_dir)
    with pytest.raises(InputError, match="'.*second', but .*first'"):
        losses(model, second, [0])
    with pytest.raises(InputError, match="second', but .*is 'None'"):
        losses(build_model(), second, [0])
    with pytest.raises(InputError, match='batch mixes the feature caches'):
        model.data_preprocessor(pseudo_collate([first[0], second[0]]), True)


def test_predicts_images_as_ever(build_model, fill_cache):
    cached = fill_cache()
    live = build_model().eval()
    model = build_model(feature_cache=cached.cache_dir).eval()
    outputs = []
    for each in (live, model):
        outputs.append(each.val_step(pseudo_collate([cached.views[1]]))[0])
    assert torch.equal(outputs[0].seg_logits.data,
                       outputs[1].seg_logits.data)
    assert model.base.is_loaded
