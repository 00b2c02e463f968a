"""Captioners, their file, and the tool."""

import json
import runpy
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

from mmflexgen.prompts import (Blip2Captioner, FileCaptioner,
                               LabelCaptioner)
from mmflexgen.prompts.captioners import (CaptionedImage, CaptionFile,
                                          iter_images)
from mmflexgen.prompts.prompt_file import read_prompts
from mmflexgen.registry import DATASETS
from mmflexgen.utils import InputError

ROOT = Path(__file__).resolve().parents[2]


class Counting:
    """A captioner that remembers what it was asked."""

    needs_classes = False

    def __init__(self, dies_after=99, name='counting'):
        self.asked, self.dies_after, self.name = [], dies_after, name

    def __call__(self, images):
        if len(self.asked) >= self.dies_after:
            raise KeyboardInterrupt
        self.asked += [image.name for image in images]
        return [f'caption of {image.name}' for image in images]

    def key(self):
        return self.name


@pytest.fixture
def images(tmp_path):
    result = []
    for index in range(5):
        path = tmp_path / f'{index}.png'
        Image.fromarray(np.full((8, 8, 3), 40 * index, np.uint8)).save(path)
        result.append(CaptionedImage(str(path), path.name))
    return result


def fill(path, captioner, images, batch_size=2):
    return list(CaptionFile(str(path), captioner).fill(images, batch_size))


def test_killed_run_goes_on(tmp_path, images):
    path = tmp_path / 'new' / 'captions.jsonl'
    with pytest.raises(KeyboardInterrupt):
        fill(path, Counting(dies_after=2), images)
    path.write_bytes(path.read_bytes() + b'{"file_name": "2.p')
    second = Counting()
    assert fill(path, second, images) == [2, 1]
    assert second.asked == ['2.png', '3.png', '4.png']
    fill(tmp_path / 'once.jsonl', Counting(), images)
    assert path.read_bytes() == (tmp_path / 'once.jsonl').read_bytes()
    lines = list(read_prompts(str(path)))
    assert [line.image for line in lines] == [i.name for i in images]
    assert lines[3].text == 'caption of 3.png'


def test_changed_image_is_described_anew(tmp_path, images):
    path = tmp_path / 'captions.jsonl'
    fill(path, Counting(), images)
    Image.fromarray(np.zeros((3, 3, 3), np.uint8)).save(images[1].path)
    again = Counting()
    fill(path, again, images)
    assert again.asked == ['1.png']
    names = [line.image for line in read_prompts(str(path))]
    assert sorted(names) == sorted(i.name for i in images)


def test_changed_labels_count_where_they_are_read(tmp_path, images):
    path = tmp_path / 'captions.jsonl'
    captioner = LabelCaptioner()
    first = images[0]._replace(classes=('cat', ))
    fill(path, captioner, [first])
    assert fill(path, captioner, [first]) == []
    fill(path, captioner, [first._replace(classes=('dog', ))])
    assert [line.text for line in read_prompts(str(path))] == [
        'a photo of a dog']


def test_file_of_another_kind(tmp_path, images):
    path = tmp_path / 'captions.jsonl'
    fill(path, Counting(), images)
    with pytest.raises(InputError, match='captions by counting, not by me'):
        CaptionFile(str(path), Counting(name='me'))
    path.write_text('{"text": "a cat"}\n')
    with pytest.raises(InputError, match='line 1 is no caption'):
        CaptionFile(str(path), Counting())
    with pytest.raises(InputError, match='must end in .jsonl'):
        CaptionFile(str(tmp_path / 'a.txt'), Counting())
    with pytest.raises(InputError, match='nowhere.png cannot be read'):
        fill(tmp_path / 'b.jsonl', Counting(),
             [CaptionedImage(str(tmp_path / 'nowhere.png'), 'nowhere.png')])


@pytest.mark.parametrize('classes, caption', [
    (('background', 'sofa', 'cat', 'orange'),
     'a photo of a sofa, a cat and an orange'),
    (('cat', ), 'a photo of a cat'),
    (('background', ), 'a photo of a scene')])
def test_label_captioner(classes, caption):
    image = CaptionedImage('x.png', 'x.png', classes)
    assert LabelCaptioner()([image]) == [caption]


def test_classes_of_a_semantic_dataset(tmp_path, write_seg_folder):
    root = Path(write_seg_folder('voc', num=1))
    labels = np.zeros((20, 20), np.uint8)
    labels[:10] = 3  # triangle
    labels[15:, :4] = 255
    labels[19, 19] = 5  # 1 pixel of 400
    Image.fromarray(labels).save(
        root / 'SegmentationClass' / 'train_00000.png')
    dataset = DATASETS.build(dict(
        type='mmflexgen.ShapesWorldDataset', data_root=str(root),
        ann_file='ImageSets/Segmentation/train.txt', pipeline=[]))
    found = list(iter_images(dataset, True))
    assert [image.name for image in found] == ['JPEGImages/train_00000.png']
    assert found[0].classes == ('triangle', 'background')
    assert 'cross' in next(iter_images(dataset, True, 0.002)).classes


