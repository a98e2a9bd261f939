from multiprocessing import Pool


def stats(values):
    return min(values), max(values)


width = 6
with Pool(2) as pool:
    (low, high), (low2, high2) = pool.map(stats, [[3, 1, 2], [9, 8]])
print(f"""
low   {low:>{width}}
high  {high:>{
width}}
  {{braces}} { low2
=} {
high2 = !r}
{'text'!s:-^10}
end""")
message = (f"low {low}, "
           f"high {high}"
  "; "
f'{low2:03d}')
print(message)
