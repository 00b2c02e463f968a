from .top_down import TopDownPoseEstimator

__all__ = ['TopDownPoseEstimator']
