"""The synthesis engine alone: does it scale?

    python benchmarks/synthesis_engine.py [--only NAME ...] [--scale 0.01]

Every measurement runs in a process of its own.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Callable, Dict, List, Tuple

import numpy as np
from mmengine.structures import InstanceData
from torch import nn

from mmflexgen.exporters import BaseExporter, Verification
from mmflexgen.prompts import PromptSource
from mmflexgen.registry import MODELS, TASK_UTILS
from mmflexgen.structures import SynthSample
from mmflexgen.synthesis import (Executor, OutputFolder, ShardWriter, Share,
                                 WorkList, iter_manifest, make_record)
from mmflexgen.utils import register_all_modules

CLASSES = ('background', *(f'class{index}' for index in range(12)))
METAINFO = dict(classes=CLASSES, thing_classes=CLASSES[1:],
                palette=[(index, 2 * index, 3 * index) for index in range(13)])


@MODELS.register_module()
class CostlessGenerator(nn.Module):
    """The same small sample for every request, after a wait.

    Args:
        wait: seconds per sample.
        size: pixels a side.
    """

    kinds = ('sem_seg', 'instances')
    metainfo = METAINFO

    def __init__(self, wait: float = 0., size: int = 16) -> None:
        super().__init__()
        self.wait = wait
        self.image = np.random.RandomState(0).randint(
            0, 256, (size, size, 3)).astype(np.uint8)
        self.labels = np.zeros((size, size), np.uint8)
        self.labels[2:9, 3:12] = 1
        self.objects = InstanceData(
            labels=np.zeros(1, np.int64), masks=self.labels[None] == 1,
            bboxes=np.array([[3, 2, 12, 9]], np.float32))

    def generate(self, requests) -> List[SynthSample]:
        """One sample per request."""
        time.sleep(self.wait * len(requests))
        return [SynthSample(metainfo=dict(request=request, scores={}),
                            image=self.image, sem_seg=self.labels,
                            instances=self.objects) for request in requests]


@TASK_UTILS.register_module()
class NoExporter(BaseExporter):
    """No files: what is left is the engine."""

    kinds = ('image', 'sem_seg')
    folders = ()

    def files(self, sample_id: int) -> Dict[str, str]:
        """None."""
        return {}

    def encode(self, sample: SynthSample) -> Dict[str, bytes]:
        """Nothing."""
        return {}

    def decode(self, contents: Dict[str, bytes]) -> Dict[str, Any]:
        """Nothing."""
        return {}

    def finalise(self, root: Path, manifest: Callable) -> Dict[str, Any]:
        """Nothing."""
        return {}

    def check_consumer(self) -> None:
        """Nobody reads it."""

    def verify(self, root: str) -> Verification:
        """Nobody reads it."""
        return Verification('nobody')


def build_engine(root: str, exporter: Dict[str, Any], wait: float = 0.
                 ) -> Tuple[Executor, WorkList, OutputFolder]:
    """The engine on a folder of its own or a shared one."""
    work_list = WorkList(
        PromptSource(dict(type='mmflexgen.TemplatePrompt'), METAINFO), 0,
        batch_size=16)
    folder = OutputFolder(root)
    folder.open(make_record({}, None, 0, 'cpu'))
    writer = ShardWriter(folder, [TASK_UTILS.build(
        exporter, default_args=dict(metainfo=METAINFO))], METAINFO)
    executor = Executor(CostlessGenerator(wait), work_list, [], writer,
                        lambda lines: None)
    return executor, work_list, folder


def fill(root: str, num: int, exporter: Dict[str, Any]) -> float:
    """Makes samples by the engine; seconds it took."""
    executor, work_list, folder = build_engine(root, exporter)
    start = time.perf_counter()
    executor.run(Share().shards(work_list, num), num)
    took = time.perf_counter() - start
    folder.close()
    return took


def throughput(num: int, root: str) -> float:
    """Samples a second, image and labels on the disk."""
    exporter = dict(type='mmflexgen.VOCExporter', consumer=dict(
        type='mmflexgen.ShapesWorldDataset'), img_suffix='.png')
    return num / fill(root, num, exporter)


def memory(num: int, root: str) -> float:
    """Greatest resident memory in MB, of the engine without files."""
    fill(root, num, dict(type='NoExporter'))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def coco_memory(num: int, root: str) -> float:
    """Greatest resident memory in MB while COCO's JSON is written.

    The samples' documents are copies of one: only finalising is measured.
    """
    exporter = TASK_UTILS.build(dict(type='mmflexgen.COCOInstanceExporter'),
                                default_args=dict(metainfo=METAINFO))
    fill(root, 16, dict(type='mmflexgen.COCOInstanceExporter'))
    first = next(iter_manifest(Path(root)))

    def lines():
        for slot in range(num):
            yield dict(first, id=slot)

    document = (Path(root) / exporter.files(0)['instances']).read_bytes()
    for slot in range(num):
        (Path(root) / exporter.files(slot)['instances']).write_bytes(document)
    total = 0
    for pieces in exporter.finalise(Path(root), lines).values():
        total += sum(len(piece) for piece in pieces)
    if total < 100 * num:
        raise RuntimeError(f'{total} bytes of JSON for {num} samples')
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def workers(count: int, root: str) -> float:
    """Samples a second by so many processes, 50 ms of waiting each.

    Starting the processes is not counted: it is the same for any number of
    samples.
    """
    command = [sys.executable, __file__, '--measure', 'worker', root]
    processes = [subprocess.Popen([*command, f'{index}/{count}'],
                                  stdin=subprocess.PIPE, text=True,
                                  stdout=subprocess.PIPE)
                 for index in range(count)]
    for process in processes:
        process.stdout.readline()  # it has built everything
    start = time.perf_counter()
    for process in processes:
        process.stdin.write('go\n')
        process.stdin.flush()
    for process in processes:
        if process.wait():
            raise RuntimeError('a worker failed')
    done = sum(1 for _ in iter_manifest(Path(root)))
    return done / (time.perf_counter() - start)


WORKER_SAMPLES = 1024


def worker(root: str, share: str) -> None:
    """One of the processes of :func:`workers`."""
    index, count = map(int, share.split('/'))
    executor, work_list, folder = build_engine(
        root, dict(type='mmflexgen.COCOInstanceExporter'), wait=0.05)
    print('ready', flush=True)
    sys.stdin.readline()
    busy = executor.run(Share(index, count).shards(work_list, WORKER_SAMPLES),
                        WORKER_SAMPLES)
    while busy:
        time.sleep(0.05)
        busy = executor.run(busy, WORKER_SAMPLES)
    folder.close()


# Name, measurement, small and large argument, unit, bound of large / small.
CASES: Dict[str, Tuple] = {
    'throughput': (throughput, 1000, 100_000, 'samples/s', 'at least', 0.9),
    'memory': (memory, 10_000, 1_000_000, 'MB', 'at most', 1.1),
    'coco_memory': (coco_memory, 2000, 200_000, 'MB', 'at most', 1.2),
    'workers': (workers, 1, 2, 'samples/s', 'at least', 1.9),
}


def measure(name: str, argument: int) -> float:
    """A measurement in a process and folder of its own."""
    with tempfile.TemporaryDirectory() as root:
        output = subprocess.run(
            [sys.executable, __file__, '--measure', name, root,
             str(argument)], check=True, capture_output=True, text=True)
    return json.loads(output.stdout.splitlines()[-1])


def main() -> int:
    """Returns 1 if a bound is not kept."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--only', nargs='+', choices=CASES, default=CASES)
    parser.add_argument('--scale', type=float, default=1,
                        help='factor on the large numbers, for a quick look')
    parser.add_argument('--measure', nargs=3, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        register_all_modules()
        name, root, argument = args.measure
        if name == 'worker':
            worker(root, argument)
        else:
            print(json.dumps(CASES[name][0](int(argument), root)))
        return 0
    failed = False
    for name in args.only:
        function, small, large, unit, word, bound = CASES[name]
        if large > 100:
            large = max(small, int(large * args.scale))
        values = [measure(name, argument) for argument in (small, large)]
        ratio = values[1] / values[0]
        kept = ratio >= bound if word == 'at least' else ratio <= bound
        failed |= not kept
        print(f'{name}: {values[0]:.1f} {unit} at {small:,}, '
              f'{values[1]:.1f} at {large:,}: ratio {ratio:.3f} ({word} '
              f'{bound}: {"kept" if kept else "NOT kept"})', flush=True)
    return int(failed)


if __name__ == '__main__':
    sys.exit(main())
