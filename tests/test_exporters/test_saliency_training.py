"""A stock mmseg segmenter trains on SaliencyDataset and is measured."""

from exporter_samples import HEIGHT, WIDTH, saliency, write
from mmengine.config import Config
from mmengine.runner import Runner

from mmflexgen.exporters import SaliencyExporter

LOADING = [dict(type='LoadImageFromFile'), dict(type='LoadAnnotations')]


def test_training_lowers_the_error(tmp_path):
    samples = [saliency(index) for index in range(4)]
    for sample in samples:  # the matte can be seen in the image
        sample.image[..., 0] = sample.saliency
    write(tmp_path / 'data', SaliencyExporter({}, img_suffix='.png'), samples)
    dataset = dict(type='mmflexgen.SaliencyDataset', img_suffix='.png',
                   data_root=str(tmp_path / 'data'),
                   pipeline=[*LOADING, dict(type='PackSegInputs')])
    loader = dict(batch_size=4, dataset=dataset)
    norm_cfg = dict(type='BN')
    runner = Runner.from_cfg(Config(dict(
        default_scope='mmseg', work_dir=str(tmp_path / 'work'),
        model=dict(
            type='EncoderDecoder',
            data_preprocessor=dict(
                type='SegDataPreProcessor', mean=[127.] * 3, std=[64.] * 3,
                bgr_to_rgb=True, size=(HEIGHT, WIDTH), seg_pad_val=255),
            backbone=dict(
                type='UNet', base_channels=4, num_stages=2, strides=(1, 1),
                enc_num_convs=(1, 1), dec_num_convs=(1, ),
                downsamples=(True, ), enc_dilations=(1, 1),
                dec_dilations=(1, ), norm_cfg=norm_cfg),
            decode_head=dict(
                type='FCNHead', in_channels=4, channels=4, num_convs=1,
                in_index=1, num_classes=2, dropout_ratio=0.,
                norm_cfg=norm_cfg,
                loss_decode=dict(type='CrossEntropyLoss')),
            test_cfg=dict(mode='whole')),
        train_dataloader=dict(
            loader, sampler=dict(type='InfiniteSampler', shuffle=True)),
        val_dataloader=dict(
            loader, sampler=dict(type='DefaultSampler', shuffle=False)),
        val_evaluator=dict(type='mmflexgen.SaliencyMetric'),
        train_cfg=dict(type='IterBasedTrainLoop', max_iters=30,
                       val_interval=30),
        val_cfg=dict(),
        optim_wrapper=dict(type='OptimWrapper',
                           optimizer=dict(type='AdamW', lr=0.03)),
        randomness=dict(seed=0), log_level='ERROR')))
    before = runner.val()
    runner.train()
    after = runner.val_loop.run()
    assert set(after) == {'MSE', 'MAD', 'MAE', 'Fbeta'}
    assert after['MAE'] < 0.5 * before['MAE']
    assert after['Fbeta'] > 0.9
