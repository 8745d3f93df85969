# Prepares something before the others run.
echo 'the database is up to date'
