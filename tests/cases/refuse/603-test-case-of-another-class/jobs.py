from multiprocessing import Manager
from unittest import IsolatedAsyncioTestCase as Base

state = Manager().dict()


class JobsTestCase(Base):
    pass


class Jobs(JobsTestCase):
    async def test_set(self):
        state["a"] = 1


if __name__ == "__main__":
    import unittest

    unittest.main()
