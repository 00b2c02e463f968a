"""A language model behind an endpoint."""

import json
import os
import time
from typing import Any, Optional
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from mmflexgen.registry import TASK_UTILS
from mmflexgen.utils import InputError
from ..reply import without_last_line

# Too many requests, or trouble on the server's side.
_PASSING = (408, 429, 500, 502, 503, 504)


class _PassingTrouble(Exception):
    """Worth another attempt."""


@TASK_UTILS.register_module()
class OpenAIWriter:
    """Asks an OpenAI-compatible endpoint: vLLM, llama.cpp, OpenAI itself.

    Args:
        url: up to and without ``/chat/completions``, such as
            ``'http://localhost:8000/v1'``.
        model: name that the endpoint knows.
        api_key_env: environment variable that holds the key; None where
            the endpoint asks for none. A key never stands in a config.
        temperature: of the sampling, 0 or above.
        options: further fields of the request, such as
            ``dict(max_tokens=4096)``.
        send_seed: whether requests have a ``seed``; a few servers refuse
            what they do not know.
        timeout: seconds to wait for a reply.
        retries: further attempts after a passing trouble.
        wait: seconds before the first of them; doubled each time.

    Raises:
        InputError: an address that is not http or https, or an environment
            variable that is not set.
    """

    def __init__(self, url: str, model: str,
                 api_key_env: Optional[str] = 'OPENAI_API_KEY',
                 temperature: float = 1.0, options: Optional[dict] = None,
                 send_seed: bool = True, timeout: float = 300.0,
                 retries: int = 5, wait: float = 2.0) -> None:
        if not url.startswith(('http://', 'https://')):
            raise InputError(f'the url {url!r} of OpenAIWriter must begin '
                             'with http:// or https://')
        if api_key_env is not None and not os.environ.get(api_key_env):
            raise InputError(
                f'OpenAIWriter reads its key from the environment variable '
                f'{api_key_env}, which is not set; set it, or '
                'writer.api_key_env=None where none is asked for')
        self.url = url.rstrip('/') + '/chat/completions'
        self.api_key_env = api_key_env
        self.body = dict(options or {}, model=model, temperature=temperature)
        self.send_seed = send_seed
        self.timeout = timeout
        self.retries = retries
        self.wait = wait

    def __call__(self, instruction: str, seed: int) -> str:
        """A reply.

        Args:
            instruction: what to write.
            seed: below 2^31; most servers promise nothing for it.

        Raises:
            InputError: the endpoint refuses, or the trouble does not pass.
        """
        request = self._request(instruction, seed)
        for attempt in range(self.retries + 1):
            try:
                return self._ask(request)
            except _PassingTrouble as trouble:
                last = trouble
            if attempt < self.retries:
                time.sleep(self.wait * 2**attempt)
        raise InputError(f'{self.url} gave no reply in {self.retries + 1} '
                         f'attempts; at last: {last}') from last

    def _request(self, instruction: str, seed: int) -> Request:
        headers = {'Content-Type': 'application/json'}
        if self.api_key_env is not None:
            headers['Authorization'] = (
                f'Bearer {os.environ[self.api_key_env]}')
        body = dict(self.body, messages=[
            dict(role='user', content=instruction)])
        if self.send_seed:
            body['seed'] = seed
        return Request(self.url, json.dumps(body).encode(), headers,
                       method='POST')

    def _ask(self, request: Request) -> str:
        try:
            with urlopen(request, timeout=self.timeout) as answer:
                return _reply(json.loads(answer.read()))
        except HTTPError as error:
            if error.code in _PASSING:
                raise _PassingTrouble(f'HTTP {error.code}') from error
            raise InputError(self._refusal(error)) from error
        # OSError: a connection that is refused, reset or timed out.
        except (URLError, OSError) as error:
            raise _PassingTrouble(
                str(getattr(error, 'reason', error))) from error
        except ValueError as error:
            raise _PassingTrouble('a reply that is not JSON') from error

    def _refusal(self, error: HTTPError) -> str:
        if error.code in (401, 403):
            return (f'{self.url} refuses the key (HTTP {error.code}); mend '
                    f'what {self.api_key_env or "writer.api_key_env"} holds')
        said = ' '.join(error.read(500).decode(errors='replace').split())
        return (f'{self.url} refuses the request with HTTP {error.code} '
                f'({said}); mend writer.url, writer.model or writer.options')


def _reply(answer: Any) -> str:
    """The text in a reply's JSON."""
    try:
        choice = answer['choices'][0]
        text = choice['message']['content']
    except (KeyError, IndexError, TypeError) as error:
        raise _PassingTrouble(
            'a reply without choices[0].message.content') from error
    if not isinstance(text, str):
        raise _PassingTrouble('a reply without text')
    cut = choice.get('finish_reason') == 'length'
    return without_last_line(text) if cut else text
