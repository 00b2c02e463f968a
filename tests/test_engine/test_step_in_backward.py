"""Updates in the backward pass against mmengine's plain OptimWrapper."""

import pytest
import torch
from mmengine.optim import OptimWrapper, build_optim_wrapper
from torch import nn
from torch.utils.checkpoint import checkpoint

from mmflexgen.registry import OPTIM_WRAPPERS
from mmflexgen.utils import InputError


class Net(nn.Module):
    """A weight used twice, one never used, one frozen, and a checkpointed
    block."""

    def __init__(self):
        super().__init__()
        self.first = nn.Linear(6, 8)
        self.twice = nn.Linear(8, 8)
        self.last = nn.Sequential(nn.Linear(8, 8), nn.Tanh(),
                                  nn.Linear(8, 3))
        self.unused = nn.Linear(2, 2)
        self.frozen = nn.Linear(3, 3).requires_grad_(False)

    def forward(self, x):
        x = self.twice(torch.tanh(self.twice(torch.tanh(self.first(x)))))
        x = checkpoint(self.last, x, use_reentrant=False)
        return self.frozen(x).square().mean()


def train(wrapper, optimizer, iters=5):
    torch.manual_seed(0)
    net = Net()
    optim = build_optim_wrapper(net, dict(
        type=wrapper, optimizer=dict(optimizer),
        paramwise_cfg=dict(bias_decay_mult=0.)))
    for index in range(iters):
        for group in optim.param_groups:
            group['lr'] = optimizer['lr'] / (1 + index)
        optim.update_params(net(torch.randn(4, 6)))
    return net, optim


@pytest.mark.parametrize('optimizer', [
    dict(type='SGD', lr=0.1, momentum=0.9, weight_decay=0.01),
    dict(type='AdamW', lr=0.01, weight_decay=0.1),
    dict(type='torch.optim.Adafactor', lr=0.01, weight_decay=0.1),
], ids=lambda optimizer: optimizer['type'])
def test_updates_are_those_of_the_plain_wrapper(optimizer):
    plain, theirs = train('OptimWrapper', optimizer)
    ours, mine = train('mmflexgen.StepInBackward', optimizer)
    for name, weight in plain.state_dict().items():
        assert torch.equal(ours.state_dict()[name], weight), name
    # What a checkpoint holds is the same, so training can go on with either.
    mine, theirs = (each.state_dict()['state'] for each in (mine, theirs))
    assert mine.keys() == theirs.keys()
    for index, state in theirs.items():
        for key, value in state.items():
            assert torch.equal(torch.as_tensor(mine[index][key]),
                               torch.as_tensor(value)), (index, key)


def test_there_is_never_more_than_one_gradient():
    torch.manual_seed(0)
    net, alive = Net(), []

    class Counting(torch.optim.SGD):

        def step(self, closure=None):
            alive.append(sum(weight.grad is not None
                             for weight in net.parameters()))
            return super().step(closure)

    optim = OPTIM_WRAPPERS.build(dict(
        type='StepInBackward', optimizer=Counting(net.parameters(), lr=0.1)))
    optim.update_params(net(torch.randn(4, 6)))
    assert alive == [1] * 8  # the unused layer's two have none
    assert all(weight.grad is None for weight in net.parameters())


@pytest.mark.parametrize('options, words', [
    (dict(clip_grad=dict(max_norm=1.)), 'cannot go with clip_grad'),
    (dict(accumulative_counts=2), 'cannot go with accumulative_counts'),
])
def test_what_needs_all_gradients_is_refused(options, words):
    optimizer = torch.optim.SGD(Net().parameters(), lr=0.1)
    assert OptimWrapper(optimizer, **{k: dict(v) if isinstance(v, dict) else v
                                      for k, v in options.items()})
    with pytest.raises(InputError, match=words):
        OPTIM_WRAPPERS.build(dict(type='StepInBackward', optimizer=optimizer,
                                  **options))


def test_an_optimizer_that_calls_the_model_again_is_refused():
    optimizer = torch.optim.LBFGS(nn.Linear(2, 2).parameters())
    with pytest.raises(InputError, match='LBFGS'):
        OPTIM_WRAPPERS.build(dict(type='StepInBackward',
                                  optimizer=optimizer))
