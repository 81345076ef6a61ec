using System.CommandLine;
using Agora.Migrations.Files;
using Agora.Migrations.Lint;
using Agora.Migrations.Reviews;
using Agora.Migrations.Tracing;

namespace Agora.Migrations.Cli;

/// <summary><c>review</c>: one page of Markdown for the DBA who says yes or no.</summary>
internal static class MigrateReview
{
    public static Command Command(MigrateContext context)
    {
        var output = new Option<FileInfo?>("--output") { Description = "Write the page to this file instead of standard output." };
        var noTrace = new Option<bool>("--no-trace")
        {
            Description = "Do without a database: the page says what the lint predicts, and that nothing was traced.",
        };
        var command = new Command(
            "review",
            "Write one page for a pull request: what each statement locks, scans and rewrites, who waits, the way back, the guardrails, "
            + "and what the lint says. "
            + "Exits with 5 when the lint stops the build or the trace differs from it, with 1 when a statement fails; the page is written "
            + "all the same.")
        {
            MigrateTrace.Files, context.Folder.Option, context.Folder.Base, context.TraceDatabase, context.Server, noTrace, output,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(context.Folder.Base) is not null && result.GetValue(MigrateTrace.Files) is { Length: > 0 })
            {
                result.AddError("Say either files or --changed-since.");
            }
        });
        command.SetAction((parsed, ct) => context.Folder.RunAsync(parsed, async () =>
        {
            context.Folder.Announce(parsed, Console.Error);
            var root = context.Folder.Of(parsed);
            var directory = MigrationDirectory.Read(root);
            using var merged = await context.Folder.BaseOfAsync(parsed, ct);
            var request = merged is null
                ? MigrateTrace.Request(directory, parsed.GetValue(MigrateTrace.Files) ?? [])
                : Changed(directory, merged.ChangedIn(directory));
            var options = LintPolicy.Of(root, TimeProvider.System.GetUtcNow()) with { Base = merged?.TokenHashesFor(directory) };
            var lint = MigrationLinter.Lint(LintRequest.Of(directory, options));
            var trace = parsed.GetValue(noTrace) ? null : await MigrateTrace.RunAsync(context, parsed, request, ct);
            var subject = ReviewSubject.Of(directory, request, PolicyFile.Read(root), lint, options, trace);
            await using var page = new StringWriter();
            ReviewPage.Write(subject, page, context.Texts.RulesPage);
            if (parsed.GetValue(output) is { } file)
            {
                await OutputFile.ReplaceAsync(file.FullName, page.ToString(), ct);
            }
            else
            {
                Console.Write(page.ToString());
            }

            var exit = subject.Exit(options.FailOn);
            return (MigratorExit)MigrateVerbs.End(exit, trace?.Failure, root);
        }));
        return context.WithScratch(command);
    }

    private static TraceRequest Changed(MigrationDirectory directory, IReadOnlySet<string> paths) => new(
        directory.Versioned
            .Where(file => paths.Contains(file.Up.Path) || (file.Down is { } down && paths.Contains(down.Path)))
            .Select(file => file.Version)
            .ToHashSet(),
        directory.Repeatables.Where(file => paths.Contains(file.Up.Path)).Select(file => file.Name).ToHashSet(StringComparer.Ordinal));
}
