import math
from multiprocessing import Pool

import pytest

POOL = Pool(2)
RESULTS = POOL.map(math.factorial, [3, 4])


@pytest.mark.parametrize("result", RESULTS)
def test_even(result):
    assert result % 2 == 0
