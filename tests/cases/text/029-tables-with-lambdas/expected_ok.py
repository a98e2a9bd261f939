from multiprocessing import Pool


def load(n):
    return {"id": n, "score": n * n % 7}


def main():
    with Pool(2) as pool: rows = pool.map(
        load,
        [
            1, 2,
            3,  # three

            # and more
            4, 5,
        ],
    )
    columns = {
        "id": lambda row: row["id"],
        "rank": (
            lambda row:
                "low" if row["score"] < 3
                else "high"
        ),
    # a comment at the edge
        "best": lambda row, best=max(
            row["score"] for row in rows
        ): row["score"] == best,
    }
    for row in rows:
        print(*[
            name + "=" + str(column(row))
            for name, column
            in columns.items()
        ])
    print(sorted({
        row["score"]
        for row in rows
      }), (lambda *values:
           sum(values))(*(row["id"] for row in rows)))


if __name__ == "__main__":
    main()
