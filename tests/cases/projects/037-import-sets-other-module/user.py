import conf
from tool import sq

print(conf.N, sq(2), flush=True)
