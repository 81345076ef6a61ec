using Agora.Migrations.Files;
using Agora.Migrations.Lint;
using Agora.Migrations.Recipes;

namespace Agora.Migrations.Tests.Recipes;

public sealed class MigrationWriterTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("agora-new-");

    public void Dispose() => root.Delete(recursive: true);

    [Fact]
    public void Files_without_a_recipe_pass_the_lint_and_wait_for_their_author()
    {
        var paths = Writer().Write("Add order status", text: null);

        paths.Select(Path.GetFileName).ShouldBe(["20260601120000_add_order_status.sql", "20260601120000_add_order_status.down.sql"]);
        MigrationLinter.Lint(LintRequest.Of(MigrationDirectory.Read(root.FullName), Options())).Open.ShouldBeEmpty();
    }

    [Fact]
    public void New_files_are_newer_than_all_others_even_when_the_clock_is_behind()
    {
        Put("29990101000000_far_away", "SELECT 1;");

        Writer().Write("Add order status", text: null).Select(Path.GetFileName)
            .ShouldBe(["29990101000001_add_order_status.sql", "29990101000001_add_order_status.down.sql"]);
    }

    [Theory]
    [InlineData("?!")]
    [InlineData("ab")]
    [InlineData("../../etc/passwd")]
    [InlineData("migrate: step")]
    [InlineData("two\nlines")]
    [InlineData("a name that is much longer than sixty characters and so would not fit")]
    public void A_bad_name_is_refused_with_an_example(string title)
    {
        var refused = Should.Throw<MigrationException>(() => Writer().Write(title, text: null));

        refused.Failure.Exit.ShouldBe(MigratorExit.Usage);
        refused.Failure.Message.ShouldContain("such as add_post_language");
        root.EnumerateFileSystemInfos().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("table", "shop.orders; DROP TABLE shop.orders")]
    [InlineData("table", "orders")]
    [InlineData("column", "a b")]
    [InlineData("type", "text); DROP TABLE shop.orders; SELECT (1")]
    [InlineData("type", "text -- and more")]
    [InlineData("type", "text\nSELECT 1")]
    [InlineData("type", "text) , ADD COLUMN x int, ADD COLUMN y numeric(1")]
    [InlineData("type", "'open")]
    [InlineData("default", "$sync$")]
    public void A_value_that_is_more_than_it_should_be_is_refused(string parameter, string value)
    {
        var given = Given(("table", "shop.orders"), ("column", "city"), ("type", "text"));
        given[parameter] = [value];

        Should.Throw<MigrationException>(
            () => RecipeCatalogue.Find("add-column").Fill(given)).Failure.Message.ShouldStartWith($"--{parameter} ");
    }

    [Fact]
    public void A_call_that_does_not_fit_the_recipe_is_refused_with_its_usage()
    {
        foreach (var given in new[] { Given(("table", "shop.orders")), Given(
            ("table", "a.b"), ("column", "c"), ("type", "text"), ("label", "x")) })
        {
            Should.Throw<MigrationException>(() => RecipeCatalogue.Find("add-column").Fill(given))
                .Failure.Hint.ShouldBe(
                    "Call it as: --recipe add-column --table SCHEMA.TABLE --column NAME --type TYPE [--default SQL] [--not-null]");
        }

        Should.Throw<MigrationException>(() => RecipeCatalogue.Find("nope")).Failure.Message.ShouldContain("Known are add-column,");
    }

    [Fact]
    public void What_the_lint_would_refuse_is_not_written()
    {
        var text = RecipeCatalogue.Find("add-column")
            .Fill(Given(("table", "shop.orders"), ("column", "token"), ("type", "uuid"), ("default", "gen_random_uuid()")));

        var refused = Should.Throw<MigrationException>(() => Writer().Write("Add a token", text));

        refused.Failure.Exit.ShouldBe(MigratorExit.LintErrors);
        refused.Failure.Details.ShouldHaveSingleItem().ShouldContain("PGM301");
        root.EnumerateFileSystemInfos().ShouldBeEmpty();
    }

    [Fact]
    public void What_hangs_on_a_dropped_column_is_left_to_the_author_with_a_remark()
    {
        Put(
            "20260101000000_orders",
            "CREATE TABLE shop.orders (id bigint CONSTRAINT orders_pkey PRIMARY KEY, note text); CREATE INDEX orders_note_idx ON "
            + "shop.orders (note);");
        var writer = Writer();

        writer.Write(
            "Drop the note",
            RecipeCatalogue.Find("drop-column").Fill(Given(("table", "shop.orders"), ("column", "note"), ("type", "text"))));

        writer.Remarks.ShouldBe(
            ["contract/20260601120000_drop_the_note_contract.down.sql: After up and down shop.orders lacks the index orders_note_idx."]);
    }

    [Fact]
    public void A_contract_part_is_brought_in_neither_too_early_nor_without_its_guards_nor_twice()
    {
        Put("20260101000000_orders", "CREATE TABLE shop.orders (id bigint CONSTRAINT orders_pkey PRIMARY KEY, note text);");
        var text = RecipeCatalogue.Find("drop-column").Fill(Given(("table", "shop.orders"), ("column", "note"), ("type", "text")));
        Writer().Write("Drop the note", text).Count.ShouldBe(4);
        var waiting = Path.Combine(root.FullName, "contract", "20260601120000_drop_the_note_contract.sql");

        Should.Throw<MigrationException>(() => Writer().Promote(20260601120000, "Ada", "b-17")).Failure.Details.ShouldHaveSingleItem()
            .ShouldContain("PGM513");
        Should.Throw<MigrationException>(
            () => Writer(days: 8).Promote(20260601120000, null, null)).Failure.Message.ShouldContain("--reviewer");
        File.Exists(waiting).ShouldBeTrue();
        var paths = Writer(days: 8).Promote(20260601120000, "Ada", "b-17");

        paths.Select(Path.GetFileName)
            .ShouldBe(["20260609120000_drop_the_note_contract.sql", "20260609120000_drop_the_note_contract.down.sql"]);
        File.ReadAllText(paths[0]).ShouldContain("-- migrate: reviewer=\"Ada\"\n");
        File.Exists(waiting).ShouldBeFalse();
        Should.Throw<MigrationException>(
            () => Writer(days: 9).Promote(20260601120000, "Ada", "b-17")).Failure.Message.ShouldContain("waits for version");
    }

    private static Dictionary<string, IReadOnlyList<string>> Given(params (string Name, string Value)[] values) =>
        values.ToDictionary(value => value.Name, value => (IReadOnlyList<string>)[value.Value], StringComparer.Ordinal);

    private static LintOptions Options(int days = 0) => new() { Now = Now.AddDays(days) };

    private MigrationWriter Writer(int days = 0) => new(root.FullName, Options(days));

    private void Put(string name, string sql)
    {
        var folder = root.CreateSubdirectory("migrations");
        File.WriteAllText(Path.Combine(folder.FullName, $"{name}.sql"), sql);
        File.WriteAllText(Path.Combine(folder.FullName, $"{name}.down.sql"), "SELECT 1;");
    }
}
