"""Top-down pose estimation: crops, loss, predictions and AP."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from mmengine.dataset import Compose
from mmengine.registry import DATASETS, MODELS, init_default_scope
from mmengine.runner import Runner
from PIL import Image

from mmflexgen.datasets.shapesworld.classes import KEYPOINTS
from mmflexgen.models.decoders.heads.heatmaps import draw_heatmaps
from mmflexgen.utils import InputError
from mmflexgen.utils.config import load_config

CONFIG = (Path(__file__).parents[3] / 'configs' / 'downstream' /
          'hrnet-w32_coco-256x192_800.py')
POINTS = [(30, 20, 2), (24, 40, 2), (43, 35, 2)]
BOX = [18, 12, 50, 52]


def _record():
    """A person of three joints, a blurred spot on each in its colour."""
    image = np.zeros((72, 96, 3), np.float32)
    for channel, (x, y, _) in enumerate(POINTS):
        image[y, x, channel] = 255
    image = cv2.GaussianBlur(image, (0, 0), 2)
    return dict(
        img=image / image.max() * 255, img_shape=(72, 96),
        ori_shape=(72, 96), img_path='a.png', flip_indices=[0, 2, 1],
        instances=[dict(bbox=BOX, bbox_label=0, area=900.,
                        keypoints=np.ravel(POINTS).tolist())])


def _crop(as_annotated=False, **options):
    init_default_scope('mmdet')
    steps = [dict(type='mmflexgen.CropPerson', size=(64, 48), **options),
             dict(type='mmflexgen.PackPoseInputs', as_annotated=as_annotated,
                  meta_keys=('homography_matrix', 'img_shape'))]
    return Compose(steps)(_record())


def _spots(picture):
    """Centres of the light per channel (3, 2), x and y."""
    light = picture.numpy().astype(float)
    rows, columns = np.mgrid[:light.shape[1], :light.shape[2]]
    total = light.sum((1, 2))
    return np.stack([(light * columns).sum((1, 2)) / total,
                     (light * rows).sum((1, 2)) / total], 1)


@pytest.mark.parametrize('options, order', [
    (dict(), [0, 1, 2]),
    (dict(scale=0.3, rotate=20., rotate_prob=1.), [0, 1, 2]),
    (dict(flip_prob=1.), [0, 2, 1]),
    (dict(scale=0.3, rotate=20., rotate_prob=1., flip_prob=1.), [0, 2, 1])])
def test_joints_follow_the_crop(options, order):
    np.random.seed(3)
    packed = _crop(**options)
    assert packed['inputs'].shape == (3, 64, 48)
    person = packed['data_samples'].gt_instances
    assert (person.keypoints[0, :, 2] == 2).all()
    assert np.abs(_spots(packed['inputs'])[order]
                  - person.keypoints.numpy()[0, :, :2]).max() < 0.2
    assert person.areas.tolist() == [900.]


def test_the_box_fills_the_crop():
    """A box of 32 x 40 in 48 x 64, a quarter wider: its width decides."""
    person = _crop()['data_samples'].gt_instances
    factor = 48 / (32 * 1.25)
    left, top = 24 - 16 * factor, 32 - 20 * factor
    np.testing.assert_allclose(person.bboxes[0], [
        left, top, 48 - left, 64 - top], atol=1e-4)


def _estimator(**options):
    torch.manual_seed(0)
    return MODELS.build(dict(
        type='mmflexgen.TopDownPoseEstimator', in_channels=4,
        keypoints=('nose', 'left_eye', 'right_eye'),
        backbone=dict(type='mmseg.ResNet', depth=18, base_channels=4),
        **options))


def test_loss_is_the_mean_squared_error_of_gaussians():
    model = _estimator(sigma=1.5)
    maps = torch.rand(2, 3, 16, 12)
    model.heatmaps = lambda inputs: maps
    samples = [_crop()['data_samples'] for _ in range(2)]
    samples[1].gt_instances.keypoints[0, 1, 2] = 0
    loss = model(torch.zeros(2, 3, 64, 48), samples, mode='loss')
    errors = []
    rows, columns = np.mgrid[:16, :12]
    for index, sample in enumerate(samples):
        for joint, (x, y, seen) in enumerate(
                sample.gt_instances.keypoints[0].tolist()):
            if seen:
                # A cell is four pixels wide; its centre is 1.5 from the
                # centre of its first pixel.
                distance = ((columns - (x - 1.5) / 4)**2
                            + (rows - (y - 1.5) / 4)**2)
                truth = np.exp(-distance / (2 * 1.5**2))
                errors.append(np.mean(
                    (maps[index, joint].numpy() - truth)**2))
    assert len(errors) == 5
    assert loss['loss_heatmap'].item() == pytest.approx(
        np.mean(errors), rel=1e-5)


def test_predictions_are_in_the_image():
    """Whatever the crop did, the joints come back where they are."""
    np.random.seed(3)
    packed = _crop(as_annotated=True, scale=0.3, rotate=20., rotate_prob=1.)
    sample = packed['data_samples']
    matrix = np.float64(sample.homography_matrix)
    points = np.float64(POINTS)
    points[:, 2] = 1
    places = (points + [0.5, 0.5, 0]) @ matrix.T - [0.5, 0.5, 0]
    model = _estimator(flip_test=False)
    model.heatmaps = lambda inputs: draw_heatmaps(
        torch.tensor(places)[None], (16, 12), (64, 48), 2.)
    found, = model(packed['inputs'][None].float(), [sample], mode='predict')
    person = found.pred_instances
    assert person.keypoints.shape == (1, 3, 3)
    assert np.abs(person.keypoints[0, :, :2].numpy()
                  - points[:, :2]).max() < 0.5
    assert sample.gt_instances.keypoints[0].tolist() == [
        list(map(float, point)) for point in POINTS]
    assert person.scores.item() == pytest.approx(
        person.keypoints[0, :, 2].mean().item())


def test_flip_test_swaps_left_and_right():
    """The mean with the mirrored picture's joints is what it was."""
    model = _estimator()
    packed = _crop(as_annotated=True)

    def heatmaps(inputs):
        maps = torch.nn.functional.avg_pool2d(inputs, 4) / 255
        mirrored = inputs[0, 0].sum(0).argmax() > 23
        # To a network, a mirrored left eye is a right one.
        return maps[:, [0, 2, 1]] if mirrored else maps

    picture = packed['inputs'][None].float()
    assert picture[0, 0].sum(0).argmax() <= 23
    straight = _estimator(flip_test=False)
    model.heatmaps = straight.heatmaps = heatmaps
    both, = model.predict(picture, [packed['data_samples'].clone()])
    one, = straight.predict(picture, [packed['data_samples'].clone()])
    torch.testing.assert_close(both.pred_instances.keypoints,
                               one.pred_instances.keypoints)


