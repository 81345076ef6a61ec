using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Agora.Api.Http;

/// <summary>
/// The certificate that handshakes use. Looks at most every ten seconds whether the files were replaced, so that a renewal needs
/// no restart; a file that cannot be read keeps the certificate in use.
/// </summary>
internal sealed partial class CertificateFile(CertificateOptions options, TimeProvider clock, ILogger<CertificateFile> log)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private X509Certificate2 current = Load(options);
    private DateTime stamp = Stamp(options);
    private long looked = clock.GetTimestamp();

    public X509Certificate2 Current()
    {
        lock (gate)
        {
            if (clock.GetElapsedTime(looked) < LookEvery)
            {
                return current;
            }

            looked = clock.GetTimestamp();
            var now = Stamp(options);
            if (now == stamp)
            {
                return current;
            }

            try
            {
                // The old one is not disposed: handshakes under way still hold it.
                current = Load(options);
                stamp = now;
                Replaced(log, current.Subject, current.NotAfter);
            }
            catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
            {
                Unreadable(log, exception);
            }

            return current;
        }
    }

    private static DateTime Stamp(CertificateOptions options)
    {
        var certificate = File.GetLastWriteTimeUtc(options.Path!);
        var key = options.KeyPath is null ? certificate : File.GetLastWriteTimeUtc(options.KeyPath);
        return certificate > key ? certificate : key;
    }

    private static X509Certificate2 Load(CertificateOptions options)
    {
        if (options.KeyPath is null)
        {
            return X509CertificateLoader.LoadPkcs12FromFile(options.Path!, options.Password);
        }

        return options.Password is null
            ? X509Certificate2.CreateFromPemFile(options.Path!, options.KeyPath)
            : X509Certificate2.CreateFromEncryptedPemFile(options.Path!, options.Password, options.KeyPath);
    }

    [LoggerMessage(EventId = 210, Level = LogLevel.Information, Message = "New certificate {Subject}, valid until {NotAfter:O}")]
    private static partial void Replaced(ILogger log, string subject, DateTime notAfter);

    [LoggerMessage(EventId = 211, Level = LogLevel.Error, Message = "The new certificate cannot be read; the old one stays in use")]
    private static partial void Unreadable(ILogger log, Exception exception);
}
