"""What a file or a model's folder holds, as one number."""

import hashlib
from pathlib import Path

# What a base model is read from; a model card may change.
_MODEL_SUFFIXES = ('.safetensors', '.bin', '.json', '.txt', '.model')


def hash_path(path: str) -> str:
    """SHA-256 of a file, or of the model files of a folder with their names.
    """
    root = Path(path)
    files = [root] if root.is_file() else sorted(
        file for file in root.rglob('*') if file.suffix in _MODEL_SUFFIXES)
    total = hashlib.sha256()
    for file in files:
        digest = hashlib.sha256()
        with open(file, 'rb') as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
        if root.is_file():
            return digest.hexdigest()
        name = file.relative_to(root).as_posix()
        total.update(f'{name} {digest.hexdigest()}\n'.encode())
    return total.hexdigest()
