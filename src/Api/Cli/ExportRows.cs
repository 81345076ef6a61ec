using System.CommandLine;
using System.Globalization;
using System.IO.Pipelines;
using Agora.Api.Configuration;
using Agora.Application.Common;
using Agora.Application.Exports;
using Agora.Infrastructure.Database;
using Microsoft.Win32.SafeHandles;

namespace Agora.Api.Cli;

/// <summary><c>agora export</c>: writes rows to a file or a pipe.</summary>
internal static class ExportRows
{
    public static Command Command() => new("export", "Write the content of the database to files.")
    {
        Noun(
            ExportNoun.Posts,
            "posts",
            "Export posts with their authors, as agora import posts reads them. Those in the trash are left out."),
        Noun(ExportNoun.Users, "users", "Export open accounts, as agora import users reads them, without password hashes."),
        Noun(ExportNoun.Comments, "comments", "Export comments that are not deleted."),
    };

    private static Command Noun(ExportNoun noun, string name, string description)
    {
        var file = new Argument<string>("file")
        {
            Description = "The file to write; - writes standard output. A file that is there is replaced, or continued with --after.",
        };
        var format = new Option<string>("--format")
        {
            Description = "One JSON object a line, CSV with a header, or a JSON array.",
            DefaultValueFactory = _ => "ndjson",
        };
        format.AcceptOnlyFromAmong("ndjson", "csv", "json");
        var formulas = new Option<string>("--formulas")
        {
            Description = "Of CSV: whether cells that a spreadsheet would take for a formula get an apostrophe in front.",
            DefaultValueFactory = _ => "escape",
        };
        formulas.AcceptOnlyFromAmong("escape", "keep");
        var after = new Option<Guid?>("--after") { Description = "The id of the last row that you have: writes the rows after it." };
        var command = new Command(name, description) { file, format, formulas, after };
        command.SetAction((parsed, ct) => RunAsync(
            parsed.GetRequiredValue(file),
            new ExportRequest(
                noun,
                Enum.Parse<ExportFormat>(parsed.GetRequiredValue(format), ignoreCase: true),
                Enum.Parse<FormulaCells>(parsed.GetRequiredValue(formulas), ignoreCase: true),
                ExportFilter.None),
            parsed.GetValue(after) ?? Guid.Empty,
            ct));
        return command;
    }

    private static async Task<int> RunAsync(string file, ExportRequest request, Guid after, CancellationToken ct)
    {
        if (after != Guid.Empty && request.Format == ExportFormat.Json)
        {
            throw new InvalidConfigurationException("--after continues NDJSON and CSV: a JSON array is one value.");
        }

        var settings = Settings.Load([]);
        await using var database = await Databases.OpenAsync(settings, ct);
        // Not before the database is there: what the file holds is worth more than nothing.
        await using var target = Open(file, continues: after != Guid.Empty);
        await using var host = VerbHost.Build(database.Access);
        await using var scope = host.Services.CreateAsyncScope();
        var export = scope.ServiceProvider.GetRequiredService<BulkExport>();
        var progress = new Lines();
        try
        {
            var written = await export.RunAsync(request, after, PipeWriter.Create(target), progress, ct);
            await target.FlushAsync(ct);
            Output.Progress.Report(string.Create(CultureInfo.InvariantCulture, $"exported {written.Value} rows"));
            return CommandLine.Done;
        }
        catch (DependencyException broken)
        {
            Output.Progress.Report(
                $"{broken.Error.Message} The file has whole rows; the same with --after and the id of the last continues it.");
            return CommandLine.Failed;
        }
        catch (IOException broken)
        {
            Output.Progress.Report($"The file cannot be written any further: {broken.Message}");
            return CommandLine.Failed;
        }
    }

    private static FileStream Open(string file, bool continues)
    {
        if (file == "-")
        {
            // The stream of the console passes over a reader that is gone.
            return new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 64 * 1024);
        }

        try
        {
            return new FileStream(
                file, continues ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.Read, 64 * 1024, FileOptions.Asynchronous);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidConfigurationException(exception.Message);
        }
    }

    /// <summary>A line now and then.</summary>
    private sealed class Lines : IProgress<long>
    {
        private const long Step = 100_000;

        private long told;

        public void Report(long value)
        {
            if (value - told >= Step)
            {
                told = value;
                Output.Progress.Report(string.Create(CultureInfo.InvariantCulture, $"{value} rows"));
            }
        }
    }
}
