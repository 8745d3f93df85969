# Pretends to work through a queue: one job every three seconds.
job=1
while :; do
  echo "worker $1: job $job"
  job=$((job + 1))
  sleep 3
done
