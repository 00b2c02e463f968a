from .column_preprocessor import ColumnPreprocessor
from .datasetdm import DatasetDM
from .flexdataset import FlexDataset
from .seggen import ImgSyn, MaskSyn

__all__ = [
    'ColumnPreprocessor', 'DatasetDM', 'FlexDataset', 'ImgSyn', 'MaskSyn'
]
