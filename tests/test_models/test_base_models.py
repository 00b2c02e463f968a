"""The base model's trainers: losses, tokenizer, export."""

import json

import pytest
import torch
from diffusers import AutoencoderKL, StableDiffusionPipeline
from transformers import CLIPTokenizer

from mmflexgen.models.base import (AutoencoderTrainer, TextToImageTrainer,
                                   build_tokenizer, train_tokenizer)
from mmflexgen.utils import InputError

NAMES = ('disc', 'star', 'crescent', 'hourglass', 'mushroom')
CAPTIONS = [f'a photo of a {colour} {a} and a {b}' for a in NAMES
            for b in NAMES for colour in ('red', 'blue')]
VAE = dict(
    in_channels=3, out_channels=3, block_out_channels=(8, 8, 16),
    down_block_types=('DownEncoderBlock2D', ) * 3,
    up_block_types=('UpDecoderBlock2D', ) * 3, layers_per_block=1,
    latent_channels=4, norm_num_groups=4, mid_block_add_attention=False)
SCHEDULER = dict(
    num_train_timesteps=1000, beta_start=0.00085, beta_end=0.012,
    beta_schedule='scaled_linear', prediction_type='v_prediction',
    clip_sample=False, steps_offset=1)


@pytest.fixture(scope='module')
def tokenizer_folder(tmp_path_factory) -> str:
    folder = str(tmp_path_factory.mktemp('tokenizer') / 'clip')
    train_tokenizer(CAPTIONS, max_length=32).save_pretrained(folder)
    return folder


@pytest.fixture
def build(tokenizer_folder):

    def build(**options) -> TextToImageTrainer:
        torch.manual_seed(0)
        return TextToImageTrainer(
            unet=dict(
                sample_size=8, in_channels=4, out_channels=4,
                down_block_types=('CrossAttnDownBlock2D', ) * 2,
                mid_block_type='UNetMidBlock2DCrossAttn',
                up_block_types=('CrossAttnUpBlock2D', ) * 2,
                block_out_channels=(16, 32), layers_per_block=1,
                attention_head_dim=2, cross_attention_dim=32,
                norm_num_groups=8),
            text_encoder=dict(
                hidden_size=32, intermediate_size=64, num_hidden_layers=2,
                num_attention_heads=2),
            tokenizer=dict(path=tokenizer_folder), scheduler=SCHEDULER,
            **options)

    return build


@pytest.fixture
def batch(build):
    ids = build().tokenize(CAPTIONS[:6])
    return dict(inputs=torch.randn(6, 4, 8, 8),
                data_samples=dict(input_ids=ids))


def test_tokenizer_round_trip(tokenizer_folder):
    tokenizer = CLIPTokenizer.from_pretrained(tokenizer_folder)
    for text in CAPTIONS + ['zebras, unseen: 7 of them!', 'ein süßer café']:
        ids = tokenizer(text).input_ids
        assert (ids[0], ids[-1]) == (tokenizer.bos_token_id,
                                     tokenizer.eos_token_id)
        decoded = tokenizer.decode(ids, skip_special_tokens=True)
        assert decoded.replace(' ', '') == text.replace(' ', '')
    assert tokenizer.pad_token == tokenizer.eos_token
    assert tokenizer.model_max_length == 32


def test_tokenizer_splits_long_names_and_gives_offsets(tokenizer_folder):
    tokenizer = CLIPTokenizer.from_pretrained(tokenizer_folder)
    split = [name for name in NAMES if len(tokenizer.tokenize(name)) > 1]
    assert split == ['crescent', 'hourglass', 'mushroom']
    text = 'A photo  of a Mushroom, an hourglass'
    pairs = tokenizer(text, return_offsets_mapping=True).offset_mapping
    words = [text[first:last] for first, last in pairs[1:-1]]
    assert ''.join(words) == text.replace(' ', '')
    assert len(words) > len(text.split()) + 1  # the comma is one of its own


def test_tokenizer_is_trained_once(tmp_path):
    lines = [json.dumps(dict(file_name=f'{i}.png', text=text))
             for i, text in enumerate(CAPTIONS)]
    (tmp_path / 'metadata.jsonl').write_text('\n'.join(lines))
    path = str(tmp_path / 'new' / 'tokenizer')
    first = build_tokenizer(path, data_root=str(tmp_path))
    again = build_tokenizer(path)
    assert again.get_vocab() == first.get_vocab()
    assert [p.name for p in (tmp_path / 'new').iterdir()] == ['tokenizer']
    with pytest.raises(InputError, match='tokenizer_config.json'):
        build_tokenizer(str(tmp_path / 'none'))
    with pytest.raises(InputError, match='vocab_size'):
        train_tokenizer(CAPTIONS, vocab_size=100)


