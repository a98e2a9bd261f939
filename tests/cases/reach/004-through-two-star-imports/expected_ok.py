from farm import *

if __name__ == "__main__":
    print(run(range(5)))
