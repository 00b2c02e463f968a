from .attention_probe import AttentionProbe
from .composed import ComposedDiffusion
from .control import ControlledDiffusion
from .feature_probe import FeatureProbe
from .inversion import Hypercolumn, add_noise, class_maps
from .latent_diffusion import LatentDiffusion
from .mimc_layers import MIMCLayers
from .prompt_encoding import PromptEmbeds
from .sampling import seeded_noise

__all__ = [
    'AttentionProbe', 'ComposedDiffusion', 'ControlledDiffusion',
    'FeatureProbe', 'Hypercolumn', 'LatentDiffusion', 'MIMCLayers',
    'PromptEmbeds', 'add_noise', 'class_maps', 'seeded_noise'
]
