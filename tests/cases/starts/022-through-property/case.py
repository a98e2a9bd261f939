from multiprocessing import Pool


def price(item):
    return {"tea": 3, "cake": 5}[item]


class Basket:
    def __init__(self, *items):
        self.items = items

    @property
    def total(self):
        with Pool(2) as pool:
            return sum(pool.map(price, self.items))


basket = Basket("tea", "cake", "tea")
print("total", basket.total)
