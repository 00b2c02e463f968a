"""The image in the blocks that enlarge beyond the query."""

from itertools import product

import torch
from mmengine.structures import PixelData
from mmseg.structures import SegDataSample
from torch.nn import functional as F

from mmflexgen.models.decoders import MINetDecoder
from mmflexgen.models.decoders.image_skips import ImageSkips


def test_image_skips_keep_every_pixel():
    torch.manual_seed(0)
    skips = ImageSkips([2, 1], 8)
    image = torch.randn(1, 3, 8, 12)
    # The convolution's input, cell by cell.
    cells = torch.stack([
        image[0, channel, row::2, column::2]
        for channel, row, column in product(range(3), (0, 1), (0, 1))])
    coarse, fine = skips(image)
    assert coarse.shape == (1, 8, 4, 6) and fine.shape == (1, 8, 8, 12)
    torch.testing.assert_close(coarse, skips.convs[0](cells[None]))
    torch.testing.assert_close(fine, skips.convs[1](image))


def test_image_skips_find_outlines_within_a_cell():
    """Squares whose corners lie anywhere in the query's cells of 4 px: the
    query says which of two is salient, and the image where it ends."""
    generator = torch.Generator().manual_seed(0)

    def scenes(count):
        image = torch.full((count, 3, 16, 32), -1.)
        matte = torch.zeros(count, 1, 16, 32)
        for index in range(count):
            row, column = torch.randint(0, 8, (2, ), generator=generator)
            for left in (0, 16):
                image[index, :, row:row + 8,
                      left + column:left + column + 8] = 1.
            left = 16 * int(torch.randint(0, 2, (1, ), generator=generator))
            matte[index, :, row:row + 8,
                  left + column:left + column + 8] = 1.
        # Which cells it touches, not how far.
        touched = F.max_pool2d(matte, 4).expand(-1, 4, -1, -1).contiguous()
        return [F.max_pool2d(touched, 2), touched], image, matte

    def error(**options):
        torch.manual_seed(0)
        decoder = MINetDecoder([4, 4], 4, {}, channels=32, mask_stride=1,
                               **options)
        optimizer = torch.optim.AdamW(decoder.parameters(), 3e-3)
        for _ in range(40):
            query, image, matte = train
            losses = decoder.loss(query, [SegDataSample(
                gt_saliency=PixelData(data=each)) for each in matte],
                                  (16, 32), image)
            optimizer.zero_grad()
            sum(losses.values()).backward()
            optimizer.step()
        query, image, matte = held_out
        with torch.no_grad():
            found = decoder.eval()(query, image).sigmoid()
        return (found - matte).abs().mean().item()

    train, held_out = scenes(16), scenes(16)
    assert error(image_skips=True) < 0.1 * error()
