from .column_preprocessor import ColumnPreprocessor
from .datasetdm import DatasetDM
from .seggen import ImgSyn, MaskSyn

__all__ = ['ColumnPreprocessor', 'DatasetDM', 'ImgSyn', 'MaskSyn']
