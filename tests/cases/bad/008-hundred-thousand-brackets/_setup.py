"""Writes deep.py, which is too big to keep in a repository."""
DEPTH = 100_000
with open("deep.py", "w") as script:
    script.write("from multiprocessing import Pool\n\n")
    script.write("number = " + "(" * DEPTH + "1" + ")" * DEPTH + "\n")
    script.write("print(Pool(2).map(abs, [number]))\n")
