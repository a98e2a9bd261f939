from ..jobs import run
