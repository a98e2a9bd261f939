from ._impl import _go as run
