-- Loses the plans.
DROP TABLE app.statement_plans;
