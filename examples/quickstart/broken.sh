# Fails before it has done anything, as a program does whose settings are wrong.
echo 'cannot read settings.ini: no such file' >&2
exit 3
