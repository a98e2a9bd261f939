import logging
import sys
from multiprocessing import Pool

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", stream=sys.stdout)
log = logging.getLogger(__name__)


def work(n):
    log.info("work on %d", n)
    return n


with Pool(1) as pool:
    log.info("sum %d", sum(pool.map(work, [1, 2])))
