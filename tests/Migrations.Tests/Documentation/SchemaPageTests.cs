using Agora.Migrations.Documentation;

namespace Agora.Migrations.Tests.Documentation;

public sealed class SchemaPageTests
{
    [Fact]
    public async Task Shows_what_the_catalogue_holds_and_nothing_of_other_schemas()
    {
        await using var bench = await Bench.CreateAsync();
        await bench.RunAsync("""
            CREATE SCHEMA shop;
            CREATE TABLE public.hidden (id bigint PRIMARY KEY);
            CREATE TABLE shop."Odd | name" (id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT odd_pkey PRIMARY KEY, tag text DEFAULT 'a|b');
            COMMENT ON COLUMN shop."Odd | name".tag IS E'Not *bold*, <b>\nnor | a cell.';
            CREATE TABLE shop.parts (
                odd_id bigint NOT NULL CONSTRAINT parts_pkey PRIMARY KEY CONSTRAINT parts_odd_id_fkey REFERENCES shop."Odd | name"
                ON DELETE CASCADE,
                twice  bigint GENERATED ALWAYS AS (odd_id * 2) STORED,
                other  bigint CONSTRAINT parts_other_fkey REFERENCES public.hidden
            );
            CREATE INDEX parts_twice_idx ON shop.parts (twice) WHERE other IS NULL;
            ALTER TABLE shop.parts ENABLE ROW LEVEL SECURITY;
            CREATE POLICY parts_select ON shop.parts FOR SELECT USING (odd_id > 1);
            CREATE FUNCTION shop.secret(n int) RETURNS int LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS 'SELECT n';
            CREATE VIEW shop.list AS SELECT odd_id FROM shop.parts;
            GRANT SELECT (odd_id), DELETE ON shop.parts TO pg_monitor;
            """);

        var page = await SchemaPage.ReadAsync(bench.Options, ["shop"], CancellationToken.None);

        string[] lines =
        [
            "| id | bigint | no | `identity` |  |",
            "| tag | text | yes | `'a\\|b'::text` | Not \\*bold\\*, \\<b\\> nor \\| a cell. |",
            "| twice | bigint | yes | `generated: (odd_id * 2)` |  |",
            "- `parts_twice_idx`: `btree (twice) WHERE (other IS NULL)`",
            "- `parts_odd_id_fkey`: (odd_id) to shop.\"Odd | name\" (id), on delete cascade",
            "- shop.parts (odd_id), on delete cascade",
            "- `parts_select`: SELECT for PUBLIC, rows `odd_id > 1`",
            "- pg_monitor: DELETE, SELECT (1 column)",
            "Row-level security.",
            "View; reads with the rights of its owner.",
            "| `shop.secret(integer)` | `integer` | sql, stable, security definer as postgres |  |  |",
            "    shop__Odd___name_ ||--o| shop_parts : \"odd_id\"",
            "        bigint odd_id PK, FK",
        ];
        var found = page.Split('\n');
        lines.Except(found).ShouldBeEmpty(page);
        page.ShouldNotContain("## public");
        page.ShouldNotContain("public_hidden");
    }
}
