"""The data, mmengine's Runner, and the synthesis engine, end to end."""

import importlib.util
import json
import os.path as osp
from copy import deepcopy
from glob import glob

import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.runner import Runner

from mmflexgen.apis import rearrange
from mmflexgen.layouts import ImageFolderLayouts, write_layouts
from mmflexgen.layouts.edits import move
from mmflexgen.registry import DATASETS, MODELS
from mmflexgen.structures import Composition, SynthRequest
from mmflexgen.utils import InputError

ROOT = osp.dirname(osp.dirname(osp.dirname(osp.dirname(
    osp.abspath(__file__)))))
THINGS = ('star', 'ring', 'mushroom')


def tool(name):
    spec = importlib.util.spec_from_file_location(
        f'tool_{name}', osp.join(ROOT, 'tools', f'{name}.py'))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_latents_with_compositions(dataset, world):
    built = DATASETS.build(dict(dataset, captions=True))
    layouts = ImageFolderLayouts(world).layouts
    assert len(built) == 12
    batch = built.__getitems__([1, 7, 4])
    assert batch['inputs'].shape == (3, 4, 8, 8)
    samples = batch['data_samples']
    plain = layouts[1].composition
    assert samples['compositions'] == [plain, plain.mirrored(),
                                       layouts[4].composition]
    assert samples['captions'] == ['scene 1', 'scene 1', 'scene 4']
    assert DATASETS.build(dataset).__getitems__([3])['data_samples'][
        'captions'] == ['']
    # The mirrored image's latents are those of the mirrored pixels.
    mean = built.latents.mean.float()
    assert not torch.allclose(mean[1], mean[7])


@pytest.mark.parametrize('tune_unet', [False, True])
def test_training_resumes_and_exports(config, dataset, tmp_path, monkeypatch,
                                      world, tune_unet):
    # With every checkpoint mmengine formats the config, for a second each.
    monkeypatch.setattr('mmengine.config.config.FormatCode',
                        lambda code, **kwargs: (code, False))

    def runner(max_iters, resume):
        return Runner(
            model=config(tune_unet=tune_unet),
            work_dir=str(tmp_path), resume=resume, log_level='WARNING',
            experiment_name=f'c2i{resume}{tune_unet}',
            train_dataloader=dict(
                batch_size=2, num_workers=0, dataset=dataset,
                collate_fn=dict(type='ready_batch'),
                sampler=dict(type='InfiniteSampler', shuffle=True)),
            train_cfg=dict(type='IterBasedTrainLoop', max_iters=max_iters),
            optim_wrapper=dict(optimizer=dict(type='AdamW', lr=1e-3)),
            default_hooks=dict(checkpoint=dict(
                type='CheckpointHook', by_epoch=False, interval=2)),
            custom_hooks=[
                dict(type='EMAHook', momentum=0.5),
                dict(type='mmflexgen.CompositionGridHook', interval=2,
                     columns=2, layouts=dict(
                         type='mmflexgen.ImageFolderLayouts',
                         data_root=world)),
                dict(type='mmflexgen.ExportHook',
                     out_dir=str(tmp_path / 'export'))],
            default_scope='mmflexgen', randomness=dict(seed=0))

    first = runner(2, False)
    first.train()
    assert (tmp_path / 'samples/iter_000002.png').exists()
    assert (tmp_path / 'export/mimc/model.safetensors').exists()
    assert (tmp_path / 'export/model_index.json').exists() == tune_unet
    kept = torch.load(tmp_path / 'iter_2.pth', weights_only=False)
    assert {key.split('.')[0] for key in kept['state_dict']} == (
        {'mimc', 'unet'} if tune_unet else {'mimc'})

    before = deepcopy(first.model.mimc.state_dict())
    second = runner(3, True)
    second.train()
    assert {int(state['step']) for state in
            second.optim_wrapper.optimizer.state.values()} == {3}
    moved = max(float((value - before[name]).abs().max())
                for name, value in second.model.mimc.state_dict().items())
    assert 5e-4 < moved < 2e-3


@pytest.fixture
def generator_config(trained, tmp_path, tiny_folder):
    """Config of a generator, with the layers of a random model."""
    pytest.importorskip('mmdet')
    trained().export(str(tmp_path / 'export'))
    scenes = str(tmp_path / 'scenes.jsonl')
    write_layouts(scenes, [
        Composition(((0.1, 0.1, 0.5, 0.6), (0.4, 0.4, 0.9, 0.9)),
                    ('star', 'ring')),
        Composition(((0., 0., 0.3, 1.), ), ('mushroom', )),
        Composition(((0.5, 0.5, 1., 1.), ), ('ring', ))])
    config = Config(dict(
        default_scope='mmdet',
        model=dict(
            type='mmflexgen.FlexDataset',
            metainfo=dict(thing_classes=THINGS),
            base_model=dict(
                type='mmflexgen.ComposedDiffusion', pretrained=tiny_folder,
                mimc=str(tmp_path / 'export'), num_inference_steps=2,
                guidance_scale=2.)),
        synthesis=dict(
            source=dict(
                type='mmflexgen.CompositionSource', offset=0.1,
                composer=dict(
                    type='mmflexgen.SampledCompositions',
                    layouts=dict(type='mmflexgen.LayoutFile', path=scenes))),
            exporters=[dict(type='mmflexgen.COCOInstanceExporter',
                            img_suffix='.png')],
            batch_size=2, batches_per_shard=1)))
    path = str(tmp_path / 'config.py')
    config.dump(path)
    return path, scenes


