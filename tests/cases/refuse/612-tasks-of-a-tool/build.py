from multiprocessing import Pool

from invoke import task

pool = Pool(2)


@task
def absolutes(context):
    print(pool.map(abs, [-1, 2]))
