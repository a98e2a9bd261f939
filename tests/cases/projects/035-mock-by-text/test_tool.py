from unittest import mock

from tool import sq

with mock.patch("tool.TOTAL", 5):
    print(sq(2), flush=True)
