# An image with mpfix and git: docker run --rm -v "$PWD:/src" mpfix --diff .
FROM rust:1.95-slim AS build
WORKDIR /build
COPY . .
RUN cargo build --release --locked

FROM debian:stable-slim
RUN apt-get update -q \
    && apt-get install -y -q --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /build/target/release/mpfix /usr/local/bin/mpfix
WORKDIR /src
ENTRYPOINT ["mpfix"]
