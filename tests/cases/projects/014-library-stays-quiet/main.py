from jobs import run

if __name__ == "__main__":
    print(run(), flush=True)
