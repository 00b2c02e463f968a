"""The engine: from requests to a dataset on disk."""

from .claims import Share
from .executor import Executor
from .filters import BlankFilter, EmptyLabelFilter
from .manifest import iter_manifest
from .output_folder import OutputFolder
from .run_record import make_record
from .shards import ShardWriter
from .statistics import Statistics
from .work_list import Shard, WorkList

__all__ = [
    'BlankFilter', 'EmptyLabelFilter', 'Executor', 'OutputFolder', 'Shard',
    'ShardWriter', 'Share', 'Statistics', 'WorkList', 'iter_manifest',
    'make_record'
]
