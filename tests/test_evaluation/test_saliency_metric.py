"""Saliency errors against a calculation pixel by pixel."""

import numpy as np
import pytest
import torch
from PIL import Image

from mmflexgen.evaluation import SaliencyMetric
from mmflexgen.utils import InputError


def by_hand(predictions, mattes, beta2):
    """The definitions, with loops."""
    errors = dict(MSE=[], MAD=[], MAE=[])
    for found, matte in zip(predictions, mattes):
        pairs = list(zip(found.ravel().tolist(),
                         (matte / 255).ravel().tolist()))
        errors['MSE'].append(sum((p - g)**2 for p, g in pairs) / len(pairs))
        errors['MAD'].append(sum(abs(p - g) for p, g in pairs) / len(pairs))
        errors['MAE'].append(sum(abs(p - (g >= 0.5)) for p, g in pairs)
                             / len(pairs))
    best = 0
    for threshold in range(256):
        precisions, recalls = [], []
        for found, matte in zip(predictions, mattes):
            truth = matte >= 127.5
            if truth.any():
                chosen = np.rint(found * 255) >= threshold
                hits = (chosen & truth).sum()
                precisions.append(hits / max(1, chosen.sum()))
                recalls.append(hits / truth.sum())
        p, r = np.mean(precisions), np.mean(recalls)
        if p + r > 0:
            best = max(best, (1 + beta2) * p * r / (beta2 * p + r))
    return {**{k: np.mean(v) for k, v in errors.items()}, 'Fbeta': best}


@pytest.fixture
def mattes(tmp_path):
    rng = np.random.default_rng(0)
    found = [rng.integers(0, 256, (6, 7), dtype=np.uint8) for _ in range(3)]
    found[2][:] = 30  # nothing salient
    for index, matte in enumerate(found):
        Image.fromarray(matte).save(tmp_path / f'{index}.png')
    return tmp_path, found


def evaluate(metric, folder, logits):
    for index, item in enumerate(logits):
        metric.process(None, [dict(seg_logits=dict(data=item),
                                   seg_map_path=str(folder / f'{index}.png'))])
    return metric.evaluate(len(logits))


@pytest.mark.parametrize('beta2', [0.3, 1.0])
def test_two_classes_against_loops(mattes, beta2):
    folder, truth = mattes
    torch.manual_seed(0)
    logits = [torch.randn(2, 6, 7) for _ in truth]
    predictions = [1 / (1 + np.exp(-(item[1] - item[0]).double().numpy()))
                   for item in logits]
    found = evaluate(SaliencyMetric(beta2=beta2), folder, logits)
    assert found == pytest.approx(by_hand(predictions, truth, beta2),
                                  abs=1e-5)


def test_perfect_prediction(mattes):
    folder, truth = mattes
    found = evaluate(SaliencyMetric(), folder, [
        torch.from_numpy(matte)[None] / 255 for matte in truth])
    assert found['MSE'] == found['MAD'] == 0
    assert found['Fbeta'] == pytest.approx(1)
    # A matte is not binary, so the two absolute errors differ.
    assert found['MAE'] > 0.1


@pytest.mark.parametrize('shape, words', [
    ((3, 6, 7), '3 classes'), ((2, 5, 7), 'its mask')])
def test_bad_predictions_are_explained(mattes, shape, words):
    with pytest.raises(InputError, match=words):
        evaluate(SaliencyMetric(), mattes[0], [torch.zeros(shape)])
