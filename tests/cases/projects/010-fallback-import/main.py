try:
    import jobs_in_c as jobs
except ImportError:
    import jobs

print(jobs.run(), flush=True)
