#!/bin/sh
# Ends process groups and removes a folder once its standard input ends: the process that holds the other end of
# that pipe has closed it, or has come to its own end, in whatever way. Usage: keeper.sh FOLDER
# Lines of the input: `+PID` for a process (leader of its group) that runs now, `-PID` for one that has ended.
trap '' HUP INT TERM
pids=' '
while read -r line; do
  pid=${line#?}
  case $line in
    +*) pids="$pids$pid " ;;
    -*) case $pids in *" $pid "*) pids="${pids%% "$pid" *} ${pids#* "$pid" }" ;; esac ;;
  esac
done
for pid in $pids; do
  kill -s KILL -- "-$pid" 2>/dev/null
done
# A process writes until the signal has reached it, so the folder may not be empty at once.
tries=0
until rm -rf -- "$1" 2>/dev/null; do
  tries=$((tries + 1))
  [ "$tries" -lt 100 ] || exit 1
  sleep 0.1
done
