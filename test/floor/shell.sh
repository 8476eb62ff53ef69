#!/bin/sh
# The shell of npm's scripts: puts the Node in FLOOR_BIN before the one that the project pins.
PATH="$FLOOR_BIN:$PATH" exec /bin/sh "$@"
