using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.RegularExpressions;
using Agora.Infrastructure.Database.Embedded;
using Agora.Testing;

namespace Agora.Api.Tests.Readme;

/// <summary>
/// The start in production of the README, run as it stands there: on a PostgreSQL of its own, because it changes the passwords of roles,
/// with a self-signed certificate, and with any free port.
/// </summary>
public sealed partial class ProductionTests : IAsyncLifetime
{
    private const string Host = "community.example.org";

    // Below /tmp, because the account that runs PostgreSQL must be able to reach it.
    private readonly string folder = Path.Combine("/tmp", $"agora-readme-{Guid.NewGuid():N}"[..28]);
    private ThrowAwayCluster? cluster;

    public async Task InitializeAsync()
    {
        FileModes.MakeOpenFolder(folder);
        cluster = await ThrowAwayCluster.OpenAsync(Path.Combine(folder, "postgres"), TimeSpan.Zero, CancellationToken.None);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Host}", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        await File.WriteAllTextAsync(Path.Combine(folder, "fullchain.pem"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(folder, "privkey.pem"), key.ExportPkcs8PrivateKeyPem());
        // The installed program: the one that was built for the tests. Its process id lets the test stop it as a supervisor does.
        var agora = Path.Combine(folder, "agora");
        await File.WriteAllTextAsync(
            agora, $"#!/bin/sh\necho $$ > {folder}/pid\nexec dotnet {typeof(AgoraHost).Assembly.Location} \"$@\"\n");
        FileModes.Set(agora, FileModes.PrivateFolder);
    }

    public async Task DisposeAsync()
    {
        cluster?.Dispose();
        // The reaper of the cluster deletes it as soon as it is unused.
        while (Directory.Exists(Path.Combine(folder, "postgres", "cluster")))
        {
            await Task.Yield();
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_start_in_production_serves_HTTPS_and_ends_on_SIGTERM()
    {
        var blocks = Block().Matches(await File.ReadAllTextAsync(Readme())).Select(match => match.Groups["script"].Value).ToList();
        blocks.Count.ShouldBeGreaterThan(1);
        var admin = cluster!.AdminConnectionString("postgres");
        var script = string.Join('\n', blocks)
            .Replace("postgresql://postgres:PASSWORD@127.0.0.1/postgres", $"'{admin}'", StringComparison.Ordinal)
            .Replace("/etc/agora", folder, StringComparison.Ordinal)
            .Replace("/var/lib/agora", Path.Combine(folder, "state"), StringComparison.Ordinal)
            .Replace("PORT=8443", "PORT=0", StringComparison.Ordinal);
        script.ShouldContain($"'{admin}'");
        script.ShouldContain("PORT=0");

        using var process = Bash.Start(script, CleanEnvironment(), folder);
        var output = process.StandardOutput.ReadToEndAsync();
        var (port, said) = await ListeningAsync(process);

        using var client = Client();
        (await GetAsync(client, port, "/health/ready", Host)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var health = await GetAsync(client, port, "/health", Host);
        (await health.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("environment").GetString().ShouldBe("Production");
        health.Headers.GetValues("Strict-Transport-Security").ShouldHaveSingleItem();
        (await GetAsync(client, port, "/api/v1/tags", "other.example.org")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await GetAsync(client, port, "/docs", Host)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        new FileInfo(Path.Combine(folder, "agora.env")).UnixFileMode.ShouldBe(FileModes.Secret);
        said.ShouldContain("Next: set -a; . ./agora.env; set +a; agora migrate up");

        await StopAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await output);
    }

    /// <summary>Reads what the commands say until the server listens.</summary>
    private static async Task<(int Port, string Said)> ListeningAsync(Process process)
    {
        var said = new List<string>();
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            said.Add(line);
            if (Serving().Match(line) is { Success: true } match)
            {
                // Drains the rest, which must not fill the pipe.
                _ = process.StandardError.ReadToEndAsync();
                return (int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture), string.Join('\n', said));
            }
        }

        throw new InvalidOperationException($"The server did not start:\n{string.Join('\n', said)}");
    }

    private async Task StopAsync()
    {
        var id = (await File.ReadAllTextAsync(Path.Combine(folder, "pid"))).Trim();
        (await ChildProcess.RunAsync(["kill", "-TERM", id], CancellationToken.None)).Succeeded.ShouldBeTrue();
    }

    private static HttpClient Client() => new(new SocketsHttpHandler
    {
        SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.Subject == $"CN={Host}" },
    });

    private static Task<HttpResponseMessage> GetAsync(HttpClient client, int port, string path, string host)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"https://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}{path}");
        request.Headers.Host = host;
        return client.SendAsync(request);
    }

    /// <summary>No setting of the machine or of the tests counts.</summary>
    private Dictionary<string, string?> CleanEnvironment()
    {
        var environment = Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => name.Contains("__", StringComparison.Ordinal) || Foreign().IsMatch(name))
            .ToDictionary(name => name, _ => (string?)null, StringComparer.Ordinal);
        environment["PATH"] = $"{folder}:{Environment.GetEnvironmentVariable("PATH")}";
        return environment;
    }

    private static string Readme([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "README.md"));

    [GeneratedRegex(
        "```sh production\n(?<script>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Block();

    [GeneratedRegex(@"^Serving https://[^:]+:(?<port>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Serving();

    [GeneratedRegex(
        "^(AGORA|ASPNETCORE|DATABASE|POSTGRES)_|^DOTNET_(ENVIRONMENT|URLS)$|^(ENVIRONMENT|PORT|SECRET_KEY)$",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Foreign();
}
