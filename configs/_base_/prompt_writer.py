# The language model that tools/write_prompts.py asks. Nothing is downloaded:
# give the folder of an instruction-tuned model,
#
#   --cfg-options writer.path=/models/some-instruct-model
writer = dict(
    type='mmflexgen.TransformersWriter', path='checkpoints/language_model')
