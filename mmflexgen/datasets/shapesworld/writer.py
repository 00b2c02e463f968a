"""ShapesWorld to disk, in the layouts its readers expect."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Dict, Iterable, List, Optional

import numpy as np
from PIL import Image
from tqdm import tqdm

from mmflexgen.utils import InputError

from ..class_quota import choose_by_quota
from .classes import CLASSES, HEAD, PALETTE, SEEN, TAIL, UNSEEN
from .coco import CocoCollector, boxes
from .render import void_contours
from .world import Sample, ShapesWorld

# Raise whenever a pixel or a caption changes for a given seed.
WORLD_VERSION = 1
LABELLED = (40, 100, 400)
PER_HEAD_CLASS, PER_TAIL_CLASS = 20, 2


@dataclass(frozen=True)
class WorldSettings:
    """What decides every byte of the dataset (sizes in images)."""

    seed: int = 0
    size: int = 64
    train_full: int = 5000
    val: int = 500
    unlabelled: int = 20000
    neon: int = 500
    void: bool = False


def write_world(root: Path, settings: WorldSettings) -> Dict:
    """Writes the dataset; a finished one of equal settings is left alone.

    Args:
        root: folder to write; made if missing.
        settings: sizes, seed and options.

    Returns:
        The content of ``dataset_info.json``.

    Raises:
        InputError: the folder holds a dataset of other settings.
    """
    info_file = root / 'dataset_info.json'
    wanted = dict(version=WORLD_VERSION, **asdict(settings))
    if info_file.exists():
        info = json.loads(info_file.read_text())
        differing = [f'{k} {info["settings"].get(k)!r} (asked: {v!r})'
                     for k, v in wanted.items()
                     if info['settings'].get(k) != v]
        if differing:
            raise InputError(
                f'{root} holds a ShapesWorld with {", ".join(differing)}; '
                'choose another folder or delete this one.')
        return info

    day = ShapesWorld(settings.seed, settings.size)
    digests = {}
    counts: List[Dict[str, int]] = []
    splits = {f'labelled_{n}': n for n in LABELLED if n <= settings.train_full}
    splits['train_full'] = settings.train_full
    digests['train'] = _write_labelled(
        root, day, 'train', settings.train_full, splits, settings.void,
        counts)
    _write_class_splits(root, counts)
    digests['val'] = _write_labelled(
        root, day, 'val', settings.val, {'val': settings.val}, settings.void)
    neon = ShapesWorld(settings.seed, settings.size, 'neon')
    for name in ('train', 'val'):
        split = dict(train=f'labelled_{LABELLED[1]}', val='val')[name]
        count = min(settings.neon, LABELLED[1]) if name == 'train' \
            else settings.neon
        digests[f'neon_{name}'] = _write_labelled(
            root / 'neon', neon, name, count, {split: count}, settings.void)
    digests['unlabelled'] = _write_unlabelled(
        root / 'unlabelled', day, settings.unlabelled)

    info = dict(name='ShapesWorld', settings=wanted, classes=CLASSES,
                palette=PALETTE, seen=SEEN, unseen=UNSEEN, head=HEAD,
                tail=TAIL, sha256=digests)
    temporary = info_file.with_suffix('.tmp')
    temporary.write_text(json.dumps(info, indent=1) + '\n')
    temporary.rename(info_file)
    return info


def sample_digest(digest, sample: Sample) -> None:
    """Feeds a sample's pixels, labels, depth and captions to a hash."""
    rendered = sample.rendered
    for array in (rendered.image, rendered.ids, rendered.depth):
        digest.update(np.ascontiguousarray(array).tobytes())
    digest.update('\n'.join(sample.captions).encode())


def _bar(iterable: Iterable, what: str) -> Iterable:
    return tqdm(iterable, desc=what, unit='image', mininterval=1)


def _write_labelled(root: Path, world: ShapesWorld, prefix: str, count: int,
                    splits: Dict[str, int], void: bool,
                    counts: Optional[List] = None) -> str:
    """Images with all labels; ``splits`` maps a list's name to its length:
    nested prefixes of the same images. Returns the SHA-256 of the content.
    """
    folders = {name: root / name for name in (
        'JPEGImages', 'SegmentationClass', 'depth', 'saliency')}
    lists = root / 'ImageSets' / 'Segmentation'
    for folder in (*folders.values(), lists):
        folder.mkdir(parents=True, exist_ok=True)
    palette = np.zeros((256, 3), dtype=np.uint8)
    palette[:len(PALETTE)] = PALETTE
    palette[255] = 224  # the void of VOC is a light grey
    collectors = {name: CocoCollector(root, name) for name in splits}
    digest = hashlib.sha256()
    for index in _bar(range(count), f'{root.name}/{prefix}'):
        stem = f'{prefix}_{index:05d}'
        sample = world[prefix, index]
        rendered = sample.rendered
        sample_digest(digest, sample)
        sem_seg = rendered.sem_seg
        if counts is not None:
            counts.append({'stem': stem, 'classes': sorted(
                {o.category for o in rendered.objects})})
        if void:
            sem_seg = void_contours(sem_seg)
        label = Image.fromarray(sem_seg, mode='P')
        label.putpalette(palette.tobytes())
        for name, picture in (
                ('JPEGImages', Image.fromarray(rendered.image)),
                ('SegmentationClass', label),
                ('depth', Image.fromarray(rendered.depth)),
                ('saliency', Image.fromarray(rendered.saliency))):
            picture.save(folders[name] / f'{stem}.png', compress_level=3)
        for name, length in splits.items():
            if index < length:
                collectors[name].add(stem, sample)
    for name, length in splits.items():
        collectors[name].write()
        (lists / f'{name}.txt').write_text(''.join(
            f'{prefix}_{i:05d}\n' for i in range(length)))
    return digest.hexdigest()


def _write_class_splits(root: Path, counts: List[Dict]) -> None:
    """``train_seen.txt``: images without any unseen class, and
    ``long_tail.txt``: 20 images per head class, 2 per tail class."""
    lists = root / 'ImageSets' / 'Segmentation'
    seen = [c['stem'] for c in counts if not set(c['classes']) & set(UNSEEN)]
    (lists / 'train_seen.txt').write_text(''.join(f'{s}\n' for s in seen))
    chosen = choose_by_quota(
        ((c['stem'], c['classes']) for c in counts),
        {**dict.fromkeys(HEAD, PER_HEAD_CLASS),
         **dict.fromkeys(TAIL, PER_TAIL_CLASS)})
    (lists / 'long_tail.txt').write_text(''.join(f'{s}\n' for s in chosen))


def _write_unlabelled(folder: Path, world: ShapesWorld, count: int) -> str:
    """An imagefolder with captions and boxes, and nothing else."""
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with open(folder / 'metadata.jsonl', 'w') as file:
        for index in _bar(range(count), 'unlabelled'):
            sample = world['unlabelled', index]
            rendered = sample.rendered
            sample_digest(digest, sample)
            Image.fromarray(rendered.image).save(
                folder / f'{index:05d}.png', compress_level=3)
            seen = boxes(rendered.ids, len(rendered.objects))
            file.write(json.dumps(dict(
                file_name=f'{index:05d}.png', text=sample.captions[0],
                texts=sample.captions,
                boxes=[dict(category=o.category, bbox=b)
                       for o, b in zip(rendered.objects, seen)])) + '\n')
    return digest.hexdigest()
