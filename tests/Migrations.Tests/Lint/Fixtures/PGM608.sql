--- triggers
SET LOCAL standard_conforming_strings = off; -- ! PGM608
SELECT set_config('standard_conforming_strings', 'off', true); -- ! PGM608
--- passes
SET LOCAL standard_conforming_strings = on;
