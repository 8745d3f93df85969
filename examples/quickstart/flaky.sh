# Works for 10 to 19 seconds and then crashes.
echo "pid $$ is at work"
sleep $((10 + $$ % 10))
echo "pid $$ has had enough" >&2
exit 1
