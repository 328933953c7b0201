#!/bin/sh
# Run once by the postgres image, on an empty data folder: the role that owns the tables, and its database.
# It is no superuser, so that row-level security is not set aside by mistake; "vacatur migrate" makes the program's own role.
set -eu
psql -v ON_ERROR_STOP=1 -v secret="$OWNER_PASSWORD" -U "$POSTGRES_USER" -d postgres <<'SQL'
CREATE ROLE vacatur_owner LOGIN CREATEROLE PASSWORD :'secret';
CREATE DATABASE vacatur OWNER vacatur_owner;
SQL
