from .load_checked import LoadCheckedAnnotations, LoadCheckedImage

__all__ = ['LoadCheckedAnnotations', 'LoadCheckedImage']
