--- triggers
Create /* x */ UNIQUE -- y
  InDeX users_score_key ON app.users (score); -- ! PGM101 PGM704
