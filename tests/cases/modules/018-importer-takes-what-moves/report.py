from pkg.__main__ import RESULT

print(sum(RESULT))
