from .tool import TOTAL

print(TOTAL)
