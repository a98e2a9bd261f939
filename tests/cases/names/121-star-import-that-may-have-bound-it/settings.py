LIMIT = 9
NAME = "star"
