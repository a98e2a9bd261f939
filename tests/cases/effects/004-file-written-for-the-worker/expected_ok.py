import json
from multiprocessing import Pool

PATH = "settings.json"


def load(key):
    with open(PATH) as f:
        return json.load(f)[key]


def main():
    with open(PATH, "w") as f:
        json.dump({"host": "here", "port": 80}, f)
    print("written")
    with Pool(2) as pool:
        print(pool.map(load, ["port", "host"]))


if __name__ == "__main__":
    main()
