"""Ways to spread one run over processes and machines.

Launchers only start processes. Who makes which shard is settled by the
shards' locks (:mod:`mmflexgen.synthesis.claims`), so launchers can be mixed,
and a process that dies takes no other with it.
"""

from .base import BaseLauncher, Task
from .local import LocalLauncher
from .rank import RankLauncher
from .ray_cluster import RayLauncher

__all__ = ['BaseLauncher', 'LocalLauncher', 'RankLauncher', 'RayLauncher',
           'Task']
