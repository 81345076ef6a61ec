using Agora.Application.Mail;
using Agora.Infrastructure.Mail;
using Microsoft.Extensions.Logging.Abstractions;
using MimeKit;

namespace Agora.Infrastructure.Tests.Mail;

public sealed class PickupMailTests : IDisposable
{
    private static readonly Guid Id = Guid.CreateVersion7();

    private readonly string folder = Path.Combine(Path.GetTempPath(), $"agora-mail-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Writes_a_letter_that_a_mail_program_opens()
    {
        await Transport().SendAsync(new OutgoingMail(Id, "ann@example.org", "Grüße", "Hallo Ann,\n\nschön.\n"), CancellationToken.None);

        var file = Directory.EnumerateFiles(folder, "*.eml").ShouldHaveSingleItem();
        var text = await File.ReadAllTextAsync(file);
        text.ShouldContain("To: ann@example.org");
        text.ShouldContain("From: Agora <agora@localhost>");
        text.ShouldContain("X-Receiver: ann@example.org");
        text.ShouldContain("Subject: =?utf-8?");
        text.ShouldContain("charset=utf-8");
        text.ShouldContain($"Message-Id: <{Id:N}@localhost>");
    }

    [Fact]
    public async Task A_mail_that_is_sent_again_replaces_the_former_file()
    {
        await Transport().SendAsync(new OutgoingMail(Id, "ann@example.org", "x", "first"), CancellationToken.None);
        await Transport().SendAsync(new OutgoingMail(Id, "ann@example.org", "x", "second"), CancellationToken.None);

        (await File.ReadAllTextAsync(Directory.EnumerateFiles(folder).ShouldHaveSingleItem())).ShouldContain("second");
    }

    [Fact]
    public async Task Leaves_a_link_in_one_piece()
    {
        var link = $"https://agora.example.org/reset-password#token={new string('x', 43)}";

        await Transport().SendAsync(new OutgoingMail(Id, "ann@example.org", "x", $"Here:\n\n{link}\n"), CancellationToken.None);

        (await File.ReadAllLinesAsync(Directory.EnumerateFiles(folder).Single())).ShouldContain(link);
    }

    [Theory]
    [InlineData("https://agora.example.org/unsubscribe?token=x", true)]
    [InlineData("http://localhost:8007/unsubscribe?token=x", false)]
    public async Task A_mail_that_can_be_ended_names_where_and_by_one_click_over_https_only(string link, bool isOneClick)
    {
        await Transport().SendAsync(new OutgoingMail(Id, "ann@example.org", "x", "y", link), CancellationToken.None);

        var mail = await MimeMessage.LoadAsync(Directory.EnumerateFiles(folder).Single());
        mail.Headers[HeaderId.ListUnsubscribe].ShouldBe($"<{link}>");
        mail.Headers[HeaderId.ListUnsubscribePost].ShouldBe(isOneClick ? "List-Unsubscribe=One-Click" : null);
    }

    [Fact]
    public async Task Only_the_owner_can_read_the_links()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await Transport().SendAsync(new OutgoingMail(Id, "ann@example.org", "x", "y"), CancellationToken.None);

        File.GetUnixFileMode(folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task A_subject_cannot_smuggle_a_header() => await Should.ThrowAsync<ArgumentException>(() =>
        Transport().SendAsync(new OutgoingMail(Id, "ann@example.org", "x\r\nBcc: eve@example.org", "y"), CancellationToken.None));

    private PickupMail Transport() => new(new MailSettings(), folder, NullLogger<PickupMail>.Instance);
}
