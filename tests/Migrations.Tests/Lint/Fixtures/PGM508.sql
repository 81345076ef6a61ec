--- triggers
GRANT SELECT ON app.users TO PUBLIC; -- ! PGM508
GRANT ALL PRIVILEGES ON ALL TABLES IN SCHEMA app TO writer; -- ! PGM508
GRANT SELECT ON app.users TO reader WITH GRANT OPTION; -- ! PGM508
GRANT owner TO admin WITH ADMIN OPTION; -- ! PGM508
CREATE ROLE reader; -- ! PGM508
ALTER USER reader PASSWORD 'secret'; -- ! PGM508
--- passes
GRANT SELECT, INSERT (id, email) ON app.users TO reader, writer;
GRANT reader TO writer;
REVOKE ALL ON app.users FROM PUBLIC;
