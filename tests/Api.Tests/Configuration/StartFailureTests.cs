using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Agora.Api.Tests.Cli;
using Agora.Migrations.Connections;
using Agora.Testing;

namespace Agora.Api.Tests.Configuration;

/// <summary>What keeps the server from starting in Production is one sentence with the remedy, and exit code 2.</summary>
public sealed class StartFailureTests : IAsyncLifetime
{
    private const string Password = "the password of the key";

    private readonly string folder = Directory.CreateTempSubdirectory("agora-start").FullName;
    private ApiDatabase? database;

    private ApiDatabase Database => database ?? throw new InvalidOperationException("Not initialised.");

    public async Task InitializeAsync()
    {
        database = await ApiDatabase.CreateAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = DateTimeOffset.UnixEpoch.AddYears(50);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(now, now.AddYears(100));
        var encryption = new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1000);
        await WriteAsync("server.pem", certificate.ExportCertificatePem());
        await WriteAsync("server.key", key.ExportPkcs8PrivateKeyPem());
        await WriteAsync("other.key", otherKey.ExportPkcs8PrivateKeyPem());
        await WriteAsync("locked.key", key.ExportEncryptedPkcs8PrivateKeyPem(Password, encryption));
        await WriteAsync("nonsense.pem", "nonsense\n");
        await File.WriteAllBytesAsync(Path.Combine(folder, "server.p12"), certificate.Export(X509ContentType.Pkcs12, Password));
    }

    public async Task DisposeAsync()
    {
        await Database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_busy_port_names_its_owner()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        foreach (var address in new[] { "127.0.0.1", "localhost" })
        {
            var sentence = await RefusalAsync([], $"--Server:Port={port}", $"--Server:Address={address}");

            sentence.ShouldStartWith($"Port {port} on {address} is taken: the process {Environment.ProcessId} (");
            sentence.ShouldContain("set PORT to a free port");
        }
    }

    [Fact]
    public async Task An_address_of_another_machine_is_named() =>
        (await RefusalAsync([], "--Server:Port=0", "--Server:Address=203.0.113.5")).ShouldBe(
            "This machine has no address 203.0.113.5: set Server:Address to one of its own, or to 0.0.0.0 for all.");

    [Fact]
    public async Task A_database_without_migrations_says_how_to_migrate()
    {
        var login = DatabaseLogin.From(Database.Access.Runtime) with { Database = "postgres" };

        (await RefusalAsync(new() { ["DATABASE_URL"] = login.Url }, "--Server:Port=0"))
            .ShouldBe("The database has no schema yet. Run: agora migrate up");
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=99999;Username=app_api;Password=swordfish", "DATABASE_URL is not a PostgreSQL connection string.")]
    [InlineData("Host=127.0.0.1;Port=0;Username=app_api;Password=swordfish", "DATABASE_URL is not a PostgreSQL connection string.")]
    [InlineData("postgresql:///agora?application_name=swordfish", "DATABASE_URL is not a PostgreSQL connection string.")]
    [InlineData("postgresql://app_api:swordfish@127.0.0.1/agora?sslrootcert=/no/such.pem", "DATABASE_URL names the file /no/such.pem")]
    public async Task A_login_that_cannot_be_meant_is_refused(string url, string sentence)
    {
        var refusal = await RefusalAsync(new() { ["DATABASE_URL"] = url });

        refusal.ShouldStartWith(sentence);
        refusal.ShouldNotContain("swordfish");
    }

    [Theory]
    [InlineData("is not there", "missing.pem", "missing.key", null, "The setting Server:Certificate:Path must be a file that exists.")]
    [InlineData("has no key", "server.pem", null, null, "server.pem cannot be used with the key in")]
    [InlineData("has another key", "server.pem", "other.key", null, "other.key: both must be PEM and belong together")]
    [InlineData("has a locked key", "server.pem", "locked.key", null, "Server:Certificate:Password must be the password of an")]
    [InlineData("has a key with another password", "server.pem", "locked.key", "guessed", "Server:Certificate:Password must be the")]
    [InlineData("has another password", "server.p12", null, "guessed", "which the password in Server:Certificate:Password opens")]
    [InlineData("has a password", "server.p12", null, null, "which the password in Server:Certificate:Password opens")]
    [InlineData("is none", "nonsense.pem", "server.key", null, "nonsense.pem cannot be read: it must be PEM, or a PKCS#12 file")]
    [InlineData("is only a key", null, "server.key", null, "The setting Server:Certificate:Path must be set where another setting of")]
    public async Task A_certificate_that_cannot_be_used_says_why(string what, string? file, string? key, string? password, string sentence)
    {
        var words = new List<string>();
        Add("Path", file is null ? null : Path.Combine(folder, file));
        Add("KeyPath", key is null ? null : Path.Combine(folder, key));
        Add("Password", password);

        (await RefusalAsync([], [.. words])).ShouldContain(sentence, customMessage: what);

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                words.Add($"--Server:Certificate:{name}={value}");
            }
        }
    }

    [Theory]
    [InlineData("Server__Address", "https://0.0.0.0:8443", "The setting Server:Address must be an IP address or localhost;")]
    [InlineData("ASPNETCORE_URLS", "https://0.0.0.0:8443", "ASPNETCORE_URLS is not read:")]
    [InlineData("ASPNETCORE_HTTPS_PORTS", "8443", "ASPNETCORE_HTTPS_PORTS is not read:")]
    public async Task An_HTTPS_address_without_a_certificate_is_no_HTTP_server(string name, string value, string sentence)
    {
        var refusal = await RefusalAsync(new() { [name] = value });

        refusal.ShouldStartWith(sentence);
        refusal.ShouldContain("Server:Certificate:Path");
    }

    [Theory]
    [InlineData("http://x")]
    [InlineData("x.example.org:8007")]
    [InlineData("x.example.org/api")]
    [InlineData("x.example.org y.example.org")]
    [InlineData("x.example.org,y.example.org")]
    [InlineData("x..example.org")]
    [InlineData("x.*.org")]
    [InlineData("münchen.example.org")]
    [InlineData("*")]
    [InlineData("*.")]
    [InlineData("::1")]
    public async Task A_host_that_no_request_can_name_is_refused(string host) =>
        (await RefusalAsync(new() { ["Server__AllowedHosts__0"] = host })).ShouldBe(
            "The setting Server:AllowedHosts must be host names without scheme, port and path, such as community.example.org "
            + $"or *.example.org, not {host}.");

    [Theory]
    [InlineData("Media:Folder", "/proc/agora")]
    [InlineData("Media:ReceiveFolder", "/proc/agora")]
    [InlineData("Mail:PickupFolder", "/proc")]
    [InlineData("Mail:PickupFolder", "/dev/null")]
    public async Task A_folder_that_takes_no_files_is_named(string name, string value) =>
        (await RefusalAsync([], $"--{name}={value}")).ShouldStartWith($"The folder {value} of the setting {name} cannot be written:");

    [Theory]
    [InlineData("Address", "0.0.0.0", "The setting Metrics:Address must be left out, or Metrics:Port set:")]
    [InlineData("Key", "guessable", "The setting Metrics:Key must be 16 or more letters, digits and -._~+/=")]
    [InlineData("Key", "a key that has spaces in it", "The setting Metrics:Key must be 16 or more letters, digits and -._~+/=")]
    [InlineData("Port", "8007", "The setting Metrics:Port must be another port than Server:Port, which is 8007.")]
    [InlineData("Port", "70000", "The setting Metrics:Port must be 0 to 65535.")]
    public async Task Metrics_that_could_not_be_served_as_meant_are_refused(string name, string value, string sentence) =>
        (await RefusalAsync([], $"--Metrics:{name}={value}")).ShouldStartWith(sentence);

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318", "The setting Telemetry:OtlpEndpoint must be the http or https address")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "The setting Telemetry:OtlpProtocol must be http/protobuf or grpc.")]
    [InlineData("Telemetry__SampleRatio", "10", "The setting Telemetry:SampleRatio must be 0 to 1.")]
    public async Task Traces_that_could_not_be_exported_are_refused(string name, string value, string sentence) =>
        (await RefusalAsync(new() { [name] = value })).ShouldStartWith(sentence);

    [Fact]
    public async Task A_busy_port_of_metrics_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var sentence = await RefusalAsync([], "--Server:Port=0", $"--Metrics:Port={port}");

        sentence.ShouldStartWith($"Port {port} on 127.0.0.1 is taken: the process {Environment.ProcessId} (");
        sentence.ShouldContain("set Metrics:Port to a free port");
    }

    /// <summary>The one line of standard error with which the server refuses to start.</summary>
    private async Task<string> RefusalAsync(Dictionary<string, string> environment, params string[] words)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["DATABASE_URL"] = DatabaseLogin.From(Database.Access.Runtime).Url,
            ["SECRET_KEY"] = Convert.ToBase64String(new byte[32]),
            // Warnings about settings go to standard output, before or after the refusal.
            ["Logging__LogLevel__Default"] = "Critical",
        };
        foreach (var (name, value) in environment)
        {
            settings[name] = value;
        }

        var (exit, output, errors) = await AgoraProcess.RunAsync(settings, "", ["serve", .. words]);

        exit.ShouldBe(2, output + errors);
        output.ShouldBeEmpty();
        return errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem();
    }

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(Path.Combine(folder, name), text);
}
