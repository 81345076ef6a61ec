using System.CommandLine;
using Agora.Api.Configuration;
using Agora.Infrastructure.Database.Migrations;
using Agora.Infrastructure.Database.Migrations.Documentation;

namespace Agora.Api.Cli;

/// <summary><c>agora migrate docs</c>: the schema as a page for people.</summary>
internal static class DocumentSchema
{
    public static Command Command()
    {
        var file = new Option<string?>("--file") { Description = $"Where to write, such as db/{SchemaPage.FileName}. Without it: standard output." };
        var check = new Option<bool>("--check") { Description = "Write nothing; exit with 4 when the file is not what the database says." };
        var command = new Command("docs", "Write tables, columns, keys, policies, functions and an entity diagram as Markdown, from a migrated database.") { file, check };
        command.Validators.Add(result =>
        {
            if (result.GetValue(check) && result.GetValue(file) is null)
            {
                result.AddError("--check compares with a file: say --file.");
            }
        });
        command.SetAction(async (parsed, ct) =>
        {
            await using var database = await Databases.OpenAsync(Settings.Load([]), ct);
            var page = await MigrateVerbs.Migrator(database.Access).DocumentAsync(ct);
            if (parsed.GetValue(file) is not { } path)
            {
                Console.Write(page);
                return (int)MigratorExit.Ok;
            }

            if (!parsed.GetValue(check))
            {
                await File.WriteAllTextAsync(path, page, ct);
                return (int)MigratorExit.Ok;
            }

            if (File.Exists(path) && await File.ReadAllTextAsync(path, ct) == page)
            {
                return (int)MigratorExit.Ok;
            }

            await Console.Error.WriteLineAsync($"{path} is not what the database says: write it anew with 'agora migrate docs --file {path}'.");
            return (int)MigratorExit.Drift;
        });
        return command;
    }
}
