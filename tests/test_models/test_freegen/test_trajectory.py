"""Which steps of a sampling are listened to."""

from contextlib import nullcontext
from types import SimpleNamespace

import pytest
import torch

from mmflexgen.models.diffusion import LatentDiffusion, seeded_noise
from mmflexgen.models.freegen import TrajectoryTap
from mmflexgen.utils import InputError

TRAILING = dict(scheduler=dict(timestep_spacing='trailing'))


@pytest.mark.parametrize('options, wanted, heard', [
    # Steps at 1000, 750, 500 and 250: the noisier neighbours of 600 and 300
    # are 750 and 500, and are further away.
    (TRAILING, [600, 300], [500, 250]),
    (TRAILING, [700, 200, 1], None),
    # 751, 501, 251 and 1: what a quarter of the schedule would say is wrong.
    (dict(scheduler=dict(timestep_spacing='leading', steps_offset=0)),
     [990, 400, 100], [751, 501, 1]),
    (dict(TRAILING, sampler='euler'), [600, 300], [500, 250]),
])
@torch.no_grad()
def test_the_nearest_steps_are_heard(tiny_folder, options, wanted, heard):
    base = LatentDiffusion(tiny_folder, num_inference_steps=4,
                           guidance_scale=1., **options)
    passed, found = [], []

    def probe(doubled):
        assert not doubled
        found.append(round(passed[-1]) + 1)
        return SimpleNamespace(attached=lambda unet: nullcontext())

    if heard is None:
        with pytest.raises(InputError, match='sampling of 4 steps'):
            TrajectoryTap(base, probe, wanted)
        return
    tap = TrajectoryTap(base, probe, wanted)

    def watched(latents, t, embeds):
        passed.append(float(t))
        return tap(latents, t, embeds)

    base.sample_latents(['a ring'], seeded_noise([0], base.latent_shape()),
                        watched)
    assert found == heard and len(tap.probes) == len(heard)
    # In what order they are asked for is no matter.
    by_hand = [min((round(t) + 1 for t in passed),
                   key=lambda start: abs(start - each)) for each in wanted]
    assert sorted(by_hand) == sorted(heard)
