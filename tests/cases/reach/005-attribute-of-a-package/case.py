import farm
import loader

print(farm.jobs.run(range(5)))