@pytest.mark.parametrize('gamma', [None, 5.0])
def test_v_loss_by_hand(build, batch, gamma):
    model = build(min_snr_gamma=gamma)
    latents, ids = batch['inputs'], batch['data_samples']['input_ids']
    noise = torch.randn_like(latents)
    times = torch.tensor([0, 10, 300, 500, 800, 999])
    # SD's schedule from its definition, in float64.
    betas = torch.linspace(0.00085**0.5, 0.012**0.5, 1000,
                           dtype=torch.float64)**2
    alpha2 = (1 - betas).cumprod(0)[times].view(-1, 1, 1, 1)
    alpha, sigma = alpha2.sqrt().float(), (1 - alpha2).sqrt().float()
    with torch.no_grad():
        context = model.text_encoder(ids).last_hidden_state
        v = model.unet(alpha * latents + sigma * noise, times, context).sample
        error = (v - (alpha * noise - sigma * latents)).square()
        if gamma is not None:
            snr = alpha**2 / sigma**2
            error = error * snr.clamp(max=gamma) / (snr + 1)
        loss = model.v_loss(latents, noise, times, ids)
    torch.testing.assert_close(loss, error.mean(), rtol=1e-4, atol=1e-5)


def test_plain_attention_equals_the_fused_one(build, batch):
    batch['data_samples']['timesteps'] = torch.arange(6) * 100
    with torch.no_grad():
        fused = build()(**batch, mode='tensor')
        plain = build(plain_attention=True)(**batch, mode='tensor')
    torch.testing.assert_close(plain, fused, rtol=1e-4, atol=1e-5)


def test_captions_are_dropped_at_the_given_rate(build, batch, monkeypatch):
    model = build(caption_dropout=0.5)
    seen = []
    monkeypatch.setattr(model, 'v_loss', lambda *args: seen.append(args[3]))
    for _ in range(50):
        model(**batch, mode='loss')
    ids = torch.cat(seen)
    dropped = (ids == model.empty_ids).all(1)
    given = batch['data_samples']['input_ids'].repeat(50, 1)
    assert 0.4 < dropped.float().mean() < 0.6
    assert torch.equal(ids[~dropped], given[~dropped])


def test_timesteps_follow_their_distribution(build):
    times = build(logit_normal=(0., 1.), uniform_share=0.25) \
        .objective.sample_timesteps(20000, torch.device('cpu'))
    assert times.min() >= 0 and times.max() <= 999
    # P(t < 200) = 3/4 P(N(0, 1) < logit 0.2) + 1/4 * 0.2
    normal = torch.distributions.Normal(0., 1.)
    share = 0.75 * normal.cdf(torch.tensor(0.2).logit()) + 0.25 * 0.2
    assert abs((times < 200).float().mean() - share) < 0.015


@pytest.mark.usefixtures('bfloat16')
def test_both_networks_learn(build, batch):
    model = build(amp_dtype='bfloat16', plain_attention=True,
                  caption_dropout=0.)
    model(**batch, mode='loss')['loss'].backward()
    for module in (model.unet, model.text_encoder):
        grads = [p.grad for p in module.parameters() if p.grad is not None]
        assert len(grads) > 10
        assert all(grad.isfinite().all() for grad in grads)


def test_export_is_a_plain_pipeline(build, batch, tmp_path):
    model = build(plain_attention=True).eval()
    vae = AutoencoderKL(**VAE, scaling_factor=0.7)
    for _ in range(2):  # the second replaces the first
        model.export(str(tmp_path / 'sd'), vae)
    pipeline = StableDiffusionPipeline.from_pretrained(
        str(tmp_path / 'sd'), safety_checker=None)
    assert pipeline.vae.config.scaling_factor == 0.7
    # UNet and VAE are stored in float16.
    for name in ('unet', 'text_encoder'):
        stored = getattr(pipeline, name).state_dict()
        for key, weight in getattr(model, name).state_dict().items():
            torch.testing.assert_close(stored[key], weight, rtol=1e-3,
                                       atol=1e-4)
    ids = batch['data_samples']['input_ids']
    times = torch.arange(6) * 100
    with torch.no_grad():
        given = pipeline.unet(batch['inputs'], times,
                              pipeline.text_encoder(ids)[0]).sample
        own = model.predict_v(batch['inputs'], times, ids)
    torch.testing.assert_close(given, own, rtol=1e-2, atol=1e-2)
    image = pipeline(CAPTIONS[0], num_inference_steps=2).images[0]
    assert image.size == (32, 32)


