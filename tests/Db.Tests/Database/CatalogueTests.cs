namespace Agora.Db.Tests.Database;

/// <summary>What must hold for every table, whoever adds it. Each query lists the objects that break a rule.</summary>
public sealed class CatalogueTests(SchemaFixture schema) : IClassFixture<SchemaFixture>
{
    [Fact]
    public async Task Every_foreign_key_has_an_index_that_begins_with_its_columns() =>
        (await schema.ListAsync("""
            SELECT format('%s on %s', k.conname, k.conrelid::regclass)
            FROM pg_constraint AS k
            WHERE k.contype = 'f'
              AND k.connamespace IN ('app'::regnamespace, 'sec'::regnamespace)
              AND NOT EXISTS (
                  SELECT FROM pg_index AS i
                  WHERE i.indrelid = k.conrelid
                    AND i.indpred IS NULL
                    AND (i.indkey::smallint[])[0:cardinality(k.conkey) - 1] @> k.conkey
              )
            """)).ShouldBeEmpty();

    [Fact]
    public async Task Every_foreign_key_says_what_happens_on_delete() =>
        (await schema.ListAsync("""
            SELECT format('%s on %s', k.conname, k.conrelid::regclass)
            FROM pg_constraint AS k
            WHERE k.contype = 'f'
              AND k.connamespace IN ('app'::regnamespace, 'sec'::regnamespace)
              AND k.confdeltype = 'a'
            """)).ShouldBeEmpty();

    [Fact]
    public async Task No_index_repeats_another() =>
        (await schema.ListAsync("""
            SELECT format('%s repeats %s', a.indexrelid::regclass, b.indexrelid::regclass)
            FROM pg_index AS a
            JOIN pg_index AS b ON b.indrelid = a.indrelid AND b.indexrelid < a.indexrelid
            JOIN pg_class AS c ON c.oid = a.indrelid
            WHERE c.relnamespace IN ('app'::regnamespace, 'sec'::regnamespace)
              AND a.indkey = b.indkey
              AND a.indclass = b.indclass
              AND a.indoption = b.indoption
              AND pg_get_expr(a.indexprs, a.indrelid) IS NOT DISTINCT FROM pg_get_expr(b.indexprs, b.indrelid)
              AND pg_get_expr(a.indpred, a.indrelid) IS NOT DISTINCT FROM pg_get_expr(b.indpred, b.indrelid)
            """)).ShouldBeEmpty();

    [Fact]
    public async Task Every_nullable_column_says_what_null_means() =>
        (await schema.ListAsync("""
            SELECT format('%s.%s', c.oid::regclass, a.attname)
            FROM pg_class AS c
            JOIN pg_attribute AS a ON a.attrelid = c.oid
            WHERE c.relnamespace IN ('app'::regnamespace, 'sec'::regnamespace)
              AND c.relkind IN ('r', 'p')
              AND NOT c.relispartition
              AND a.attnum > 0
              AND NOT a.attisdropped
              AND NOT a.attnotnull
              AND a.attgenerated = ''
              AND col_description(c.oid, a.attnum) IS NULL
            """)).ShouldBeEmpty();

    [Fact]
    public async Task Every_table_tells_what_a_row_is_and_its_natural_key() =>
        (await schema.ListAsync("""
            SELECT c.oid::regclass::text
            FROM pg_class AS c
            WHERE c.relnamespace IN ('app'::regnamespace, 'sec'::regnamespace)
              AND c.relkind IN ('r', 'p')
              AND NOT c.relispartition
              AND coalesce(obj_description(c.oid, 'pg_class'), '') NOT LIKE '%atural key%'
            """)).ShouldBeEmpty();

    [Fact]
    public async Task Every_table_with_updated_at_has_the_trigger_that_moves_it() =>
        (await schema.ListAsync("""
            SELECT c.oid::regclass::text
            FROM pg_class AS c
            JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'updated_at'
            WHERE c.relnamespace = 'app'::regnamespace
              AND c.relkind IN ('r', 'p')
              AND NOT c.relispartition
              AND NOT EXISTS (
                  SELECT FROM pg_trigger AS t
                  WHERE t.tgrelid = c.oid
                    AND t.tgfoid = 'app.touch'::regproc
              )
            """)).ShouldBeEmpty();

    [Fact]
    public async Task Every_table_has_a_primary_key() =>
        (await schema.ListAsync("""
            SELECT c.oid::regclass::text
            FROM pg_class AS c
            WHERE c.relnamespace IN ('app'::regnamespace, 'sec'::regnamespace)
              AND c.relkind IN ('r', 'p')
              AND NOT EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = c.oid AND i.indisprimary)
            """)).ShouldBeEmpty();

    [Fact]
    public async Task Nothing_is_left_invalid_or_unvalidated() =>
        (await schema.ListAsync("""
            SELECT i.indexrelid::regclass::text
            FROM pg_index AS i
            JOIN pg_class AS c ON c.oid = i.indrelid
            WHERE c.relnamespace IN ('app'::regnamespace, 'sec'::regnamespace)
              AND NOT i.indisvalid
            UNION ALL
            SELECT k.conname
            FROM pg_constraint AS k
            WHERE k.connamespace IN ('app'::regnamespace, 'sec'::regnamespace)
              AND NOT k.convalidated
            """)).ShouldBeEmpty();
}
