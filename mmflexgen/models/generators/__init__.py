from .annotated import Annotated
from .attention_generator import AttentionGenerator
from .column_preprocessor import ColumnPreprocessor
from .dataset_diffusion import DatasetDiffusion
from .datasetdm import DatasetDM
from .diffumask import DiffuMask
from .flexdataset import FlexDataset
from .freegen import FreeGen
from .seggen import ImgSyn, MaskSyn

__all__ = [
    'Annotated', 'AttentionGenerator', 'ColumnPreprocessor', 'DatasetDM',
    'DatasetDiffusion', 'DiffuMask', 'FlexDataset', 'FreeGen', 'ImgSyn',
    'MaskSyn'
]
