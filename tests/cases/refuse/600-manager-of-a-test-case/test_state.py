import multiprocessing
import unittest

MANAGER = multiprocessing.Manager()


class StateTest(unittest.TestCase):
    def test_set(self):
        state = MANAGER.dict()
        state["a"] = 1
        self.assertEqual(state["a"], 1)
