"""A language model from a local folder."""

from typing import Dict, Optional

import torch

from mmflexgen.registry import TASK_UTILS
from mmflexgen.utils import InputError
from mmflexgen.utils.pretrained import load_pretrained
from ..reply import without_last_line


@TASK_UTILS.register_module()
class TransformersWriter:
    """Samples replies from a causal language model of transformers.

    The instruction goes through the tokenizer's chat template, if it has
    one; else the model continues the instruction with a numbered list.

    Args:
        path: local folder of the model and its tokenizer.
        max_new_tokens: longest reply, in tokens.
        temperature: of the sampling, above 0.
        top_p: share of the probability that is sampled from, above 0, to 1.
        dtype: name of a torch dtype; the one of the files by default.
        device: torch device; the GPU if there is one by default.

    Raises:
        InputError: the folder is not there or holds no whole language
            model.
    """

    def __init__(self, path: str, max_new_tokens: int = 2048,
                 temperature: float = 1.0, top_p: float = 0.95,
                 dtype: str = 'auto', device: Optional[str] = None) -> None:
        self.path = path
        self.max_new_tokens = max_new_tokens
        self.sampling = dict(do_sample=True, temperature=temperature,
                             top_p=top_p, top_k=0)
        if device is None:
            device = 'cuda' if torch.cuda.is_available() else 'cpu'
        self.device = device
        self._load(dtype)

    def _load(self, dtype: str) -> None:
        # transformers is slow to import.
        from transformers import AutoModelForCausalLM, AutoTokenizer
        model, self.tokenizer = load_pretrained(
            self.path, 'TransformersWriter', 'language model',
            AutoModelForCausalLM, AutoTokenizer, dtype=dtype)
        self.model = model.to(self.device).eval()

    @torch.no_grad()
    def __call__(self, instruction: str, seed: int) -> str:
        """A reply.

        Args:
            instruction: what to write.
            seed: of the sampling, from 0 to 2^31 - 1.

        Raises:
            InputError: the instruction fills the model's context.
        """
        inputs = self._encode(instruction)
        given = inputs['input_ids'].shape[1]
        length = self._room(given)
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            output = self.model.generate(
                **inputs, **self.sampling, max_new_tokens=length,
                pad_token_id=self._padding())[0, given:]
        reply = self.tokenizer.decode(output, skip_special_tokens=True)
        return without_last_line(reply) if len(output) == length else reply

    def _encode(self, instruction: str) -> Dict[str, torch.Tensor]:
        if self.tokenizer.chat_template:
            inputs = self.tokenizer.apply_chat_template(
                [dict(role='user', content=instruction)],
                add_generation_prompt=True, return_dict=True,
                return_tensors='pt')
        else:
            inputs = self.tokenizer(f'{instruction}\n1.',
                                    return_tensors='pt')
        return {name: inputs[name].to(self.device)
                for name in ('input_ids', 'attention_mask')}

    def _room(self, given: int) -> int:
        context = getattr(self.model.config, 'max_position_embeddings', None)
        if context is None:
            return self.max_new_tokens
        if given >= context:
            raise InputError(
                f'the instruction has {given} tokens, but the language model '
                f'in {self.path} reads {context}; shorten the guide')
        return min(self.max_new_tokens, context - given)

    def _padding(self) -> Optional[int]:
        """generate() warns at each call where the tokenizer has none."""
        if self.tokenizer.pad_token_id is not None:
            return self.tokenizer.pad_token_id
        return self.tokenizer.eos_token_id