def test_sample_equals_the_pipeline(build, tmp_path):
    model = build().eval()
    model.export(str(tmp_path), AutoencoderKL(**VAE))
    pipeline = StableDiffusionPipeline.from_pretrained(
        str(tmp_path), safety_checker=None)
    own = model.sample(CAPTIONS[:2], seed=3, num_steps=4, guidance_scale=2.)
    given = pipeline(
        CAPTIONS[:2], num_inference_steps=4, guidance_scale=2.,
        generator=torch.Generator().manual_seed(3),
        output_type='latent').images
    torch.testing.assert_close(own, given, rtol=2e-2, atol=2e-2)


def test_autoencoder_losses_by_hand():
    model = AutoencoderTrainer(VAE, l1_weight=2., mse_weight=3.,
                               edge_weight=4., kl_weight=5.)
    images, recon = torch.rand(2, 3, 8, 8), torch.rand(2, 3, 8, 8)
    moments = torch.randn(2, 8, 2, 2)
    from diffusers.models.autoencoders.vae import \
        DiagonalGaussianDistribution
    losses = model.losses(recon, images,
                          DiagonalGaussianDistribution(moments))
    mean, std = moments[:, :4], moments[:, 4:].mul(0.5).exp()
    normal = torch.distributions.Normal
    kl = torch.distributions.kl_divergence(normal(mean, std), normal(0., 1.))
    across = recon.diff(dim=-1) - images.diff(dim=-1)
    down = recon.diff(dim=-2) - images.diff(dim=-2)
    expected = dict(
        loss_l1=2 * (recon - images).abs().mean(),
        loss_mse=3 * ((recon - images)**2).mean(),
        loss_edge=4 * (across.abs().mean() + down.abs().mean()),
        loss_kl=5 * kl.sum() / images.numel())
    torch.testing.assert_close(losses, expected)


def test_autoencoder_learns_and_exports_its_scale(tmp_path):
    torch.manual_seed(0)
    model = AutoencoderTrainer(VAE)
    images = torch.randint(0, 256, (8, 3, 1, 1), dtype=torch.uint8)
    images = images.expand(-1, -1, 16, 16)  # plain colours
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    errors = []
    for _ in range(40):
        losses = model(images, mode='loss')
        errors.append(losses['loss_l1'].item())
        optimizer.zero_grad()
        sum(losses.values()).backward()
        optimizer.step()
    assert errors[-1] < 0.8 * errors[0]
    model.export(str(tmp_path), images)
    vae = AutoencoderKL.from_pretrained(str(tmp_path / 'vae'))
    with torch.no_grad():
        many = images.repeat(100, 1, 1, 1) / 127.5 - 1
        latents = vae.encode(many).latent_dist.sample()
        recon = vae.decode(vae.encode(
            images / 127.5 - 1).latent_dist.mode()).sample
        own = model(images, mode='predict')
    assert abs(float(latents.std()) * vae.config.scaling_factor - 1) < 0.01
    torch.testing.assert_close(own, recon, rtol=1e-4, atol=1e-5)


def test_training_starts_from_an_export(build, tmp_path):
    from mmflexgen.models.base.folders import write_module
    from mmflexgen.utils import InputError
    old = build()
    with torch.no_grad():
        for parameter in old.parameters():
            parameter.add_(0.1)
    for name in ('unet', 'text_encoder'):
        write_module(getattr(old, name), str(tmp_path), name)
    new = build(init_from=str(tmp_path))
    for name, value in old.state_dict().items():
        torch.testing.assert_close(new.state_dict()[name], value)
    with pytest.raises(InputError, match='has no unet'):
        build(init_from=str(tmp_path / 'nowhere'))
    wider = dict(old.unet.config, block_out_channels=(16, 48))
    write_module(type(old.unet).from_config(wider), str(tmp_path), 'unet')
    with pytest.raises(InputError, match='another shape'):
        build(init_from=str(tmp_path))
