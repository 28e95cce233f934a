#!/bin/sh
# The image of PostgreSQL runs this once, on an empty volume: it makes the login of the service, which
# owns the database and may make the two roles of it, but is no superuser.
set -eu
psql --no-psqlrc --set ON_ERROR_STOP=1 --set password="$SEMVEC_DB_PASSWORD" \
  --username "$POSTGRES_USER" --dbname postgres <<'SQL'
CREATE ROLE semvec LOGIN CREATEROLE PASSWORD :'password';
CREATE DATABASE semvec OWNER semvec;
SQL
