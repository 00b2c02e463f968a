"""A config on the dummy generator, and a fingerprint of folders."""

import hashlib
import warnings
from pathlib import Path

import dummy_generator  # noqa: F401, registers DummyGenerator
import pytest
from mmengine.config import Config

from mmflexgen.apis import synthesize

warnings.filterwarnings('ignore', message='.*fork.*')


@pytest.fixture
def make_config():
    """A function (model options, synthesis options) -> Config."""

    def make(model=None, filters=('BlankFilter', ), custom_imports=None,
             **synthesis):
        source = dict(type='mmflexgen.PromptSource',
                      builder=dict(type='mmflexgen.TemplatePrompt'))
        top = {} if custom_imports is None else dict(
            custom_imports=custom_imports)
        return Config(dict(
            **top,
            model=dict(type='mmflexgen.DummyGenerator', **(model or {})),
            synthesis={**dict(
                source=source,
                filters=[dict(type=f'mmflexgen.{name}') for name in filters],
                exporters=[dict(
                    type='mmflexgen.VOCExporter',
                    consumer=dict(type='mmseg.PascalVOCDataset'))],
                batch_size=3, batches_per_shard=2), **synthesis}))

    return make


@pytest.fixture
def run(make_config):
    """A function (folder, num, …) that synthesizes with the dummy."""

    def go(out, num, seed=0, checkpoint=None, launcher=None, **config):
        return synthesize(make_config(**config), checkpoint, num, str(out),
                          seed=seed, device='cpu', progress=False,
                          launcher=launcher)

    return go


@pytest.fixture
def tree():
    """A function (folder) -> {path: SHA-256} of all its files."""

    def fingerprint(root, *under):
        root = Path(root)
        return {
            str(path.relative_to(root)):
            hashlib.sha256(path.read_bytes()).hexdigest()
            for folder in (under or ('.', ))
            for path in sorted((root / folder).rglob('*')) if path.is_file()
        }

    return fingerprint
