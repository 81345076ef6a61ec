--- triggers
ALTER SEQUENCE app.numbers INCREMENT BY 5; -- ! PGM411
--- passes
CREATE SEQUENCE app.more;
ALTER SEQUENCE app.more INCREMENT BY 5;
