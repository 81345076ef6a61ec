--- triggers
COPY app.users (id, email) FROM STDIN; -- ! PGM610
--- passes
COPY app.users (id, email) FROM '/tmp/users.csv' (FORMAT csv);
COPY (SELECT 1) TO STDOUT;
