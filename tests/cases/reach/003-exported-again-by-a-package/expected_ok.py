from farm import (
    total,
)

if __name__ == "__main__":
    print(total(range(5)))
