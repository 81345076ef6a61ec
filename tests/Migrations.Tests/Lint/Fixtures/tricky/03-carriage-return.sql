--- triggers
-- !file PGM903
-- harmlessdrop table app.spare; -- ! PGM502
