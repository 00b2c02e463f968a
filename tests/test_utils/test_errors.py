"""One sentence and status 2, wherever the error was raised."""

import pytest
from torch.utils.data import DataLoader, Dataset

from mmflexgen.utils import InputError, one_sentence_errors


class Broken(Dataset):

    def __len__(self) -> int:
        return 1

    def __getitem__(self, index: int) -> None:
        raise InputError('label 99 in a.png is no class')


@pytest.mark.parametrize('num_workers', [0, 1])
def test_sentence_survives_a_data_loader_worker(num_workers, capsys):

    @one_sentence_errors
    def main() -> None:
        list(DataLoader(Broken(), num_workers=num_workers))

    with pytest.raises(SystemExit) as exit_info:
        main()
    assert exit_info.value.code == 2
    assert capsys.readouterr().err == 'error: label 99 in a.png is no class\n'


def test_other_errors_keep_their_traceback():

    @one_sentence_errors
    def main() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        main()


def test_result_is_passed_on():
    assert one_sentence_errors(lambda value: value + 1)(2) == 3
