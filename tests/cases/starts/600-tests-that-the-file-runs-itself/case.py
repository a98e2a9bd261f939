import unittest
from multiprocessing import Pool

pool = Pool(2)


class PoolTest(unittest.TestCase):
    def test_map(self):
        self.assertEqual(pool.map(abs, [-1, 2]), [1, 2])


unittest.main(argv=["case"], exit=False, verbosity=0)
pool.close()
pool.join()
print("done", flush=True)
