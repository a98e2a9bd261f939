# from: 3.4
import multiprocessing

if __name__ == "__main__":
    multiprocessing.get_context("vfork")
