import sys
import unittest
from multiprocessing import Pool


def sq(n):
    return n * n


class PoolTest(unittest.TestCase):
    def setUp(self):
        self.pool = Pool(2)

    def tearDown(self):
        self.pool.terminate()

    def test_map(self):
        self.assertEqual(self.pool.map(sq, [1, 2]), [1, 4])


if __name__ == "__main__":
    result = unittest.main(argv=sys.argv[:1], exit=False).result
    print("ran", result.testsRun, "failed", len(result.failures))
