--- triggers
set local standard_conforming_strings=off; -- ! PGM608
