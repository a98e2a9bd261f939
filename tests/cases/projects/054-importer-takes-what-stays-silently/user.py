from tool import sq

if __name__ == "__main__":
    print(sq(3))
