import farm
import loader

if __name__ == "__main__":
    print(farm.jobs.run(range(5)))
