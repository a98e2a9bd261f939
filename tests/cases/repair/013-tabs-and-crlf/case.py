from multiprocessing import Process


def run(code):
	if code:
		# leaves
		def leave():
			raise SystemExit(code)

		p = Process(target=leave)
		p.start()
		p.join()
		print(p.exitcode)


run(9)
