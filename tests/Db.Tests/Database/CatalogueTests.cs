using System.Text.RegularExpressions;
using Agora.Infrastructure.Database;
using Agora.Migrations.Files;
using Agora.Migrations.Schemas;
using Agora.Migrations.Statements;

namespace Agora.Db.Tests.Database;

/// <summary>What must hold for every table, also for new ones. Each query lists the objects that break a rule.</summary>
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

    [Fact]
    public async Task No_index_is_the_beginning_of_another() =>
        (await schema.ListAsync("""
            SELECT format('%s is the beginning of %s', a.indexrelid::regclass, b.indexrelid::regclass)
            FROM pg_index AS a
            JOIN pg_index AS b ON b.indrelid = a.indrelid AND b.indexrelid <> a.indexrelid
            JOIN pg_class AS c ON c.oid = a.indrelid
            JOIN pg_class AS i ON i.oid = a.indexrelid
            JOIN pg_class AS j ON j.oid = b.indexrelid
            WHERE c.relnamespace IN ('app'::regnamespace, 'sec'::regnamespace)
              AND i.relam = j.relam
              AND i.relam = (SELECT oid FROM pg_am WHERE amname = 'btree')
              AND NOT a.indisunique
              AND a.indnkeyatts < b.indnkeyatts
              AND a.indexprs IS NULL
              AND b.indexprs IS NULL
              AND (a.indkey::smallint[])[0:a.indnatts - 1] <@ (b.indkey::smallint[])
              AND (a.indkey::smallint[])[0:a.indnkeyatts - 1] = (b.indkey::smallint[])[0:a.indnkeyatts - 1]
              AND (a.indoption::smallint[])[0:a.indnkeyatts - 1] = (b.indoption::smallint[])[0:a.indnkeyatts - 1]
              AND (a.indclass::oid[])[0:a.indnkeyatts - 1] = (b.indclass::oid[])[0:a.indnkeyatts - 1]
              AND pg_get_expr(a.indpred, a.indrelid) IS NOT DISTINCT FROM pg_get_expr(b.indpred, b.indrelid)
            """)).ShouldBeEmpty();

    [Fact]
    public async Task A_natural_key_is_unique_in_the_database_and_not_in_words_only()
    {
        var comments = await schema.ListAsync("""
            SELECT c.oid::regclass || '|' || obj_description(c.oid, 'pg_class')
            FROM pg_class AS c
            WHERE c.relnamespace IN ('app'::regnamespace, 'sec'::regnamespace)
              AND c.relkind IN ('r', 'p')
              AND NOT c.relispartition
            """);
        var unique = (await schema.ListAsync("""
            SELECT i.indrelid::regclass || '|' || string_agg(a.attname, ', ' ORDER BY a.attname)
            FROM pg_index AS i
            JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY ((i.indkey::smallint[])[0:i.indnkeyatts - 1])
            WHERE i.indisunique
            GROUP BY i.indexrelid, i.indrelid
            """)).ToHashSet(StringComparer.Ordinal);

        var columns = (await schema.ListAsync("SELECT attrelid::regclass || '|' || attname FROM pg_attribute WHERE attnum > 0"))
            .ToHashSet(StringComparer.Ordinal);

        var claimed = comments.Select(line => line.Split('|', 2))
            .SelectMany(line => Claims(line[1], word => columns.Contains($"{line[0]}|{word}")).Select(key => $"{line[0]}|{key}"))
            .ToList();

        claimed.Count.ShouldBeGreaterThan(5);
        claimed.Except(unique, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_indexes_that_stand_are_those_that_the_files_declare()
    {
        var model = new SchemaModel(["app", "public"]);
        var replay = new SchemaReplay(model);
        var directory = MigrationDirectory.Read(DatabaseMigrations.Directory);
        foreach (var file in directory.Versioned.Select(migration => migration.Up)
            .Concat(directory.Repeatables.Select(repeatable => repeatable.Up)))
        {
            foreach (var statement in file.Script.Statements)
            {
                replay.Apply(StatementParser.Parse(statement), new SourcePlace(file.Path, statement.Line));
            }
        }

        var declared = model.Tables().SelectMany(table => table.Indexes.Select(index => (table.Name with { Name = index.Name }).ToString()))
            .Order(StringComparer.Ordinal).ToList();
        var standing = await schema.ListAsync("""
            SELECT format('%s.%s', n.nspname, c.relname)
            FROM pg_index AS i
            JOIN pg_class AS c ON c.oid = i.indexrelid
            JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname IN ('app', 'sec')
            ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
            """);

        standing.Count.ShouldBeGreaterThan(20);
        declared.ShouldBe(standing);
    }

    /// <summary>
    /// The columns of each key that a comment names, in alphabetical order: those behind "Natural key:", up to the first word that is no
    /// column. Several keys stand behind "Natural keys:", or with "or" between them.
    /// </summary>
    private static IEnumerable<string> Claims(string comment, Func<string, bool> isColumn)
    {
        var match = Regex.Match(
            comment, @"Natural key(?<many>s?): (?<keys>[^.]+)\.", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        var keys = new List<List<string>> { new() };
        foreach (var word in match.Groups["keys"].Value.Split([' ', ',', '(', ')'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (word == "or" || (word == "and" && match.Groups["many"].Length > 0))
            {
                keys.Add([]);
            }
            else if (isColumn(word))
            {
                keys[^1].Add(word);
            }
            else if (word != "and")
            {
                break;
            }
        }

        return keys.Where(key => key.Count > 0).Select(key => string.Join(", ", key.Order(StringComparer.Ordinal)));
    }
}
