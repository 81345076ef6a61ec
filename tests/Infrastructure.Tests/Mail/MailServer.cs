using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Agora.Infrastructure.Tests.Mail;

/// <summary>As much of a mail server as one letter needs (RFC 5321), with TLS from the first byte, after STARTTLS, or not at all.</summary>
internal sealed class MailServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly List<string> lines = [];

    public MailServer() => listener.Start();

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public X509Certificate2 Certificate { get; } = SelfSigned();

    public bool ImplicitTls { get; init; }

    public bool OffersStartTls { get; init; }

    public string AnswerToRecipient { get; init; } = "250 ok";

    /// <summary>One connection, until it ends.</summary>
    /// <returns>What the client said, with <c>TLS</c> where the channel became one.</returns>
    public async Task<IReadOnlyList<string>> ServeAsync()
    {
        using var client = await listener.AcceptTcpClientAsync();
        try
        {
            await using var stream = ImplicitTls ? await SecureAsync(client.GetStream()) : client.GetStream();
            await TalkAsync(stream, greets: true);
        }
        catch (IOException)
        {
            // The client left, as it does without trust in the certificate.
        }

        return lines;
    }

    public void Dispose()
    {
        listener.Dispose();
        Certificate.Dispose();
    }

    private async Task TalkAsync(Stream stream, bool greets)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        await using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\r\n", AutoFlush = true };
        var inData = false;
        if (greets)
        {
            await writer.WriteLineAsync("220 test");
        }

        while (await reader.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            if (inData)
            {
                inData = line != ".";
                if (!inData)
                {
                    await writer.WriteLineAsync("250 ok");
                }

                continue;
            }

            inData = line == "DATA";
            await writer.WriteLineAsync(Answer(line));
            if (line == "QUIT")
            {
                return;
            }

            if (line == "STARTTLS" && OffersStartTls)
            {
                await using var secure = await SecureAsync(stream);
                await TalkAsync(secure, greets: false);
                return;
            }
        }
    }

    private string Answer(string line) => line switch
    {
        "DATA" => "354 send the mail",
        "QUIT" => "221 bye",
        "STARTTLS" => OffersStartTls ? "220 ready" : "502 no",
        _ when line.StartsWith("EHLO", StringComparison.Ordinal) && OffersStartTls && !lines.Contains("TLS") => "250-test\r\n250 STARTTLS",
        _ when line.StartsWith("EHLO", StringComparison.Ordinal) && lines.Contains("TLS") => "250-test\r\n250 AUTH PLAIN",
        _ when line.StartsWith("AUTH", StringComparison.Ordinal) => "235 ok",
        _ when line.StartsWith("RCPT", StringComparison.Ordinal) => AnswerToRecipient,
        _ => "250 ok",
    };

    private async Task<Stream> SecureAsync(Stream stream)
    {
        var secure = new SslStream(stream, leaveInnerStreamOpen: false);
        await secure.AuthenticateAsServerAsync(Certificate);
        lines.Add("TLS");
        return secure;
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var begin = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var made = request.CreateSelfSigned(begin, begin.AddYears(80));

        // A key that is in memory alone cannot serve on every operating system.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), password: null);
    }
}
