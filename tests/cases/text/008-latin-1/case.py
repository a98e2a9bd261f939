# -*- coding: latin-1 -*-
# Autor: José Núñez
from multiprocessing import Pool


def majuscule(mot):
    # même en français
    return mot.upper()


mots = ["été", "garçon", "où"]
with Pool(2) as pool:  # « deux »
    # après…deux
    for mot in pool.map(majuscule, mots):
        print(mot, ascii(mot), "£…£".encode("latin-1"))
print("""§ fin
  ÿ
""")
