print("loaded")
NAME = "noisy"
