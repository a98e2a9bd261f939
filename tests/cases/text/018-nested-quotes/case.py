from multiprocessing import Pool

AGES = {"ann": 31, "bob": 27}


def greet(name):
    return f"{name} is {AGES[f"{name}"]}"


with Pool(2) as pool:
    lines = pool.map(greet, sorted(AGES))
print(f"{", ".join(f"<{line.replace("is", "=")}>" for line in lines)}")
print(f"{
    len(lines)  # how many
} lines, {sum(
AGES.values(),
)} years")
print(f'''{"""a
  b"""!r} {
len(lines)=}''')
