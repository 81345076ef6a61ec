using System.CommandLine;
using Agora.Migrations.Lint;
using Agora.Migrations.Recipes;

namespace Agora.Migrations.Cli;

/// <summary><c>new</c>: the files of a new migration, from recipes for the usual changes. Needs no server.</summary>
internal static class NewMigration
{
    private const int SummaryColumn = 18;

    public static Command Command(MigrateContext context)
    {
        var name = new Argument<string?>("name")
        {
            Description = "What changes, in words or with underscores; becomes the name of the file.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var recipe = new Option<string?>("--recipe") { Description = "A usual change to start from; --list shows them." };
        var list = new Option<bool>("--list") { Description = "Show the recipes." };
        var contract = NumberOption.Optional(
            "--contract",
            "Bring in the second part of a recipe, which waits for this version: the release that needs the old is gone.",
            least: 1);
        var reviewer = new Option<string?>("--reviewer") { Description = "Who looked at a contract file that destroys data." };
        var backup = new Option<string?>("--backup") { Description = "The backup from which that data could come back." };
        var switches = RecipeParameter.All.Where(one => one.IsSwitch)
            .ToDictionary(one => one, one => new Option<bool>($"--{one.Name}") { Description = one.Meaning });
        var values = RecipeParameter.All.Where(one => !one.IsSwitch)
            .ToDictionary(one => one, one => new Option<string[]>($"--{one.Name}") { Description = one.Meaning, HelpName = one.Value });
        var command = new Command("new", "Write the files of a new migration, so that they pass the lint. Writes over nothing.")
        {
            name, recipe, list, contract, reviewer, backup, context.Folder.Option,
        };
        foreach (var option in values.Values.Cast<Option>().Concat(switches.Values))
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            if (parsed.GetValue(list))
            {
                List();
                return (int)MigratorExit.Ok;
            }

            var given = values.Where(one => parsed.GetValue(one.Value) is { Length: > 0 })
                .ToDictionary(one => one.Key.Name, one => (IReadOnlyList<string>)parsed.GetValue(one.Value)!, StringComparer.Ordinal);
            foreach (var (parameter, option) in switches.Where(one => parsed.GetValue(one.Value)))
            {
                given.Add(parameter.Name, []);
            }

            try
            {
                var writer = Writer(context.Folder.SourceOf(parsed));
                var written = parsed.GetValue(contract) is { } expand
                    ? writer.Promote(expand, parsed.GetValue(reviewer), parsed.GetValue(backup))
                    : writer.Write(
                        parsed.GetValue(name)
                            ?? throw new MigrationException(
                                MigratorExit.Usage, $"Say what changes: {context.Texts.Program} new add_post_language"),
                        Text(parsed.GetValue(recipe), given));
                Report(context, written, writer.Remarks);
                return (int)MigratorExit.Ok;
            }
            catch (MigrationException refused)
            {
                return MigrateVerbs.End(refused.Failure.Exit, refused.Failure, "");
            }
        });
        return command;
    }

    private static RecipeText? Text(string? recipe, IReadOnlyDictionary<string, IReadOnlyList<string>> given) =>
        (recipe, given.Count) switch
        {
            ({ } known, _) => RecipeCatalogue.Find(known).Fill(given),
            (null, 0) => null,
            _ => throw new MigrationException(
                MigratorExit.Usage, $"--{given.Keys.First()} belongs to a recipe: say --recipe NAME; --list shows them."),
        };

    private static MigrationWriter Writer(string root) =>
        new(root, LintPolicy.Of(root, TimeProvider.System.GetUtcNow()));

    private static void List()
    {
        foreach (var recipe in RecipeCatalogue.All)
        {
            Console.WriteLine($"{recipe.Name.PadRight(SummaryColumn)}{recipe.Summary}");
            Console.WriteLine($"{new string(' ', SummaryColumn)}{recipe.Usage[(recipe.Name.Length + 1)..]}");
        }
    }

    private static void Report(MigrateContext context, IReadOnlyList<string> written, IReadOnlyList<string> remarks)
    {
        foreach (var path in written)
        {
            Console.WriteLine(Path.GetRelativePath(Directory.GetCurrentDirectory(), path));
        }

        foreach (var remark in remarks)
        {
            Console.Error.WriteLine($"Yours to complete: {remark}");
        }

        if (written.Any(path => Path.GetFileName(Path.GetDirectoryName(path)) == MigrationWriter.WaitingFolder))
        {
            var version = Path.GetFileName(written[0])[..14];
            Console.Error.WriteLine(
                $"The files in {MigrationWriter.WaitingFolder} wait until every server runs a release that no longer needs the old; "
                + $"then: {context.Texts.Program} new --contract {version}");
        }
    }
}
