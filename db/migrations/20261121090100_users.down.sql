DROP TABLE app.user_profiles;
DROP TABLE app.users;
