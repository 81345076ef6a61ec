using Agora.Migrations.Planning;
using Agora.Migrations.Sql;
using Npgsql;

namespace Agora.Migrations.Running;

/// <summary>A verify query that returned a row, or could not run.</summary>
public sealed record VerifyFinding(long Version, string File, int Line, string Message);

public sealed record VerifyReport(MigratorExit Exit, IReadOnlyList<VerifyFinding> Findings, MigrationFailure? Failure);

/// <summary>Runs the verify files of applied versions: queries that must return no row. Read-only.</summary>
internal sealed class VerifyRun(RunSession run)
{
    public async Task<IReadOnlyList<VerifyFinding>> RunAsync(CancellationToken ct)
    {
        var findings = new List<VerifyFinding>();
        await run.Control.SendAllAsync(
            [
                new("SELECT set_config('search_path', $1, false), set_config('statement_timeout', '60s', false)", run.Policy.SearchPath),
                new("SET default_transaction_read_only = on"),
            ],
            ct);
        foreach (var item in run.Plan.Items.Where(
            item => item is { File.Verify: not null, History: not null } && item.State != MigrationState.PartialDown))
        {
            var file = item.File!.Verify!;
            foreach (var statement in file.Script.Statements)
            {
                if (await ProblemAsync(statement, ct) is { } complaint)
                {
                    findings.Add(new VerifyFinding(item.Version, file.Path, statement.Line, complaint));
                }
            }
        }

        return findings;
    }

    private async Task<string?> ProblemAsync(SqlStatement statement, CancellationToken ct)
    {
        try
        {
            var rows = await run.Control.ReadAsync(new SqlCommand(statement.Text), Describe, ct);
            return rows.Count == 0 ? null : $"{rows.Count} rows, the first: {rows[0]}";
        }
        catch (PostgresException error)
        {
            return error.MessageText;
        }
    }

    private static string Describe(NpgsqlDataReader row) =>
        string.Join(
            ", ", Enumerable.Range(0, row.FieldCount).Select(i => $"{row.GetName(i)}={(row.IsDBNull(i) ? "null" : row.GetValue(i))}"));
}
