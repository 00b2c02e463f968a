"""The files a dataset class looks for where a config does not say."""

import pytest
from PIL import Image

from mmflexgen.datasets.checks import check_dataset_cfg
from mmflexgen.utils import InputError


@pytest.mark.parametrize('kind, image, label', [
    ('CityscapesDataset', '_leftImg8bit.png', '_gtFine_labelTrainIds.png'),
    ('mmseg.PascalVOCDataset', '.jpg', '.png'),
    ('mmflexgen.ShapesWorldDataset', '.png', '.png'),
    ('mmflexgen.DeepFashionMMDataset', '.jpg', '_segm.png'),
    ('unknown.Dataset', '.jpg', '.png'),
])
def test_suffixes_of_the_class(tmp_path, kind, image, label):
    cfg = dict(type=kind, data_root=str(tmp_path),
               data_prefix=dict(img_path='images', seg_map_path='labels'))
    for folder, suffix in (('images', image), ('labels', label)):
        (tmp_path / folder).mkdir()
        for name in 'ab':
            Image.new('L', (2, 2)).save(tmp_path / folder / (name + suffix))
    assert check_dataset_cfg(cfg) == 2
    with pytest.raises(InputError, match=r'no \*.tif image'):
        check_dataset_cfg(dict(cfg, img_suffix='.tif'))
    with pytest.raises(InputError, match=r'a.tif: restore'):
        check_dataset_cfg(dict(cfg, seg_map_suffix='.tif'))
