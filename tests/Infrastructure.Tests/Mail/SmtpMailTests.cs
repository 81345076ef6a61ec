using System.Net;
using System.Net.Sockets;
using Agora.Application.Mail;
using Agora.Infrastructure.Mail;

namespace Agora.Infrastructure.Tests.Mail;

public sealed class SmtpMailTests
{
    [Fact]
    public async Task Hands_the_letter_to_the_mail_server()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var received = ServeAsync(server, "250 ok");

        await Transport(server).SendAsync(new Letter("ann@example.org", "Hello", "Hello Ann"), CancellationToken.None);

        var lines = await received;
        lines.ShouldContain("MAIL FROM:<agora@localhost>");
        lines.ShouldContain("RCPT TO:<ann@example.org>");
        lines.ShouldContain("Hello Ann");
    }

    [Fact]
    public async Task Says_so_when_the_server_refuses()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var received = ServeAsync(server, "550 no such mailbox");

        await Should.ThrowAsync<System.Net.Mail.SmtpException>(() =>
            Transport(server).SendAsync(new Letter("ann@example.org", "Hello", "Hello Ann"), CancellationToken.None));
        await received;
    }

    private static SmtpMail Transport(TcpListener server) => new(new MailSettings
    {
        SmtpHost = "127.0.0.1",
        SmtpPort = ((IPEndPoint)server.LocalEndpoint).Port,
        SmtpTls = false,
    });

    // As much of RFC 5321 as one letter needs.
    private static async Task<IReadOnlyList<string>> ServeAsync(TcpListener server, string answerToRecipient)
    {
        using var client = await server.AcceptTcpClientAsync();
        using var reader = new StreamReader(client.GetStream());
        await using var writer = new StreamWriter(client.GetStream()) { NewLine = "\r\n", AutoFlush = true };
        var lines = new List<string>();
        var inData = false;
        await writer.WriteLineAsync("220 test");
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
            await writer.WriteLineAsync(line switch
            {
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                _ when line.StartsWith("RCPT", StringComparison.Ordinal) => answerToRecipient,
                _ => "250 ok",
            });
            if (line == "QUIT")
            {
                break;
            }
        }

        return lines;
    }
}
