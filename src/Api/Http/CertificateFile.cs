using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Agora.Infrastructure.Database;

namespace Agora.Api.Http;

/// <summary>
/// The certificate that handshakes use, with the intermediate ones that lead to its root. Looks at most every ten seconds whether the
/// files were replaced, so that a renewal needs no restart; a file that cannot be read keeps the certificate in use.
/// </summary>
internal sealed partial class CertificateFile(CertificateOptions options, TimeProvider clock, ILogger<CertificateFile> log)
{
    private const string PemStart = "-----BEGIN ";

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private SslStreamCertificateContext current = Load(options);
    private DateTime stamp = Stamp(options);
    private long looked = clock.GetTimestamp();

    /// <exception cref="InvalidConfigurationException">The files cannot be used.</exception>
    public static void Check(CertificateOptions options)
    {
        try
        {
            Load(options).TargetCertificate.Dispose();
        }
        catch (Exception exception) when (IsUnusable(exception))
        {
            throw new InvalidConfigurationException(IsPem(options.Path!)
                ? $"The certificate {options.Path} cannot be used with the key in {options.KeyPath ?? options.Path}: "
                    + "both must be PEM and belong together, and "
                    + "Server:Certificate:Password must be the password of an encrypted key and empty otherwise."
                : $"The certificate {options.Path} cannot be read: it must be PEM, or a PKCS#12 file with its key, "
                    + "which the password in Server:Certificate:Password opens.");
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            throw new InvalidConfigurationException($"The certificate {options.Path} cannot be read: {exception.Message}");
        }
    }

    public SslStreamCertificateContext Current()
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
                Replaced(log, current.TargetCertificate.Subject, current.TargetCertificate.NotAfter);
            }
            catch (Exception exception) when (IsUnusable(exception) || IsUnreadable(exception))
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

    private static SslStreamCertificateContext Load(CertificateOptions options)
    {
        var (leaf, chain) = IsPem(options.Path!) ? LoadPem(options, options.KeyPath ?? options.Path!) : LoadPkcs12(options);
        // Clients know the root certificate and do not fetch intermediate ones, so the server sends them. No network access at start.
        return SslStreamCertificateContext.Create(leaf, chain, offline: true);
    }

    private static (X509Certificate2 Leaf, X509Certificate2Collection Chain) LoadPem(CertificateOptions options, string key)
    {
        var leaf = options.Password is null
            ? X509Certificate2.CreateFromPemFile(options.Path!, key)
            : X509Certificate2.CreateFromEncryptedPemFile(options.Path!, options.Password, key);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(options.Path!);
        return (leaf, chain);
    }

    private static (X509Certificate2 Leaf, X509Certificate2Collection Chain) LoadPkcs12(CertificateOptions options)
    {
        var all = X509CertificateLoader.LoadPkcs12CollectionFromFile(options.Path!, options.Password);
        return (all.FirstOrDefault(one => one.HasPrivateKey) ?? throw new CryptographicException("There is no private key in it."), all);
    }

    private static bool IsPem(string path)
    {
        using var file = File.OpenText(path);
        // Tools write remarks in front of the first block.
        for (var line = file.ReadLine(); line is not null; line = file.ReadLine())
        {
            if (line.StartsWith(PemStart, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    // The framework throws the second one for a key of another certificate.
    private static bool IsUnusable(Exception exception) => exception is CryptographicException or ArgumentException;

    private static bool IsUnreadable(Exception exception) => exception is IOException or UnauthorizedAccessException;

    [LoggerMessage(EventId = 210, Level = LogLevel.Information, Message = "New certificate {Subject}, valid until {NotAfter:O}")]
    private static partial void Replaced(ILogger log, string subject, DateTime notAfter);

    [LoggerMessage(EventId = 211, Level = LogLevel.Error, Message = "The new certificate cannot be read; the old one stays in use")]
    private static partial void Unreadable(ILogger log, Exception exception);
}
