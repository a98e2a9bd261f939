"""Count words, chapter by chapter."""
from multiprocessing import Pool
import re

TEXT = """\
CHAPTER 1
It was the week of the wind. The wind took the hats, and the hats took
the road; nobody took the wind.

CHAPTER 2
A hat is not a hat without a head, said the head of the hat shop. The
shop had a door, and the door had the wind.

CHAPTER 3
In the end the wind was tired of hats and took a chair.
  (The chair said nothing.)
"""

STOP_WORDS = {"a", "and", "in", "is", "it", "of", "the", "was", "had", "not"}
WORD = re.compile(r"[a-z]+")
WIDTH = 20


def words(text):
    return [w for w in WORD.findall(text.lower()) if w not in STOP_WORDS]


def count(chapter):
    """Word -> number, for one chapter (a worker)."""
    title, body = chapter
    counts = {}
    for word in words(body):
        counts[word] = counts.get(word, 0) + 1
    return title, counts


chapters = []
for part in re.split(r"^CHAPTER ", TEXT, flags=re.M)[1:]:
    head, _, body = part.partition("\n")
    chapters.append(("chapter " + head.strip(), body))

print(len(chapters), "chapters,", len(TEXT.split()), "words")

pool = Pool(2)
counted = pool.map(count, chapters)
pool.close()
pool.join()

# ----------------------------------------------------------------------
# reduce
# ----------------------------------------------------------------------

from collections import Counter


total = Counter()
for title, counts in counted:
    top = max(sorted(counts), key=counts.get)
    print(f"{title}: {sum(counts.values())} words, most often {top!r}")
    total.update(counts)


def bar(number, largest):
    return "*" * max(1, number * WIDTH // largest)


from operator import itemgetter

table = sorted(total.items(), key=itemgetter(0))
table.sort(key=itemgetter(1), reverse=True)
largest = table[0][1]
for word, number in table[:6]:
    print(f"{word:<8}{number:>3} {bar(number, largest)}")

once = [word for word, number in table if number == 1]
print(f"""
once only: {len(once)}
  first: {once[0]}
  last:  {once[-1]}""")

# words in each chapter
common = set.intersection(*(set(counts) for _, counts in counted))
print("in all chapters:", ", ".join(sorted(common)) or "none")
assert sum(total.values()) == sum(sum(c.values()) for _, c in counted)
