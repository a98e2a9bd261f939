# %% [markdown]
# # Rolling dice
# Each die in a process.

# %%
from multiprocessing import Pool
import random


# %%
def roll(seed):
    return random.Random(seed).randint(1, 6)


def main():
    # %% first look
    seeds = list(range(4))
    seeds

    # %% [markdown]
    # ## In parallel

    # %%
    with Pool(2) as pool:
        rolls = pool.map(roll, seeds)
    rolls, sum(rolls)

    # %%
    print(all(1 <= r <= 6 for r in rolls), rolls == [roll(s) for s in seeds])

    # %%


if __name__ == "__main__":
    main()
