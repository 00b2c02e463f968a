"""A dataset without files: its samples say which they are."""

from mmengine.dataset import BaseDataset

from mmflexgen.registry import DATASETS


@DATASETS.register_module(force=True)
class Numbered(BaseDataset):
    """Samples ``(name, index)`` with image path ``root/img/00000.png``."""

    def __init__(self, name, length, classes=('a', 'b'), data_root='root',
                 **kwargs):
        self.name, self.length = name, length
        super().__init__(metainfo=dict(classes=classes), data_root=data_root,
                         pipeline=[lambda info: info['mark']], **kwargs)

    def load_data_list(self):
        return [dict(img_path=f'{self.data_root}/img/{index:05d}.png',
                     mark=(self.name, index), width=10 + index, height=12)
                for index in range(self.length)]

    def get_cat_ids(self, idx):
        return [idx % 2]
