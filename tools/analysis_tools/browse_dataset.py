"""A picture of a segmentation dataset: images beside their labels.

    python tools/analysis_tools/browse_dataset.py \
        configs/downstream/fpn_r18_shapesworld.py --out browse.png

It shows what the model is trained on, since it reads the dataset of the
config; with ``--augmented`` after the pipeline, otherwise as it is on disk.
"""

import argparse
from typing import Any, Sequence, Tuple

import numpy as np
from mmengine.config import DictAction
from PIL import Image

from mmflexgen.datasets.build import build_dataset
from mmflexgen.utils import one_sentence_errors
from mmflexgen.utils.cli import output_file
from mmflexgen.utils.config import load_config


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description='Draw samples of a dataset with their labels.',
        formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument('config', help='mmseg config')
    parser.add_argument('--out', type=output_file, required=True,
                        help='PNG file to write')
    parser.add_argument('--loader', default='train_dataloader',
                        help='which dataset of the config')
    parser.add_argument('--num', type=int, default=16,
                        help='samples, evenly spread over the dataset')
    parser.add_argument('--augmented', action='store_true',
                        help='show what the pipeline yields')
    parser.add_argument('--seed', type=int, default=0,
                        help='seed of the augmentation')
    parser.add_argument('--cfg-options', nargs='+', action=DictAction,
                        help='settings that win over the config, such as '
                        'train_dataloader.dataset.data_root=data/synth')
    return parser.parse_args()


def read_sample(dataset: Any, index: int,
                augmented: bool) -> Tuple[np.ndarray, np.ndarray]:
    """Image (H, W, 3) RGB and labels (H, W), both uint8."""
    sample = dataset[index]
    if not augmented:
        return sample['img'][..., ::-1], sample['gt_seg_map']
    image = sample['inputs'].numpy().transpose(1, 2, 0)[..., ::-1]
    return image, sample['data_samples'].gt_sem_seg.data[0].numpy()


def pad(array: np.ndarray, size: Sequence[int], value: int) -> np.ndarray:
    """(H, W[, C]) enlarged to a height and width below and to the right."""
    margins = [(0, target - length)
               for target, length in zip(size, array.shape)]
    margins += [(0, 0)] * (array.ndim - 2)
    return np.pad(array, margins, constant_values=value)


@one_sentence_errors
def main() -> None:
    args = parse_args()
    cfg = load_config(args.config, args.cfg_options)
    from mmflexgen.visualization import sample_grid
    dataset = build_dataset(cfg, args.loader, args.augmented)
    np.random.seed(args.seed)
    chosen = np.linspace(0, len(dataset) - 1,
                         min(args.num, len(dataset))).round().astype(int)
    samples = [read_sample(dataset, int(index), args.augmented)
               for index in chosen]
    size = np.max([labels.shape for _, labels in samples], axis=0)
    picture = sample_grid([pad(image, size, 0) for image, _ in samples],
                          [pad(labels, size, 255) for _, labels in samples],
                          dataset.metainfo['classes'],
                          dataset.metainfo['palette'])
    Image.fromarray(picture).save(args.out)
    print(f'{args.out} shows {len(samples)} of {len(dataset)} samples')


if __name__ == '__main__':
    main()
