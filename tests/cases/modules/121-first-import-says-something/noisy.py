print("noisy")


def greet():
    return "hello"
