import ns.one
import ns.two

print(ns.one.run(), ns.two.BASE, flush=True)
