from multiprocessing import Value

count = Value("i", 0)
