"""Intersection over union from a confusion matrix, in numpy."""

import numpy as np


def confusion_matrix(prediction: np.ndarray,
                     label: np.ndarray,
                     num_classes: int,
                     ignore_index: int = 255) -> np.ndarray:
    """Count pixels by (label, prediction).

    Args:
        prediction: integers of any shape, 0 to ``num_classes - 1`` wherever
            the label is not ignored.
        label: integers of the same shape.
        num_classes: K.
        ignore_index: label of pixels that do not count.

    Returns:
        int64 (K, K); rows are labels, columns predictions.

    Raises:
        ValueError: if the shapes differ or a value is outside the classes.
    """
    if prediction.shape != label.shape:
        raise ValueError(f'the prediction is {prediction.shape} but the '
                         f'label is {label.shape}: give both one shape')
    counted = label != ignore_index
    rows = label[counted].astype(np.int64)
    columns = prediction[counted].astype(np.int64)
    for name, values in (('label', rows), ('prediction', columns)):
        if values.size and not 0 <= values.min() <= values.max() < num_classes:
            raise ValueError(
                f'the {name} holds values {values.min()} to {values.max()}, '
                f'but the classes are 0 to {num_classes - 1}')
    counts = np.bincount(rows * num_classes + columns,
                         minlength=num_classes**2)
    return counts.reshape(num_classes, num_classes)


def class_iou(confusion: np.ndarray) -> np.ndarray:
    """IoU of each class.

    Args:
        confusion: (K, K) counts.

    Returns:
        float (K,), 0 to 1; nan for a class in neither labels nor
        predictions.
    """
    both = np.diag(confusion).astype(float)
    union = confusion.sum(0) + confusion.sum(1) - both
    with np.errstate(invalid='ignore'):
        return both / union


def mean_iou(confusion: np.ndarray) -> float:
    """Mean IoU over the classes that occur, background counted, 0 to 1."""
    return float(np.nanmean(class_iou(confusion)))
