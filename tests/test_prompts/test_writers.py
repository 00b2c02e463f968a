"""Writers: a folder of transformers, and an endpoint that we run here."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from mmflexgen.prompts import OpenAIWriter, TransformersWriter
from mmflexgen.prompts.prompt_list import PromptList
from mmflexgen.prompts.write import write_prompts
from mmflexgen.utils import InputError

CHAT = ("{% for message in messages %}user: {{ message['content'] }}"
        "{% endfor %} assistant:")


@pytest.fixture(scope='module')
def model_folder(tmp_path_factory):
    """A GPT-2 of two narrow layers with random weights."""
    import torch
    from tokenizers import (Tokenizer, decoders, models, pre_tokenizers,
                            trainers)
    from transformers import (GPT2Config, GPT2LMHeadModel,
                              PreTrainedTokenizerFast)
    folder = str(tmp_path_factory.mktemp('model'))
    tokenizer = Tokenizer(models.BPE(unk_token='<unk>'))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel()
    tokenizer.train_from_iterator(
        ['Write 25 captions of a cat, one a line.\n'] * 2,
        trainers.BpeTrainer(vocab_size=300,
                            special_tokens=['<unk>', '<end>'],
                            initial_alphabet=pre_tokenizers.ByteLevel
                            .alphabet()))
    tokenizer.decoder = decoders.ByteLevel()
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token='<unk>',
        eos_token='<end>').save_pretrained(folder)
    torch.manual_seed(0)
    GPT2LMHeadModel(GPT2Config(
        vocab_size=len(tokenizer.get_vocab()), n_positions=160, n_embd=16,
        n_layer=2, n_head=2, bos_token_id=1,
        eos_token_id=1)).save_pretrained(folder)
    return folder


def test_local_model_follows_the_seed(model_folder, monkeypatch):
    # Noise seldom has a line break: it would be cut to nothing.
    monkeypatch.setattr('mmflexgen.prompts.writers.transformers_writer.'
                        'without_last_line', lambda reply: reply)
    writer = TransformersWriter(model_folder, max_new_tokens=40,
                                device='cpu')
    replies = [writer('Write 2 captions:\n', seed) for seed in (1, 1, 2)]
    assert replies[0] == replies[1] != replies[2]
    tokens = writer._encode('Write 2 captions')
    assert writer.tokenizer.decode(
        tokens['input_ids'][0]).replace(' ', '') == 'Write2captions\n1.'
    writer.tokenizer.chat_template = CHAT
    tokens = writer._encode('Write 2 captions')
    assert writer.tokenizer.decode(tokens['input_ids'][0]).replace(
        ' ', '') == 'user:Write2captionsassistant:'


def test_sampling_leaves_torch_seed_alone(model_folder):
    import torch
    writer = TransformersWriter(model_folder, max_new_tokens=3, device='cpu')
    torch.manual_seed(3)
    expected = torch.rand(2)
    torch.manual_seed(3)
    writer('Write', 1)
    assert torch.equal(torch.rand(2), expected)


def test_garbage_ends_in_one_sentence(model_folder, tmp_path):
    writer = TransformersWriter(model_folder, device='cpu')
    prompts = PromptList(['cat'], per_class=2)
    with pytest.raises(InputError, match='0 of [1-9].* lines could be used'):
        write_prompts(prompts, writer, 'Write {count} of a {name}.',
                      str(tmp_path / 'p.txt'), max_rounds=8)


def test_bad_folders_are_explained(model_folder, tmp_path):
    with pytest.raises(InputError, match='finds no folder'):
        TransformersWriter(str(tmp_path / 'none'))
    with pytest.raises(InputError, match='holds no language model'):
        TransformersWriter(str(tmp_path))
    writer = TransformersWriter(model_folder, device='cpu')
    with pytest.raises(InputError, match='reads 160; shorten the guide'):
        writer('cat ' * 200, 0)


class Endpoint(HTTPServer):
    """Answers each request with the next of its (status, text) pairs."""

    def __init__(self):
        super().__init__(('127.0.0.1', 0), _Handler)
        self.answers, self.requests = [], []
        self.url = f'http://127.0.0.1:{self.server_port}/v1'


class _Handler(BaseHTTPRequestHandler):

    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length']))
        self.server.requests.append(
            (self.path, self.headers['Authorization'], json.loads(body)))
        if self.headers['Authorization'] == 'Bearer wrong':
            status, text = 401, '{"error": "no such key"}'
        else:
            status, text = self.server.answers.pop(0)
        data = text.encode()
        self.send_response(status)
        self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


def says(text, finish='stop'):
    return 200, json.dumps(dict(choices=[dict(
        message=dict(role='assistant', content=text),
        finish_reason=finish)]))


@pytest.fixture
def endpoint(monkeypatch):
    monkeypatch.setenv('no_proxy', '127.0.0.1')
    monkeypatch.setenv('TEST_KEY', 'right')
    server = Endpoint()
    thread = threading.Thread(target=server.serve_forever,
                              kwargs=dict(poll_interval=0.01))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def make_writer(endpoint, **options):
    return OpenAIWriter(endpoint.url, 'm', **{
        **dict(api_key_env='TEST_KEY', wait=0.0, retries=2), **options})


def test_endpoint_fills_a_file_past_troubles(endpoint, tmp_path):
    endpoint.answers = [
        (500, 'busy'), (200, '{"choices": [{"mess'), says(
            '1. A black cat asleep on a mat\n2. A black cat asleep on a mat\n'
            '3. A white cat under an old tree'),
        (200, '{}'), says('One dog runs along the sea\nA dog at a do',
                          'length')]
    out = tmp_path / 'p.txt'
    tally = write_prompts(
        PromptList(['cat', 'dog'], per_class=1, min_words=4),
        make_writer(endpoint, options=dict(max_tokens=9)),
        'Write {count} of a {name}.', str(out))
    assert out.read_text().splitlines() == [
        'A black cat asleep on a mat', 'A white cat under an old tree',
        'One dog runs along the sea']
    assert tally == dict(kept=3, duplicate=1)
    path, key, body = endpoint.requests[0]
    assert (path, key) == ('/v1/chat/completions', 'Bearer right')
    assert body['model'] == 'm' and body['max_tokens'] == 9
    assert len({body['seed'] for *_, body in endpoint.requests}) == 2
    assert body['messages'] == [
        dict(role='user', content='Write 6 of a cat.')]


def test_lasting_troubles_are_explained(endpoint, monkeypatch):
    endpoint.answers = [(503, '')] * 3
    with pytest.raises(InputError, match='no reply in 3 attempts.*HTTP 503'):
        make_writer(endpoint)('Write', 0)
    endpoint.answers = [(200, 'no json')] * 3
    with pytest.raises(InputError, match='at last: a reply that is not JSON'):
        make_writer(endpoint)('Write', 0)
    endpoint.answers = [says('A cat')]
    assert make_writer(endpoint, send_seed=False)('Write', 0) == 'A cat'
    assert 'seed' not in endpoint.requests[-1][2]
    endpoint.answers = [(404, 'no model m')]
    with pytest.raises(InputError, match='HTTP 404 .no model m.'):
        make_writer(endpoint)('Write', 0)
    monkeypatch.setenv('TEST_KEY', 'wrong')
    with pytest.raises(InputError, match='refuses the key.*TEST_KEY') as info:
        make_writer(endpoint)('Write', 0)
    assert 'wrong' not in str(info.value)
    assert not endpoint.answers


def test_bad_endpoints_are_explained(monkeypatch):
    monkeypatch.delenv('TEST_KEY', raising=False)
    with pytest.raises(InputError, match='TEST_KEY, which is not set'):
        OpenAIWriter('http://localhost/v1', 'm', api_key_env='TEST_KEY')
    with pytest.raises(InputError, match='must begin with http'):
        OpenAIWriter('localhost:8000/v1', 'm', api_key_env=None)
