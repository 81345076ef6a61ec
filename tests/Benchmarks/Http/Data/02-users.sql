-- Users. The first is an admin and the second a moderator.
INSERT INTO app.users (
    id, email, email_verified_at, username, full_name, role, password_hash, search_vector, created_at, updated_at)
SELECT bench.user_id(u.n), 'user' || u.n || '@example.org', u.made_at, u.username, u.full_name,
       CASE u.n WHEN 1 THEN 'admin' WHEN 2 THEN 'moderator' ELSE 'user' END,
       (SELECT s.password_hash FROM bench.secrets AS s), app.user_words(u.username, u.full_name), u.made_at, u.made_at
FROM (SELECT n, z.now - (z.users - n) * (interval '2 years' / z.users) AS made_at,
             bench.word(300 + bench.zipf(n, 11, 20000)) || n AS username,
             initcap(bench.word(300 + bench.zipf(n, 12, 20000))) || ' ' || initcap(bench.word(300 + bench.zipf(n, 13, 20000))) AS full_name
      FROM bench.size AS z
      CROSS JOIN LATERAL generate_series(1, z.users) AS n) AS u
ORDER BY u.n;

INSERT INTO app.user_profiles (user_id, bio, created_at, updated_at)
SELECT u.id, 'Writes about ' || bench.words(u.created_at_n, 14, 8), u.created_at, u.created_at
FROM (SELECT o.id, o.created_at, extract(epoch FROM o.created_at)::bigint AS created_at_n FROM app.users AS o) AS u;
