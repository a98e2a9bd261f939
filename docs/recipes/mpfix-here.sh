#!/bin/sh
# Rewrites the repository in the current folder; for engines that run a command in each and commit what it changed.
# A file that mpfix cannot parse (exit status 2) does not keep the others from being committed; the log names it.
mpfix --write --exit-zero --intent-to-add . || [ $? -eq 2 ]
