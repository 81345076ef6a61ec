using System.Text;
using Agora.Application.Mail;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Mail;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Tests.Mail;

public sealed class SmtpMailTests
{
    private static readonly OutgoingMail Hello = new(Guid.CreateVersion7(), "ann@example.org", "Hello", "Hello Ann");

    [Fact]
    public async Task Hands_the_letter_to_the_mail_server()
    {
        using var server = new MailServer();
        var received = server.ServeAsync();

        await Transport(server, tls: false).SendAsync(Hello, CancellationToken.None);

        var lines = await received;
        lines.ShouldContain("MAIL FROM:<agora@localhost>");
        lines.ShouldContain("RCPT TO:<ann@example.org>");
        lines.ShouldContain("Hello Ann");
    }

    [Fact]
    public async Task Says_so_when_the_server_refuses()
    {
        using var server = new MailServer { AnswerToRecipient = "550 no such mailbox" };
        var received = server.ServeAsync();

        var refusal = await Should.ThrowAsync<SmtpCommandException>(
            () => Transport(server, tls: false).SendAsync(Hello, CancellationToken.None));

        refusal.Message.ShouldContain("no such mailbox");
        await received;
    }

    [Fact]
    public async Task Speaks_TLS_from_the_first_byte_where_it_is_set()
    {
        using var server = new MailServer { ImplicitTls = true };
        var received = server.ServeAsync();

        await Transport(server, implicitTls: true).SendAsync(Hello, CancellationToken.None);

        var lines = await received;
        lines[0].ShouldBe("TLS");
        lines.ShouldContain("Hello Ann");
    }

    [Fact]
    public async Task Signs_in_and_writes_after_STARTTLS_alone()
    {
        using var server = new MailServer { OffersStartTls = true };
        var received = server.ServeAsync();

        await Transport(server, user: "agora").SendAsync(Hello, CancellationToken.None);

        var lines = await received;
        var login = $"AUTH PLAIN {Convert.ToBase64String(Encoding.UTF8.GetBytes("\0agora\0secret"))}";
        lines.TakeWhile(l => l != "TLS").ShouldAllBe(l => l.StartsWith("EHLO", StringComparison.Ordinal) || l == "STARTTLS");
        lines.SkipWhile(l => l != "TLS").ShouldContain(login);
        lines.SkipWhile(l => l != login).ShouldContain("Hello Ann");
    }

    [Fact]
    public async Task Sends_nothing_in_clear_where_TLS_is_wanted_and_not_offered()
    {
        using var server = new MailServer();
        var received = server.ServeAsync();

        await Should.ThrowAsync<NotSupportedException>(() => Transport(server).SendAsync(Hello, CancellationToken.None));

        (await received).ShouldAllBe(l => l.StartsWith("EHLO", StringComparison.Ordinal) || l == "QUIT");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sends_nothing_to_a_server_with_an_untrusted_certificate(bool implicitTls)
    {
        using var server = new MailServer { ImplicitTls = implicitTls, OffersStartTls = !implicitTls };
        var received = server.ServeAsync();
        var transport = new SmtpMail(Settings(server, implicitTls: implicitTls));

        await Should.ThrowAsync<SslHandshakeException>(() => transport.SendAsync(Hello, CancellationToken.None));

        (await received).ShouldNotContain(l => l.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("SmtpTls=false", "SmtpImplicitTls=true")]
    [InlineData("SmtpTls=false", "SmtpUser=agora", "SmtpHost=mail.example.org")]
    [InlineData("From=Agora")]
    [InlineData("From=")]
    [InlineData("From=a@example.org, b@example.org")]
    public void Refuses_settings_that_make_no_sense(params string[] settings) =>
        Should.Throw<InvalidConfigurationException>(() => Register(settings));

    [Theory]
    [InlineData("SmtpTls=false", "SmtpUser=agora", "SmtpHost=127.0.0.1")]
    [InlineData("SmtpTls=false", "SmtpHost=mail.example.org")]
    [InlineData("SmtpUser=agora", "SmtpHost=mail.example.org")]
    public void Takes_settings_by_which_no_password_goes_out_in_clear(params string[] settings) => Register(settings);

    private static void Register(string[] settings) => new ServiceCollection().AddMail(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => s.Split('='))
            .Select(s => KeyValuePair.Create($"Mail:{s[0]}", (string?)s[1]))).Build(),
        defaultFolder: null);

    private static SmtpMail Transport(MailServer server, bool tls = true, bool implicitTls = false, string? user = null) =>
        new(Settings(server, tls, implicitTls, user), (_, shown, _, _) => shown!.Equals(server.Certificate));

    private static MailSettings Settings(MailServer server, bool tls = true, bool implicitTls = false, string? user = null) => new()
    {
        SmtpHost = "127.0.0.1",
        SmtpPort = server.Port,
        SmtpTls = tls,
        SmtpImplicitTls = implicitTls,
        SmtpUser = user,
        SmtpPassword = "secret",
    };
}