def test_classes_of_instances(tmp_path):
    Image.new('RGB', (20, 20)).save(tmp_path / 'a.png')
    boxes = [(1, [0, 0, 5, 5]), (17, [0, 0, 8, 8]), (1, [5, 5, 8, 8])]
    (tmp_path / 'a.json').write_text(json.dumps(dict(
        images=[dict(id=1, file_name='a.png', width=20, height=20)],
        categories=[dict(id=1, name='person'), dict(id=17, name='cat')],
        annotations=[dict(id=index, image_id=1, category_id=label, bbox=box,
                          area=box[2] * box[3], iscrowd=0)
                     for index, (label, box) in enumerate(boxes, 1)])))
    dataset = DATASETS.build(dict(
        type='mmdet.CocoDataset', data_root=str(tmp_path), ann_file='a.json',
        data_prefix=dict(img=''), pipeline=[],
        metainfo=dict(classes=('person', 'cat'))))
    image, = iter_images(dataset, True)
    assert image.classes == ('person', 'cat')  # 25 + 64 against 64 pixels


def test_file_captioner(tmp_path, images):
    path = tmp_path / 'given.jsonl'
    path.write_text('{"file_name": "0.png", "text": "a cat"}\n'
                    '{"file_name": "0.png", "text": "a grey cat"}\n')
    captioner = FileCaptioner(str(path))
    assert captioner(images[:1]) == ['a cat']
    with pytest.raises(InputError, match='no caption for .*1.png'):
        captioner(images[:2])


def test_an_edited_file_of_captions_is_told_apart(tmp_path, images):
    given, path = tmp_path / 'given.jsonl', tmp_path / 'captions.jsonl'
    given.write_text('{"file_name": "0.png", "text": "a cat"}\n')
    fill(path, FileCaptioner(str(given)), images[:1])
    (tmp_path / 'moved').mkdir()
    moved = given.rename(tmp_path / 'moved/given.jsonl')
    assert fill(path, FileCaptioner(str(moved)), images[:1]) == []
    moved.write_text('{"file_name": "0.png", "text": "a dog"}\n')
    with pytest.raises(InputError, match="holds captions by FileCaptioner.*"
                       "'given.jsonl'.* not by .*choose another file"):
        CaptionFile(str(path), FileCaptioner(str(moved)))


def test_label_captioner_writes_names_as_english():
    captioner = LabelCaptioner(prompt_names=dict(
        tvmonitor='tv monitor', aeroplane='plane'))
    image = CaptionedImage('x.png', 'x.png',
                           ('aeroplane', 'background', 'tvmonitor', 'cat'))
    assert captioner([image]) == ['a photo of a plane, a tv monitor and a cat']
    assert captioner.key() != LabelCaptioner().key()


# The paper's is T5, an encoder and a decoder; OPT only decodes.
LANGUAGE_MODELS = dict(
    opt=dict(hidden_size=16, ffn_dim=32, num_hidden_layers=1,
             num_attention_heads=2, word_embed_proj_dim=16,
             max_position_embeddings=128, bos_token_id=1),
    t5=dict(d_model=16, d_ff=32, d_kv=8, num_layers=1, num_heads=2,
            feed_forward_proj='gated-gelu', tie_word_embeddings=False,
            decoder_start_token_id=0))