@pytest.fixture
def people(tmp_path):
    """Three images with two persons each, and one crowd."""
    rng = np.random.default_rng(0)
    (tmp_path / 'images').mkdir()
    annotations = []
    for image in range(3):
        Image.fromarray(rng.integers(0, 255, (80, 120, 3), np.uint8)).save(
            tmp_path / 'images' / f'{image}.jpg')
        for left in (5, 60):
            points = np.concatenate([
                rng.uniform((left, 10), (left + 50, 70), (17, 2)).round(),
                rng.integers(1, 3, (17, 1))], 1)
            annotations.append(dict(
                id=len(annotations) + 1, image_id=image, category_id=1,
                iscrowd=0, bbox=[left, 10, 50, 60], area=2000,
                num_keypoints=17, keypoints=points.ravel().tolist()))
    annotations.append(dict(annotations[0], id=99, iscrowd=1))
    annotations.append(dict(annotations[0], id=98, num_keypoints=0,
                            keypoints=[0] * 51))
    path = tmp_path / 'people.json'
    path.write_text(json.dumps(dict(
        images=[dict(id=image, file_name=f'{image}.jpg', width=120,
                     height=80) for image in range(3)],
        categories=[dict(id=1, name='person', keypoints=list(KEYPOINTS),
                         skeleton=[])],
        annotations=annotations)))
    return path


