"""Real and synthetic data mixed in stock configs, with workers."""

import json
from pathlib import Path

import numpy as np
import pytest
from exported import export, exporter, samples
from stock import shrunk, train

NUM = 8
CONFIGS = dict(
    mmseg='mmseg::segformer/segformer_mit-b0_8xb2-160k_ade20k-512x512.py',
    mmdet='mmdet::mask_rcnn/mask-rcnn_r50_fpn_1x_coco.py')
LAYOUT = dict(mmseg='ade20k', mmdet='coco_instance')


@pytest.fixture(params=CONFIGS)
def mixture(request, tmp_path):
    """A stock config, and its dataset twice: real and synthetic.

    Synthetic image n was made from real image n, says the manifest.
    """
    library = request.param
    layout = LAYOUT[library]
    form = exporter(layout)
    for folder, seed in (('real', 0), ('synthetic', 1)):
        export(tmp_path / folder, form, samples(NUM, (0, 79), seed=seed))
    names = [form.files(index)['image'] for index in range(NUM)]
    (tmp_path / 'synthetic/manifest').mkdir()
    (tmp_path / 'synthetic/manifest/shard_00000.jsonl').write_text(''.join(
        json.dumps(dict(id=index, files={'COCO/image': name},
                        real_image=name))
        + '\n' for index, name in enumerate(names)))
    cfg = shrunk(CONFIGS[library], layout, tmp_path / 'real')
    cfg.train_dataloader.num_workers = 2
    real = cfg.train_dataloader.dataset
    synthetic = {**real, 'data_root': str(tmp_path / 'synthetic')}
    if library == 'mmseg':
        cfg.train_cfg.max_iters = NUM // 2
    else:
        # Most of the time goes into 512 regions an image.
        cfg.model.train_cfg.rcnn.sampler.num = 16
    return cfg, real, synthetic


def sources(result):
    """Folder and number of each image that was trained on, by batches."""
    paths = [Path(sample.img_path) for sample in result.samples]
    found = [(path.parts[-4 if 'images' in path.parts else -3],
              int(path.stem.rsplit('_')[-1])) for path in paths]
    return [found[start:start + 2] for start in range(0, len(found), 2)]


def test_replaced_by_counterparts(mixture, tmp_path):
    cfg, real, synthetic = mixture
    cfg.train_dataloader.dataset = dict(
        type='mmflexgen.MixedDataset', real=real, synthetic=synthetic, p=0.6)
    result = train(cfg, tmp_path / 'work')
    assert len(result.losses) == 4 and np.isfinite(result.losses).all()
    seen = sum(sources(result), [])
    # Every real image or what was made from it, once.
    assert sorted(number for _, number in seen) == list(range(NUM))
    assert {folder for folder, _ in seen} == {'real', 'synthetic'}


def test_one_of_each_in_every_batch(mixture, tmp_path):
    cfg, real, synthetic = mixture
    loader = cfg.train_dataloader
    loader.dataset = dict(type='ConcatDataset', datasets=[real, synthetic])
    loader.sampler = dict(type='mmflexgen.MixedRatioSampler',
                          ratios=(0.5, 0.5))
    if 'max_epochs' in cfg.train_cfg:
        loader.sampler.epoch_size = NUM
        loader.batch_sampler = None
    batches = sources(train(cfg, tmp_path / 'work'))
    assert len(batches) == 4
    for batch in batches:
        assert {folder for folder, _ in batch} == {'real', 'synthetic'}
