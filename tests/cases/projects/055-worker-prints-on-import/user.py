from tool import shout


def twice(word):
    shout(word + word)
