from .tool import TOTAL