@pytest.fixture(scope='module', params=list(LANGUAGE_MODELS))
def blip2_folder(request, tmp_path_factory):
    """A BLIP-2 of narrow layers and random weights."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import (Blip2Config, Blip2ForConditionalGeneration,
                              Blip2Processor, PreTrainedTokenizerFast)
    from transformers.models.blip import BlipImageProcessor
    folder = str(tmp_path_factory.mktemp('blip2'))
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocab = {word: index for index, word in enumerate(
        ['<pad>', '</s>', '<image>', *letters])}
    core = Tokenizer(models.BPE(vocab, []))
    core.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    core.decoder = decoders.ByteLevel()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=core, pad_token='<pad>', eos_token='</s>',
        extra_special_tokens=['<image>'])
    Blip2Processor(
        BlipImageProcessor(size=dict(height=32, width=32)), tokenizer,
        num_query_tokens=4).save_pretrained(folder)
    narrow = dict(hidden_size=16, intermediate_size=32, num_hidden_layers=1,
                  num_attention_heads=2)
    torch.manual_seed(0)
    config = Blip2Config(
        vision_config=dict(narrow, image_size=32, patch_size=16),
        qformer_config=dict(narrow, encoder_hidden_size=16,
                            cross_attention_frequency=1, vocab_size=30),
        text_config=dict(
            LANGUAGE_MODELS[request.param], model_type=request.param,
            vocab_size=len(vocab), pad_token_id=0, eos_token_id=1),
        num_query_tokens=4, image_token_index=2)
    model = Blip2ForConditionalGeneration(config)
    # Random layers hardly look at what they are given.
    for parameter in model.parameters():
        if parameter.ndim > 1:
            torch.nn.init.normal_(parameter, std=0.3)
    # Or the answer may be at its end before it begins.
    with torch.no_grad():
        model.language_model.get_output_embeddings().weight[:3] = 0
    model.save_pretrained(folder)
    return folder


def test_blip2(blip2_folder, images):
    captioner = Blip2Captioner(blip2_folder, max_new_tokens=8, device='cpu')
    captions = captioner(images)
    assert len(captions) == 5 and all(captions)
    assert captions == captioner(images)
    # Each by itself: the batch does not matter.
    assert captions == [captioner([image])[0] for image in images]
    assert not any('\n' in text or 'Question' in text for text in captions)
    assert captioner.question in captioner.key()
    t5 = captioner.model.config.text_config.model_type == 't5'
    assert captioner.model.config.use_decoder_only_language_model != t5


def test_blip2_folders_are_told_apart_by_what_they_hold(blip2_folder,
                                                        tmp_path):
    key = Blip2Captioner(blip2_folder, device='cpu').key()
    same, other = (tmp_path / name / Path(blip2_folder).name
                   for name in ('same', 'other'))
    shutil.copytree(blip2_folder, same)
    assert Blip2Captioner(str(same), device='cpu').key() == key
    assert Blip2Captioner(str(same), dtype='float32',
                          device='cpu').key() == key
    assert Blip2Captioner(str(same), dtype='bfloat16',
                          device='cpu').key() != key
    shutil.copytree(blip2_folder, other)
    weights = load_file(other / 'model.safetensors')
    weights['query_tokens'] += 1
    save_file(weights, other / 'model.safetensors', dict(format='pt'))
    assert Blip2Captioner(str(other), device='cpu').key() != key


def test_blip2_is_given_image_and_question(blip2_folder, images,
                                           monkeypatch):
    captioner = Blip2Captioner(blip2_folder, device='cpu')
    given = {}

    def generate(**inputs):
        given.update(inputs)
        answer = f'{captioner.question} a  cat\n'
        return captioner.processor.tokenizer(
            [answer, ' a dog'], padding=True, return_tensors='pt').input_ids

    monkeypatch.setattr(captioner.model, 'generate', generate)
    assert captioner(images[:2]) == ['a cat', 'a dog']
    text = captioner.processor.tokenizer.decode(
        given['input_ids'][0], skip_special_tokens=True)
    assert text == 'Question: What are shown in the photo? Answer:'
    assert (given['input_ids'] == 2).sum(1).tolist() == [4, 4]
    assert given['pixel_values'].shape == (2, 3, 32, 32)
    assert not given['do_sample']


def test_blip2_folders_that_are_none(blip2_folder, tmp_path, images):
    with pytest.raises(InputError, match='finds no folder'):
        Blip2Captioner(str(tmp_path / 'none'))
    with pytest.raises(InputError, match='holds no BLIP-2'):
        Blip2Captioner(str(tmp_path))
    broken = tmp_path / 'broken.png'
    broken.write_bytes(b'no image')
    with pytest.raises(InputError, match='broken.png is no image'):
        Blip2Captioner(blip2_folder, device='cpu')(
            [CaptionedImage(str(broken), 'broken.png')])


def test_tool(tmp_path, write_seg_folder, monkeypatch, capsys):
    root = write_seg_folder('voc', num=3)
    config = tmp_path / 'captions.py'
    config.write_text(
        "dataset = dict(type='mmflexgen.ShapesWorldDataset', "
        f"data_root='{root}', ann_file='ImageSets/Segmentation/train.txt')\n"
        "captioner = dict(type='mmflexgen.LabelCaptioner')\n")
    out = tmp_path / 'captions.jsonl'
    monkeypatch.setattr(sys, 'argv', ['caption.py', str(config), '--out',
                                      str(out), '--batch-size', '2'])
    runpy.run_path(str(ROOT / 'tools/caption.py'), run_name='__main__')
    assert 'captions of 3 images' in capsys.readouterr().out
    assert [line.text for line in read_prompts(str(out))] == [
        'a photo of a disc', 'a photo of a square', 'a photo of a triangle']
