"""FlexDataset's decoders on PASCAL VOC: boxes of VOC in COCO's words."""

from pathlib import Path

import pytest
from mmengine.registry import DATASETS, DefaultScope

BOX = ('<object><name>{}</name><difficult>{}</difficult><bndbox><xmin>1'
       '</xmin><ymin>1</ymin><xmax>{}</xmax><ymax>32</ymax></bndbox></object>')


def annotate(root: Path, stem: str, *objects: str) -> None:
    """VOC's boxes of an image of 64 x 32 px."""
    (root / 'Annotations').mkdir(exist_ok=True)
    (root / 'Annotations' / f'{stem}.xml').write_text(
        f'<annotation><filename>{stem}.jpg</filename><size><width>64</width>'
        f'<height>32</height></size>{"".join(objects)}</annotation>')


@pytest.mark.parametrize('name,listed,labels', [
    # background, aeroplane, train, ignored
    ('100', 'train_100', {0, 1, 19, 255}), ('15-5', 'seen_30', {0, 1, 255})])
def test_training_samples(config, voc2012, name, listed, labels):
    root = Path(voc2012([0, 1, 19, 255], 'VOC2012'))
    annotate(root, 'a', BOX.format('aeroplane', 0, 33),
             BOX.format('train', 0, 49), BOX.format('sofa', 1, 20))
    annotate(root, 'b')
    lists = root / 'ImageSets' / 'Segmentation'
    (lists / 'trainval.txt').write_text('a\nb\n')
    (lists / f'{listed}.txt').write_text('a\n')
    cfg = config(f'flexdataset/flexdataset-semantic_sd15_voc2012-512_{name}')
    dataset = cfg.train_dataloader.dataset
    dataset.data_root = str(root)
    load_boxes, resize = dataset.pipeline[2:4]
    load_boxes.layouts.dataset.data_root = str(root.parent)
    resize.ratio_range = (1 / 16, 1 / 16)  # the image's own size
    with DefaultScope.overwrite_default_scope('mmseg'):
        built = DATASETS.build(dataset)
        assert len(built) == 1
        sample = built[0]['data_samples']
    assert sample.box_categories == ('airplane', 'train')
    # VOC counts from 1.
    widths = sample.gt_bboxes[:, 2] - sample.gt_bboxes[:, 0]
    assert widths.tolist() == [32, 48]
    assert set(sample.gt_sem_seg.data.unique().tolist()) == labels
