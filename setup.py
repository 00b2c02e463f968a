"""Packs mmflexgen, with its configs and tools where mim finds them."""

import os
import os.path as osp
import shutil
import sys
from typing import List

from setuptools import find_packages, setup

HERE = osp.dirname(osp.abspath(__file__))
# What mim and ``mmflexgen::`` config references read from the package.
MIM_PARTS = ('configs', 'tools', 'model-index.yml')


def read(path: str) -> str:
    with open(osp.join(HERE, path), encoding='utf-8') as file:
        return file.read()


def version() -> str:
    scope: dict = {}
    exec(read('mmflexgen/version.py'), scope)
    return scope['__version__']


def requirements(name: str) -> List[str]:
    """The requirements of one file, without comments and options."""
    lines = (line.partition('#')[0].strip()
             for line in read(f'requirements/{name}.txt').splitlines())
    return [line for line in lines if line and not line.startswith('-')]


def fill_mim_folder() -> None:
    """Links (editable install) or copies (wheel) the parts into ``.mim``."""
    commands = set(sys.argv[1:])
    link = bool(commands & {'develop', 'editable_wheel'})
    if not link and not commands & {'sdist', 'bdist_wheel'}:
        return
    folder = osp.join(HERE, 'mmflexgen', '.mim')
    os.makedirs(folder, exist_ok=True)
    for part in MIM_PARTS:
        source, target = osp.join(HERE, part), osp.join(folder, part)
        if osp.islink(target) or osp.isfile(target):
            os.remove(target)
        elif osp.isdir(target):
            shutil.rmtree(target)
        if link:
            os.symlink(osp.relpath(source, folder), target)
        elif osp.isdir(source):
            shutil.copytree(
                source, target,
                ignore=shutil.ignore_patterns('__pycache__'))
        else:
            shutil.copyfile(source, target)


if __name__ == '__main__':
    fill_mim_folder()
    setup(
        name='mmflexgen',
        version=version(),
        description='Few labels in, large annotated datasets out: diffusion '
        'models as dataset generators for OpenMMLab',
        long_description=read('README.md'),
        long_description_content_type='text/markdown',
        license='Apache-2.0',
        packages=find_packages(include=('mmflexgen', 'mmflexgen.*')),
        include_package_data=True,
        python_requires='>=3.10',
        install_requires=requirements('runtime'),
        extras_require={
            'optional': requirements('optional'),
            'tests': requirements('tests'),
            'docs': requirements('docs'),
        },
        zip_safe=False)
