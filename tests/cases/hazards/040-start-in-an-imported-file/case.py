import jobs

print(jobs.started)
