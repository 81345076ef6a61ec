using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Agora.Testing;

/// <summary>
/// A store in memory that speaks as much of S3 as is used, and takes only requests whose signature (version 4) it computes as well,
/// by itself, over what has really arrived. It has one bucket.
/// </summary>
internal sealed partial class FakeS3 : IAsyncDisposable
{
    public const string AccessKey =
        "AKIDEXAMPLE", SecretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", Region = "eu-test-1", Bucket = "files";

    private readonly WebApplication host;

    private FakeS3(WebApplication host, X509Certificate2? certificate)
    {
        this.host = host;
        Certificate = certificate;
    }

    public ConcurrentDictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>What was asked, in order, such as <c>GET bytes=2-9</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>How many requests are still to be answered with 503.</summary>
    public int Failures { get; set; }

    /// <summary>Whether what is sent is answered with 507.</summary>
    public bool IsFull { get; set; }

    /// <summary>Its own, and its own authority; null where it speaks without TLS.</summary>
    public X509Certificate2? Certificate { get; }

    public string Address => Certificate is null ? host.Urls.Single() : $"https://localhost:{new Uri(host.Urls.Single()).Port}";

    public static async Task<FakeS3> StartAsync(X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback,
            0,
            listen =>
            {
                if (certificate is not null)
                {
                    listen.UseHttps(certificate);
                }
            }));
        var fake = new FakeS3(builder.Build(), certificate);
        fake.host.Run(fake.AnswerAsync);
        await fake.host.StartAsync();
        return fake;
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        Certificate?.Dispose();
    }

    public static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    /// <summary>The signature of version 4, by the published description.</summary>
    public static string Sign(
        string secretKey,
        string stamp,
        string region,
        string method,
        string path,
        string query,
        IEnumerable<(string Name, string Value)> headers,
        string payload)
    {
        var signed = headers.OrderBy(h => h.Name, StringComparer.Ordinal).ToList();
        var canonical = string.Join('\n',
        [
            method, path, query, .. signed.Select(
                h => $"{h.Name}:{h.Value.Trim()}"), "", string.Join(';', signed.Select(h => h.Name)), payload,
        ]);
        var scope = $"{stamp[..8]}/{region}/s3/aws4_request";
        var text = $"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = Encoding.UTF8.GetBytes("AWS4" + secretKey);
        foreach (var part in new[] { stamp[..8], region, "s3", "aws4_request" })
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        Requests.Enqueue($"{http.Request.Method} {http.Request.Headers.Range}".Trim());
        if (Failures > 0)
        {
            Failures--;
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        if (IsFull && HttpMethods.IsPut(http.Request.Method))
        {
            http.Response.StatusCode = StatusCodes.Status507InsufficientStorage;
            return;
        }

        if (!IsSigned(http.Request, body.ToArray()))
        {
            await RefuseAsync(http, StatusCodes.Status403Forbidden, "SignatureDoesNotMatch");
            return;
        }

        var key = http.Request.Path.Value!;
        if (key.TrimStart('/').Split('/')[0] != Bucket)
        {
            await RefuseAsync(http, StatusCodes.Status404NotFound, "NoSuchBucket");
            return;
        }

        if (await AnswerBucketAsync(http, body.ToArray()) || await AnswerPartsAsync(http, key, body.ToArray()))
        {
            return;
        }

        switch (http.Request.Method)
        {
            case "PUT":
                Objects[key] = body.ToArray();
                http.Response.Headers.ETag = Tag(Objects[key]);
                break;
            case "DELETE":
                Objects.TryRemove(key, out _);
                http.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
            default:
                await SendAsync(http, key);
                break;
        }
    }

    private async Task SendAsync(HttpContext http, string key)
    {
        if (!Objects.TryGetValue(key, out var found))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var (from, to) = (0, found.Length - 1);
        if (http.Request.Headers.Range.ToString() is { Length: > 6 } range)
        {
            var ends = range[6..].Split('-');
            from = int.Parse(ends[0], CultureInfo.InvariantCulture);
            to = ends[1].Length > 0 ? Math.Min(to, int.Parse(ends[1], CultureInfo.InvariantCulture)) : to;
            http.Response.StatusCode = StatusCodes.Status206PartialContent;
        }

        http.Response.ContentLength = to - from + 1;
        http.Response.Headers.LastModified = Modified.ToString("R", CultureInfo.InvariantCulture);
        if (http.Request.Method == "GET")
        {
            await http.Response.Body.WriteAsync(found.AsMemory(from, to - from + 1));
        }
    }

    private static bool IsSigned(HttpRequest request, byte[] body)
    {
        var parts = request.Headers.Authorization.ToString().Split([' ', ',', '='], StringSplitOptions.RemoveEmptyEntries);
        var stamp = request.Headers["x-amz-date"].ToString();
        var payload = request.Headers["x-amz-content-sha256"].ToString();
        if (parts is not ["AWS4-HMAC-SHA256", "Credential", var credential, "SignedHeaders", var names, "Signature", var signature]
            || credential != $"{AccessKey}/{stamp[..8]}/{Region}/s3/aws4_request"
            || payload != Hex(SHA256.HashData(body)))
        {
            return false;
        }

        var headers = names.Split(';').Select(name => (name, request.Headers[name].ToString()));
        return signature == Sign(
            SecretKey,
            stamp,
            Region,
            request.Method,
            request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?')[0],
            request.QueryString.Value!.TrimStart('?'),
            headers,
            payload);
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
