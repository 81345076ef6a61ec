DROP TABLE app.vocabulary_passes;
DROP TABLE app.vocabulary;
