import tool

print(tool.sq(2), tool.TOTAL, flush=True)
