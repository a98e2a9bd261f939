from dask.distributed import Client, LocalCluster

cluster = LocalCluster(n_workers=2, threads_per_worker=1)
client = Client(cluster)


def half(x):
    return x / 2


print(client.gather(client.map(half, range(4))))
print(client.submit(lambda x: x + 1, 4).result())
client.close()
