"""A detector from a config, against mmdet's own inference."""

import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.registry import MODELS, init_default_scope

from mmflexgen.evaluation.detector import Detector
from mmflexgen.utils import InputError
from mmflexgen.utils.config import load_config

ORACLE = 'configs/downstream/shapesworld_oracle_detector.py'


@pytest.fixture(scope='module')
def oracle(tmp_path_factory):
    """The oracle's config, and random weights that find things."""
    pytest.importorskip('mmdet')
    cfg = load_config(ORACLE)
    cfg.model.test_cfg.score_thr = 0.
    init_default_scope('mmdet')
    torch.manual_seed(0)
    model = MODELS.build(cfg.model)
    model.init_weights()
    torch.nn.init.normal_(model.bbox_head.atss_cls.weight, std=0.3)
    path = str(tmp_path_factory.mktemp('oracle') / 'weights.pth')
    torch.save(dict(state_dict=model.state_dict()), path)
    return cfg, path


def test_objects_are_those_of_mmdet(oracle, tmp_path):
    from mmdet.apis import inference_detector, init_detector
    cfg, path = oracle
    detector = Detector(cfg, path, 'cpu')
    images = np.random.default_rng(0).integers(
        0, 256, (3, 64, 64, 3)).astype(np.uint8)
    found = detector(list(images), batch_size=2)
    copied = Config(cfg.to_dict())
    model = init_detector(copied, path, device='cpu', palette='random')
    assert len(found) == 3
    for image, objects in zip(images, found):
        # mmdet reads BGR.
        expected = inference_detector(model, image[..., ::-1]).pred_instances
        assert len(objects) == len(expected) > 0
        for key in ('bboxes', 'scores'):
            np.testing.assert_allclose(
                objects[key], expected[key].cpu().numpy(), rtol=1e-3,
                atol=1e-3)
        assert objects.labels.tolist() == expected.labels.tolist()
        # In pixels of the image, not of the network's input.
        assert 32 < objects.bboxes.max() <= 64


def test_classes_of_the_config(oracle):
    detector = Detector(*oracle, 'cpu')
    assert detector.classes[:2] == ('disc', 'square')
    detector.check_classes(['disc', 'figure'], 'data/x')
    with pytest.raises(InputError, match="data/x asks for 'moon'"):
        detector.check_classes(['disc', 'moon'], 'data/x')
    cfg = Config(oracle[0].to_dict())
    del cfg.test_dataloader.dataset['metainfo']
    assert Detector(cfg, oracle[1], 'cpu').classes[0] == 'person'
