-- Extensions that the server offers and this database has.
-- column installed: the version in this database; null where it has none.
-- column offered: the version that the server would install.
SELECT name                                                                        AS extension,
       installed_version                                                           AS installed,
       default_version                                                             AS offered
FROM pg_available_extensions
ORDER BY installed_version IS NULL, name
LIMIT 200
