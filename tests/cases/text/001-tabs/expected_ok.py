from multiprocessing import Pool


def measure(word):
	if not word:
		return 0
	return len(word)	# in letters


def main():
	words = ["tab", "", "tabulator"]	# a tab before this
	with Pool(2) as pool:
		lengths = pool.map(measure, words)
	for word, length in zip(words, lengths):
		if length:
			print(word + "	" + str(length))
		else:
			print("-	0")
	print("""	total
	""", sum(lengths))


if __name__ == "__main__":
	main()
