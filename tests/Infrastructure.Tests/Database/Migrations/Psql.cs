using System.Diagnostics;
using Agora.Infrastructure.Database.Embedded;
using Npgsql;

namespace Agora.Infrastructure.Tests.Database.Migrations;

internal static class Psql
{
    public static async Task RunAsync(Bench bench, string script)
    {
        var installation = await PostgresProvisioner.FindOrProvisionAsync(
            new EmbeddedPostgresOptions(), new Progress<string>(), TimeProvider.System, CancellationToken.None);
        var login = new NpgsqlConnectionStringBuilder(bench.ConnectionString);
        var start = new ProcessStartInfo(installation.Tool("psql"))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment = { ["PGPASSWORD"] = login.Password, ["PGHOST"] = login.Host, ["PGPORT"] = $"{login.Port}", ["PGUSER"] = login.Username },
            ArgumentList = { "--no-psqlrc", "--quiet", "--dbname", login.Database! },
        };
        using var psql = Process.Start(start)!;
        var output = psql.StandardOutput.ReadToEndAsync();
        var errors = psql.StandardError.ReadToEndAsync();
        await psql.StandardInput.WriteAsync(script);
        psql.StandardInput.Close();
        await psql.WaitForExitAsync();
        psql.ExitCode.ShouldBe(0, await errors + await output);
    }
}
