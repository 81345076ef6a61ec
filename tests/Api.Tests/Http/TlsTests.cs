using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Agora.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.Http;

public sealed class TlsTests(TlsTests.SecureApi api) : IClassFixture<TlsTests.SecureApi>
{
    [Theory]
    [InlineData(SslProtocols.Tls12, "1.1")]
    [InlineData(SslProtocols.Tls13, "2.0")]
    public async Task Speaks_modern_TLS_and_asks_browsers_to_stay_with_it(SslProtocols protocol, string version)
    {
        using var client = Client(protocol, _ => { });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health")
        {
            Version = Version.Parse(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        var response = await client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.GetValues("Strict-Transport-Security").ShouldBe(["max-age=31536000; includeSubDomains"]);
    }

    [Fact]
    public async Task Refuses_old_TLS()
    {
#pragma warning disable SYSLIB0039, CA5397 // The old protocol is what must be refused.
        using var client = Client(SslProtocols.Tls11, _ => { });
#pragma warning restore SYSLIB0039, CA5397

        await Should.ThrowAsync<HttpRequestException>(() => client.GetAsync("/health"));
    }

    [Fact]
    public async Task Takes_up_a_renewed_certificate_while_it_runs()
    {
        var seen = new List<string>();
        api.Renew("CN=first", DateTime.UnixEpoch.AddDays(29_000));
        api.Clock.Advance(TimeSpan.FromSeconds(11));
        using (var client = Client(SslProtocols.None, c => seen.Add(c.Subject)))
        {
            await client.GetAsync("/health");
        }

        api.Renew("CN=renewed", DateTime.UnixEpoch.AddDays(30_000));
        api.Clock.Advance(TimeSpan.FromSeconds(11));
        using (var client = Client(SslProtocols.None, c => seen.Add(c.Subject)))
        {
            await client.GetAsync("/health");
        }

        seen.ShouldBe(["CN=first", "CN=renewed"]);
    }

    [Fact]
    public async Task Sends_the_intermediate_certificates_that_lead_to_the_root()
    {
        using var root = api.RenewWithChain(DateTime.UnixEpoch.AddDays(31_000));
        api.Clock.Advance(TimeSpan.FromSeconds(11));
        using var client = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { root },
                    RevocationMode = X509RevocationMode.NoCheck,
                    DisableCertificateDownloads = true,
                    VerificationTime = api.Clock.GetUtcNow().UtcDateTime,
                },
            },
        })
        { BaseAddress = api.Address };

        (await client.GetAsync("/health")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private HttpClient Client(SslProtocols protocols, Action<X509Certificate> seen) => new(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = protocols,
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            {
                seen(certificate!);
                return certificate!.Issuer == certificate.Subject;
            },
        },
    })
    { BaseAddress = api.Address };

    public sealed class SecureApi : ApiFixture
    {
        private readonly string folder = Directory.CreateTempSubdirectory("agora-tls").FullName;

        public ManualClock Clock { get; } = new();

        protected override IReadOnlyList<string> Settings =>
            [$"--Server:Certificate:Path={folder}/server.pem", $"--Server:Certificate:KeyPath={folder}/server.key"];

        public override Task InitializeAsync()
        {
            Renew("CN=first", DateTime.UnixEpoch.AddDays(20_000));
            return base.InitializeAsync();
        }

        public override async Task DisposeAsync()
        {
            await base.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }

        public void Renew(string subject, DateTime written)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
            using var certificate = request.CreateSelfSigned(Clock.GetUtcNow().AddDays(-1), Clock.GetUtcNow().AddDays(1));
            Write("server.key", key.ExportPkcs8PrivateKeyPem(), written);
            Write("server.pem", certificate.ExportCertificatePem(), written);
        }

        /// <summary>A certificate that an intermediate one signed, in one file with it and with the key.</summary>
        /// <returns>The root, which is not in the file.</returns>
        public X509Certificate2 RenewWithChain(DateTime written)
        {
            var (start, end) = (Clock.GetUtcNow().AddDays(-1), Clock.GetUtcNow().AddDays(1));
            using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var middleKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var root = Authority("CN=root", rootKey).CreateSelfSigned(start, end);
            using var middle = Authority("CN=middle", middleKey).Create(root, start, end, [1]).CopyWithPrivateKey(middleKey);
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(IPAddress.Loopback);
            var request = new CertificateRequest("CN=leaf", key, HashAlgorithmName.SHA256) { CertificateExtensions = { names.Build() } };
            using var leaf = request.Create(middle, start, end, [2]);
            Write("server.pem", $"{leaf.ExportCertificatePem()}\n{middle.ExportCertificatePem()}\n", written);
            Write("server.key", key.ExportPkcs8PrivateKeyPem(), written);
            return root;

            static CertificateRequest Authority(string subject, ECDsa signer) => new(subject, signer, HashAlgorithmName.SHA256)
            {
                CertificateExtensions =
                {
                    new X509BasicConstraintsExtension(
                        certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true),
                },
            };
        }

        private void Write(string name, string text, DateTime written)
        {
            var path = Path.Combine(folder, name);
            File.WriteAllText(path, text);
            File.SetLastWriteTimeUtc(path, written);
        }

        protected override void Configure(WebApplicationBuilder builder) => builder.Services.AddSingleton<TimeProvider>(Clock);
    }
}
