from .datasetdm import DatasetDM

__all__ = ['DatasetDM']
