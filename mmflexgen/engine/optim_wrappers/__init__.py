from .step_in_backward import StepInBackward

__all__ = ['StepInBackward']
