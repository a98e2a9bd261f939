from multiprocessing import Process


def work():
    print("never")


spare = Process(target=work, name="spare")
crew = [Process(target=work) for _ in range(2)]
print(spare.name, spare.is_alive(), spare.exitcode, len(crew))
