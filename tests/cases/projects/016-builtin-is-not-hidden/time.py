def time():
    raise SystemExit("never imported")
