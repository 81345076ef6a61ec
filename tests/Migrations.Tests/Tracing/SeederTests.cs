using Agora.Migrations.Tracing.Seeding;

namespace Agora.Migrations.Tests.Tracing;

public sealed class SeederTests
{
    [Fact]
    public async Task Fills_tables_with_rows_that_keep_every_promise_of_the_schema()
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync("""
            CREATE TYPE mood AS ENUM ('calm', 'cross');
            CREATE DOMAIN percent AS int CHECK (VALUE BETWEEN 0 AND 100);
            CREATE TABLE people (
                id      uuid PRIMARY KEY,
                email   text UNIQUE CHECK (email LIKE '%@%' AND char_length(email) <= 60),
                code    char(2) NOT NULL CHECK (code ~ '^[A-Z]{2}$'),
                mood    mood NOT NULL,
                share   percent,
                price   numeric(4, 2) NOT NULL CHECK (price > 0),
                token   bytea NOT NULL CHECK (octet_length(token) = 32),
                tags    text[] NOT NULL,
                body    jsonb NOT NULL CHECK (jsonb_typeof(body) = 'object'),
                starts  timestamptz NOT NULL,
                ends    timestamptz,
                state   text NOT NULL CHECK (state IN ('open', 'closed')),
                doubled int GENERATED ALWAYS AS (share * 2) STORED,
                boss    uuid REFERENCES people (id),
                CHECK (ends > starts),
                CHECK ((state = 'closed') = (ends IS NOT NULL)));
            CREATE TABLE profiles (person uuid PRIMARY KEY REFERENCES people (id), note text);
            CREATE TABLE visits (person uuid NOT NULL REFERENCES people (id), room int NOT NULL, during tstzrange NOT NULL, EXCLUDE
                USING gist (during WITH &&));
            CREATE TABLE events (id bigint NOT NULL, day date NOT NULL) PARTITION BY RANGE (day);
            CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2019-01-01') TO ('2019-02-01');
            CREATE TABLE events_rest PARTITION OF events DEFAULT;
            """);

        var seeded = await SeedAsync(bench);

        seeded.Where(table => table.Shortfall is not null).ShouldBeEmpty();
        seeded.Select(table => table.Table)
            .ShouldBe(["public.events_1", "public.events_rest", "public.people", "public.profiles", "public.visits"], ignoreOrder: true);
        seeded.ShouldAllBe(table => table.Rows >= 1000);
        (await bench.ScalarAsync<long>("SELECT count(*) FROM people WHERE ends IS NULL")).ShouldBeGreaterThan(0);
        (await bench.ScalarAsync<long>("SELECT count(*) FROM people WHERE share IS NULL")).ShouldBeGreaterThan(0);
        (await bench.ScalarAsync<long>("SELECT count(*) - count(DISTINCT code) FROM people")).ShouldBeGreaterThan(0);
        (await bench.ScalarAsync<long>("SELECT count(*) FROM profiles AS p LEFT JOIN people AS o ON o.id = p.person WHERE o.id IS NULL"))
            .ShouldBe(0);
        (await bench.ScalarAsync<long>("SELECT n_tup_upd FROM pg_stat_user_tables WHERE relname = 'people'"))
            .ShouldBeGreaterThanOrEqualTo(100);
    }

    [Fact]
    public async Task Says_which_table_it_could_not_fill_and_why()
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync("""
            CREATE TABLE locked (id int PRIMARY KEY, word text NOT NULL CONSTRAINT locked_word_check CHECK (md5(word) = 'no such hash'));
            CREATE TABLE child (id int PRIMARY KEY, locked_id int NOT NULL CONSTRAINT child_locked_id_fkey REFERENCES locked (id));
            CREATE TABLE flags (flag boolean PRIMARY KEY);
            """);

        var seeded = (await SeedAsync(bench)).ToDictionary(table => table.Table, StringComparer.Ordinal);

        seeded["public.locked"].Shortfall.ShouldBe("No value was found for its column word that passes locked_word_check.");
        seeded["public.child"].Shortfall.ShouldBe("Its foreign key child_locked_id_fkey points at locked, which has no rows.");
        seeded["public.flags"].ShouldBe(
            new SeededTable(
                "public.flags", 2, "Its unique constraints, or all its checks together, leave no room for more generated rows."));
    }

    [Fact]
    public async Task Leaves_a_table_alone_that_is_full()
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync("CREATE TABLE t (id int); INSERT INTO t SELECT generate_series(1, 2000);");

        (await SeedAsync(bench)).ShouldBe([new SeededTable("public.t", 2000, null)]);
    }

    private static Task<List<SeededTable>> SeedAsync(Bench bench) =>
        new Seeder(bench.ConnectionString, bench.Options).SeedAsync(1000, CancellationToken.None);
}
