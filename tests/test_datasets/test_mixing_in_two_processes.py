"""Both ways of mixing, in a group of two processes with two workers each."""

import json
from functools import partial

import torch.multiprocessing as mp
from mmengine.dataset import worker_init_fn
from mmengine.runner import Runner, set_random_seed
from torch import distributed

SEED = 11
REAL = dict(type='mmflexgen.Numbered', name='real', length=40)
SYNTHETIC = dict(type='mmflexgen.Numbered', name='synthetic', length=400)


def draw(rank, folder, loader):
    """What one process reads in two epochs, written to ``rank.json``."""
    distributed.init_process_group(
        'gloo', init_method=f'file://{folder}/meeting', rank=rank,
        world_size=2)
    set_random_seed(SEED)
    loader = dict(loader, num_workers=2, batch_size=4,
                  collate_fn=dict(type='pseudo_collate'))
    loader = Runner.build_dataloader(loader, seed=SEED)
    loader.worker_init_fn = partial(
        worker_init_fn, num_workers=2, rank=rank, seed=SEED,
        disable_subprocess_warning=True)
    read = []
    for epoch in range(2):
        loader.sampler.set_epoch(epoch)
        # pseudo_collate gives ([name, ...], [index, ...]).
        read.append([list(zip(*batch)) for batch in loader])
    (folder / f'{rank}.json').write_text(json.dumps(read))
    distributed.destroy_process_group()


def in_two_processes(folder, **loader):
    folder.mkdir()
    mp.start_processes(draw, (folder, loader), nprocs=2, start_method='fork')
    return [json.loads((folder / f'{rank}.json').read_text())
            for rank in range(2)]


def test_replacing(tmp_path):
    def run(name):
        return in_two_processes(
            tmp_path / name,
            sampler=dict(type='DefaultSampler', shuffle=False),
            dataset=dict(type='mmflexgen.MixedDataset', real=REAL,
                         synthetic=SYNTHETIC, replace_by='any'))

    ranks = run('first')
    decisions = [[sample[0] for batch in epoch for sample in batch]
                 for rank in ranks for epoch in rank]
    # Two ranks in two epochs: four independent sequences.
    assert len(set(map(tuple, decisions))) == 4
    assert all(len(sequence) == 20 for sequence in decisions)
    assert 32 < sum(sequence.count('synthetic')
                    for sequence in decisions) < 64
    assert run('again') == ranks


def test_fixed_ratio(tmp_path):
    ranks = in_two_processes(
        tmp_path / 'ratio',
        sampler=dict(type='mmflexgen.MixedRatioSampler', ratios=(1, 3),
                     epoch_size=64),
        dataset=dict(type='ConcatDataset', datasets=[REAL, SYNTHETIC]))
    seen = []
    for rank in ranks:
        assert [len(epoch) for epoch in rank] == [8, 8]
        for batch in (batch for epoch in rank for batch in epoch):
            assert [name for name, _ in batch].count('real') == 1
            seen += map(tuple, batch)
    assert len(seen) == len(set(seen)) == 128