def test_the_engine_writes_images_with_their_boxes(generator_config,
                                                   tmp_path):
    path, scenes = generator_config
    synthesize = tool('synthesize').main
    assert synthesize([path, '--num', '3', '--out', str(tmp_path / 'listed'),
                       '--layouts', scenes]) == 0
    document = json.loads((tmp_path / 'listed/annotations/'
                           'instances_train.json').read_text())
    names = {each['id']: each['name'] for each in document['categories']}
    found = {}
    for item in document['annotations']:
        assert 'segmentation' not in item or not item['segmentation']
        found.setdefault(item['image_id'], []).append(
            (names[item['category_id']], item['bbox']))
    first = found[min(found)]
    assert [name for name, _ in first] == ['star', 'ring']
    assert first[0][1] == pytest.approx([6.4, 6.4, 25.6, 32.])
    lines = [json.loads(line) for file in sorted(glob(
        str(tmp_path / 'listed/manifest/shard_*.jsonl')))
             for line in open(file)]
    written = [json.loads(line) for line in open(scenes)]
    assert [line['composition'] for line in lines] == written
    # Its manifest is a file of layouts, and draws the same images again.
    again = tmp_path / 'again.jsonl'
    again.write_text(''.join(json.dumps(line) + '\n' for line in lines))
    synthesize([path, '--num', '3', '--out', str(tmp_path / 'again'),
                '--layouts', str(again)])
    for line in lines:
        name = line['files'][next(key for key in line['files']
                                  if key.endswith('/image'))]
        assert (tmp_path / 'listed' / name).read_bytes() == \
            (tmp_path / 'again' / name).read_bytes()
    # From statistics, extended later.
    assert synthesize([path, '--num', '2', '--out',
                       str(tmp_path / 'drawn')]) == 0
    assert synthesize([path, '--num', '4', '--out',
                       str(tmp_path / 'drawn')]) == 0


def test_scenes_that_are_too_large_stop_before_any_is_drawn(
        generator_config, tmp_path, capsys):
    path, _ = generator_config
    crowd, out = tmp_path / 'crowd.jsonl', tmp_path / 'crowds'
    write_layouts(str(crowd), [
        Composition(((0., 0., 0.5, 0.5), ) * count, ('star', ) * count)
        for count in (1, 4)])
    with pytest.raises(SystemExit):
        tool('synthesize').main([path, '--num', '1', '--out', str(out),
                                 '--layouts', str(crowd)])
    assert '4 objects and the model takes 3' in capsys.readouterr().err
    assert not list(out.glob('**/*.png'))


def test_layouts_need_a_source_of_compositions(tmp_path):
    cfg = Config(dict(synthesis=dict(source=dict(type='PromptSource'))))
    with pytest.raises(InputError, match='CompositionSource'):
        tool('synthesize').use_layouts(cfg, 'x.jsonl')


def test_rearranging_keeps_the_seed(generator_config, tmp_path):
    path, scenes = generator_config
    out = tmp_path / 'moved'
    tool('rearrange').main([
        path, '--layouts', scenes, '--line', '1', '--edit', 'move', '0',
        '0.3', '0', '--edit', 'add', 'mushroom', '0', '0.8', '0.1', '1',
        '--seed', '4', '--out', str(out)])
    for name in ('before.png', 'after.png', 'side_by_side.png'):
        assert (out / name).stat().st_size
    before, after = (json.loads(line) for line in open(out / 'layouts.jsonl'))
    assert sorted(after['categories']) == ['mushroom', 'ring', 'star']
    star = after['boxes'][after['categories'].index('star')]
    assert star == pytest.approx([0.4, 0.1, 0.8, 0.6])
    assert before['categories'] == ['star', 'ring']

    generator = MODELS.build(Config.fromfile(path).model).eval()
    scene = Composition.from_dict(before)
    same = rearrange(generator, scene, scene, seed=4)
    assert np.array_equal(same.before.image, same.after.image)
    moved = rearrange(generator, scene, move(scene, 0, 0.3, 0), seed=4)
    assert moved.changed().max() > 0
    with pytest.raises(InputError, match='no composition'):
        generator.generate([SynthRequest(0, 0, '', ())])
    with pytest.raises(InputError, match='seed is -1'):
        rearrange(generator, scene, scene, seed=-1)
    with pytest.raises(InputError, match='draws no compositions'):
        rearrange(torch.nn.Identity(), scene, scene)
    edits = tool('rearrange').apply_edits
    assert edits(scene, [['remove', '0']]).categories == ('ring', )
    for bad in (['turn', '1'], ['move', '0', '1'], ['move', 'a', '1', '1']):
        with pytest.raises(InputError, match='--edit'):
            edits(scene, [bad])


@pytest.mark.parametrize('path', sorted(glob(osp.join(
    ROOT, 'configs/flexdataset/c2i_*.py'))), ids=osp.basename)
def test_configs_fit_together(path):
    """Reverse tuning starts where the first stage exports."""
    cfg = Config.fromfile(path)
    export = cfg.custom_hooks[-1]
    assert export.out_dir == f'{cfg.work_dir}/export'
    dataset = cfg.train_dataloader.dataset
    base = cfg.model.base_model.pretrained
    if cfg.model.get('init_from') is None:
        assert dataset.vae == f'{base}/vae'
        assert len(set(cfg.model.classes)) == len(cfg.model.classes) in (
            12, 171)
    else:
        assert 'classes' not in cfg.model and 'mimc' not in cfg.model
        assert cfg.train_cfg.max_iters == 200
        assert cfg.optim_wrapper.optimizer.lr == 2e-4
    places = cfg.model.get('mimc', {}).get('num_places', 9)
    assert dataset.layouts.get('max_objects', 8) <= places - 1
