--- triggers
CREATE PUBLICATION p FOR TABLE app.spare; -- ! PGM419
ALTER PUBLICATION p ADD TABLE app.unknown; -- ! PGM419
--- passes
CREATE PUBLICATION p FOR TABLE app.users, TABLE app.orders (id, total) WHERE (id > 0);
