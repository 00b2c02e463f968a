"""The score by hand, on a tiny CLIP of random weights."""

import shutil

import numpy as np
import pytest
import torch
from transformers import CLIPConfig, CLIPImageProcessor, CLIPModel

from mmflexgen.models.base import train_tokenizer
from mmflexgen.synthesis.filters import CLIPScoreFilter
from mmflexgen.utils import InputError

SIDE = 24
PROMPTS = ('a star', 'a ring on the star', 'a photo of a ring and a star',
           'ring', 'a photo', 'the star in a ring')


@pytest.fixture(scope='module')
def folder(tmp_path_factory):
    path = str(tmp_path_factory.mktemp('clip'))
    tokenizer = train_tokenizer(
        ['a photo of a and on with the in ring star'] * 8, vocab_size=600,
        max_length=12)
    tokenizer.save_pretrained(path)
    torch.manual_seed(0)
    layers = dict(hidden_size=32, intermediate_size=32, num_hidden_layers=2,
                  num_attention_heads=2)
    CLIPModel(CLIPConfig(
        text_config=dict(
            layers, vocab_size=len(tokenizer), max_position_embeddings=12,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id),
        vision_config=dict(layers, image_size=SIDE, patch_size=8),
        projection_dim=16)).save_pretrained(path)
    CLIPImageProcessor(size=dict(shortest_edge=SIDE), crop_size=dict(
        height=SIDE, width=SIDE)).save_pretrained(path)
    return path


@pytest.fixture(scope='module')
def judge(folder):
    return CLIPScoreFilter(folder, device='cpu')


def noise(seed, *size):
    return np.random.default_rng(seed).integers(0, 256, (*size, 3), np.uint8)


def test_score_is_the_cosine(make, metainfo, folder, judge):
    model = CLIPModel.from_pretrained(folder).eval()
    image = noise(1, SIDE, SIDE)  # no resizing, no crop
    mean = np.array([0.48145466, 0.4578275, 0.40821073])
    std = np.array([0.26862954, 0.26130258, 0.27577711])
    pixels = torch.tensor(((image / 255 - mean) / std).transpose(2, 0, 1),
                          dtype=torch.float32)[None]
    cosines = []
    for prompt in PROMPTS:
        tokens = judge.tokenize(prompt, return_tensors='pt')
        with torch.no_grad():
            one = model.get_image_features(pixels).pooler_output[0]
            other = model.get_text_features(**tokens).pooler_output[0]
        cosines.append((one @ other / one.norm() / other.norm()).item())
        sample = make(image, prompt=prompt, scores=dict(confidence=0.5))
        assert judge(sample, metainfo) is None
        assert sample.scores == dict(confidence=0.5, clip_score=pytest.approx(
            max(0, 100 * cosines[-1]), abs=1e-3))
    assert max(cosines) > 0.01  # else all would be cut off


def test_below_the_threshold_is_rejected(make, metainfo, folder, judge):
    images = [noise(seed, 30, 40) for seed in range(4)]
    pairs = [(image, prompt) for image in images for prompt in PROMPTS]
    scores = [judge.score(*pair) for pair in pairs]
    threshold = float(np.median(scores))
    strict = CLIPScoreFilter(folder, threshold, device='cpu')
    for (image, prompt), score in zip(pairs, scores):
        sample = make(image, prompt=prompt)
        found = strict(sample, metainfo)
        assert sample.scores['clip_score'] == score
        assert found == (None if score >= threshold else 'low clip_score')


def test_sizes_and_long_prompts(judge):
    for size in ((SIDE, SIDE), (3, 50), (50, 33), (2, 2), (1, 3)):
        assert 0 <= judge.score(noise(0, *size), 'a star') <= 100
    image = noise(0, SIDE, SIDE)
    # 12 tokens with the marks at both ends: what follows is cut off.
    assert judge.score(image, 'a star ' * 50) == judge.score(image,
                                                             'a star ' * 9)


def test_bad_input(make, metainfo, folder, judge, tmp_path):
    with pytest.raises(InputError, match='no folder openai/clip-vit-base'):
        CLIPScoreFilter('openai/clip-vit-base-patch32')
    with pytest.raises(InputError, match='holds no CLIP model'):
        CLIPScoreFilter(str(tmp_path))
    half = str(tmp_path / 'half')
    shutil.copytree(folder, half)
    model = CLIPModel.from_pretrained(folder)
    model.save_pretrained(half, state_dict={
        name: value for name, value in model.state_dict().items()
        if not name.startswith('vision_model')})
    with pytest.raises(InputError, match='lacks .* first being vision_model'):
        CLIPScoreFilter(half)
    with pytest.raises(InputError, match='put BlankFilter before it'):
        judge(make(noise(0, 8, 8).astype('float32')), metainfo)
