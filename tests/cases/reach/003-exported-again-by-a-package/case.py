from farm import (
    total,
)

print(total(range(5)))
