# The same list from an OpenAI-compatible endpoint. One that asks for a key
# takes it from the environment: writer.api_key_env=OPENAI_API_KEY.
_base_ = './voc.py'

writer = dict(
    _delete_=True,
    type='mmflexgen.OpenAIWriter',
    url='http://localhost:8000/v1',
    model='some-instruct-model',
    api_key_env=None)
