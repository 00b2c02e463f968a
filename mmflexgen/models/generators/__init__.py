from .column_preprocessor import ColumnPreprocessor
from .datasetdm import DatasetDM

__all__ = ['ColumnPreprocessor', 'DatasetDM']
