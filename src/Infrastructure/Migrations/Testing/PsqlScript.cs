using System.Diagnostics;
using System.Globalization;
using Agora.Migrations.Files;
using Npgsql;

namespace Agora.Migrations.Testing;

/// <summary>Runs a script by psql, as a DBA would.</summary>
internal static class PsqlScript
{
    /// <exception cref="MigrationException">psql ended with an error.</exception>
    public static async Task RunAsync(string connectionString, string psql, string script, CancellationToken ct)
    {
        var login = new NpgsqlConnectionStringBuilder(connectionString);
        var start = new ProcessStartInfo(psql)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "--no-psqlrc", "--quiet", "--no-password" },
            Environment =
            {
                ["PGHOST"] = login.Host, ["PGPORT"] = login.Port.ToString(CultureInfo.InvariantCulture), ["PGUSER"] = login.Username,
                ["PGPASSWORD"] = login.Password, ["PGDATABASE"] = login.Database, ["PGCLIENTENCODING"] = "UTF8",
            },
        };
        using var process = Tool.Start(
            start, "Install the client programs of PostgreSQL 17 (postgresql-client-17), so that psql is on the PATH.");
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var errors = process.StandardError.ReadToEndAsync(ct);
        await process.StandardInput.WriteAsync(script.AsMemory(), ct);
        process.StandardInput.Close();
        await process.WaitForExitAsync(ct);
        await output;
        if (process.ExitCode != 0)
        {
            throw new MigrationException(MigratorExit.Failed, $"psql refused the script: {(await errors).Trim()}");
        }
    }
}
