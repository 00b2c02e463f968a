# DatasetDM's depth decoder on NYU Depth V2 with Stable Diffusion 1.5, 512 px,
# from 50 labelled images.
#
#   python tools/train.py configs/datasetdm/datasetdm-depth_sd15_nyu-512_50.py
#   python tools/synthesize.py \
#       configs/datasetdm/datasetdm-depth_sd15_nyu-512_50.py \
#       work_dirs/datasetdm-depth_sd15_nyu-512_50/iter_50000.pth \
#       --num 35000 --out data/nyu_synth_50
#
# 35,000 samples are the paper's tables 1, 6 and 13; section 4.1 says 80,000.
#
# Not run: NYU and the weights are not at hand. The paper reports what a depth
# estimator learns (table 13, Swin-L, absolute relative error): 0.22 from 35k
# samples alone, 0.31 from the 50 real images.
_base_ = './datasetdm_sd15_voc2012-512_100.py'

size = (512, 512)
model = dict(
    metainfo='mmseg.NYUDataset',
    # As the prompts write them.
    prompt_names=dict(
        _delete_=True,
        printer_room='printer room',
        living_room='living room',
        conference_room='conference room',
        study_room='study room',
        home_office='home office',
        indoor_balcony='indoor balcony',
        laundry_room='laundry room',
        excercise_room='exercise room',
        home_storage='home storage',
        furniture_store='furniture store',
        office_kitchen='office kitchen',
        student_lounge='student lounge',
        dining_room='dining room',
        reception_room='reception room',
        computer_lab='computer lab'),
    decoders=dict(
        _delete_=True,
        depth=dict(
            type='mmflexgen.PDecoder',
            head=dict(type='mmflexgen.DepthHead', max_depth=10.0))),
    # NYU's images come without names.
    class_names='none',
    # What is padded has no known depth.
    data_preprocessor=dict(
        seg_pad_val=0, test_cfg=dict(_delete_=True, size_divisor=64)))

load = [
    dict(type='mmflexgen.LoadCheckedImage'),
    dict(type='LoadDepthAnnotation', depth_rescale_factor=1e-3)
]
# In training and in testing 512 px high: at another scale, things would look
# nearer or farther than they are.
resize = dict(type='Resize', scale=(2048, 512), keep_ratio=True)
# Appendix A.3: flip, crop, brightness, contrast, hue and saturation.
train_pipeline = [
    *load, resize,
    dict(type='RandomCrop', crop_size=size),
    dict(type='RandomFlip', prob=0.5),
    dict(type='PhotoMetricDistortion'),
    dict(type='PackSegInputs')
]
test_pipeline = [load[0], resize, load[1], dict(type='PackSegInputs')]

_dataset = dict(type='NYUDataset', data_root='data/nyu')
train_dataloader = dict(dataset=dict(
    _delete_=True, **_dataset,
    data_prefix=dict(img_path='images/train',
                     depth_map_path='annotations/train'),
    # The paper does not say which 50: here every 485th of the 24,231, which
    # are sorted by scene.
    indices=list(range(0, 24231, 485)),
    pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(
    _delete_=True, **_dataset,
    data_prefix=dict(img_path='images/test',
                     depth_map_path='annotations/test'),
    test_mode=True,
    pipeline=test_pipeline))
test_dataloader = val_dataloader
val_evaluator = dict(
    _delete_=True, type='DepthMetric', min_depth_eval=1e-3,
    max_depth_eval=10.0, crop_type='nyu_crop')
test_evaluator = val_evaluator

synthesis = dict(
    source=dict(
        builder=dict(
            _delete_=True,
            type='mmflexgen.FilePrompt',
            path='{{ fileDirname }}/../prompts/nyu.txt',
            shuffle=True)),
    exporters=[dict(type='mmflexgen.NYUDepthExporter')])
