using System.CommandLine;
using Agora.Migrations.Documentation;

namespace Agora.Migrations.Cli;

/// <summary><c>docs</c>: the schema as a page for people.</summary>
internal static class DocumentSchema
{
    public static Command Command(MigrateContext context)
    {
        var file = new Option<string?>("--file")
        {
            Description = $"Where to write, such as db/{SchemaPage.FileName}. Without it: standard output.",
        };
        var check = new Option<bool>("--check") { Description = "Write nothing; exit with 4 when the file is not what the database says." };
        var command = context.Verb(
            "docs",
            "Write tables, columns, keys, policies, functions and an entity diagram as Markdown, from a migrated database.",
            file,
            check);
        command.Validators.Add(result =>
        {
            if (result.GetValue(check) && result.GetValue(file) is null)
            {
                result.AddError("--check compares with a file: say --file.");
            }
        });
        command.SetAction((parsed, ct) => context.Folder.RunAsync(parsed, async () =>
        {
            await using var target = await MigrateTarget.OpenAsync(context, parsed, toErrors: true, ct);
            var page = await target.Migrator().DocumentAsync(ct);
            if (parsed.GetValue(file) is not { } path)
            {
                Console.Write(page);
                return MigratorExit.Ok;
            }

            if (!parsed.GetValue(check))
            {
                await OutputFile.ReplaceAsync(path, page, ct);
                return MigratorExit.Ok;
            }

            if (File.Exists(path) && await File.ReadAllTextAsync(path, ct) == page)
            {
                return MigratorExit.Ok;
            }

            await Console.Error.WriteLineAsync(
                $"{path} does not match the database: regenerate it with '{context.Texts.Program} docs --file {path}'.");
            return MigratorExit.Drift;
        }));
        return command;
    }
}
