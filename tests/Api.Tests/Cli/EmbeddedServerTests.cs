using System.Globalization;
using Agora.Infrastructure.Database.Embedded;

namespace Agora.Api.Tests.Cli;

public sealed class EmbeddedServerTests : IDisposable
{
    // Below /tmp, because the account that runs the server must be able to reach it.
    private readonly string home = Path.Combine("/tmp", $"agora-cli-{Guid.NewGuid():N}");

    public void Dispose() => Directory.Delete(home, recursive: true);

    [Fact]
    public async Task The_embedded_server_ends_with_a_program_that_is_killed()
    {
        FileModes.MakeOpenFolder(home);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AGORA_DATA"] = Path.Combine(home, "data"),
            ["AGORA_POSTGRES_PORT"] = "0",
            ["DATABASE_URL"] = "embedded",
        };
        using var program = AgoraProcess.Start(environment, "db", "shell", "--role", "admin", "--", "-Atq");
        await program.StandardInput.WriteLineAsync("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1);");
        await program.StandardInput.FlushAsync();
        var server = int.Parse((await program.StandardOutput.ReadLineAsync()).ShouldNotBeNull(), CultureInfo.InvariantCulture);

        program.Kill();

        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (PostmasterFile.IsAlive(server))
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