def test_a_sample_per_person(people):
    cfg = dict(type='mmflexgen.CocoPersonsDataset', ann_file=str(people),
               data_prefix=dict(img=str(people.parent / 'images')))
    dataset = DATASETS.build(cfg)
    assert len(dataset) == 6
    boxes = [dataset.get_data_info(index)['instances'][0]['bbox'][0]
             for index in range(6)]
    assert boxes == [5, 60] * 3
    content = json.loads(people.read_text())
    content['annotations'] = content['annotations'][-1:]
    people.write_text(json.dumps(content))
    with pytest.raises(InputError, match='no person with a labelled joint'):
        DATASETS.build(cfg)


def test_hrnet_w32_has_its_size_and_uses_every_weight():
    """HRNet's authors count 28.5 M parameters at 256 x 192."""
    cfg = load_config(str(CONFIG))
    init_default_scope(cfg.default_scope)
    cfg.model.backbone.init_cfg = None
    model = MODELS.build(cfg.model)
    count = sum(weight.numel() for weight in model.parameters())
    assert count / 1e6 == pytest.approx(28.5, abs=0.1)
    # Batches of 2: the statistics of one cell have no spread.
    maps = model(torch.rand(2, 3, 64, 64))
    assert maps.shape == (2, 17, 16, 16)
    maps.sum().backward()
    assert all(weight.grad is not None for weight in model.parameters())


def test_config_trains_and_is_evaluated(people, tmp_path):
    """COCO's config on a narrow backbone; joints that are told as they are
    have an AP of 1."""
    cfg = load_config(str(CONFIG))
    cfg.work_dir = str(tmp_path / 'work')
    cfg.model.backbone.init_cfg = None
    for stage in range(1, 5):
        extra = cfg.model.backbone.extra[f'stage{stage}']
        extra.update(num_modules=1, num_blocks=(1, ) * stage,
                     num_channels=(8, 8, 8, 8)[:stage])
    cfg.model.in_channels = 8
    for loader in (cfg.train_dataloader, cfg.val_dataloader):
        loader.update(batch_size=2, num_workers=0, persistent_workers=False)
        loader.dataset.update(
            data_root=str(people.parent), ann_file='people.json',
            data_prefix=dict(img='images'))
    cfg.test_dataloader = cfg.val_dataloader
    cfg.train_cfg.update(max_iters=2, val_interval=2)
    runner = Runner.from_cfg(cfg)
    runner.train()
    history, _ = runner.message_hub.get_scalar('train/loss_heatmap').data
    assert len(history) == 2 and np.isfinite(history).all()

    def told(inputs, data_samples):
        for sample in data_samples:
            sample.set_field(sample.gt_instances.clone(), 'pred_instances')
        return data_samples

    runner.model.predict = told
    found = runner.test()
    assert found['coco/AP'] == found['coco/AR'] == pytest.approx(1)


@pytest.mark.parametrize('name,size,cells', [
    ('resnet50_coco-256x192_800', (256, 192), (64, 48)),
    ('hrnet-w32_coco-384x288_800', (384, 288), (96, 72))])
def test_other_rows_of_table_7(name, size, cells):
    cfg = load_config(str(CONFIG.with_name(f'{name}.py')))
    init_default_scope('mmdet')
    for loader in (cfg.train_dataloader, cfg.val_dataloader):
        crop, = (step for step in loader.dataset.pipeline
                 if step.type == 'mmflexgen.CropPerson')
        assert crop.size == size
    model = MODELS.build(cfg.model).eval()
    with torch.no_grad():
        assert model(torch.zeros(1, 3, *size)).shape == (1, 17, *cells)
