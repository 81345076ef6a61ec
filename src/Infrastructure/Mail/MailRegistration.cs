using System.Net;
using Agora.Application.Jobs;
using Agora.Application.Mail;
using Agora.Domain.Jobs;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Agora.Infrastructure.Mail;

internal static class MailRegistration
{
    /// <param name="defaultFolder">Where mails go when nothing is configured; null to let them wait.</param>
    /// <exception cref="InvalidConfigurationException">A setting is outside of its range.</exception>
    public static IServiceCollection AddMail(this IServiceCollection services, IConfiguration configuration, string? defaultFolder)
    {
        var settings = configuration.Read<MailSettings>(MailSettings.Section);
        Check(settings);
        services.AddSingleton(settings);
        services.AddScoped<IMailOutbox, MailOutbox>();
        services.AddSingleton<IMailTokens, MailTokens>();

        var folder = string.IsNullOrEmpty(settings.PickupFolder) ? defaultFolder : settings.PickupFolder;
        services.AddSingleton(new MailDelivery(
            !string.IsNullOrEmpty(settings.SmtpHost) || folder is not null, new Uri(settings.LinkBase).IsLoopback));
        if (!string.IsNullOrEmpty(settings.SmtpHost))
        {
            services.TryAddSingleton<IMailTransport>(new SmtpMail(settings));
        }
        else if (folder is not null)
        {
            services.TryAddSingleton<IMailTransport>(provider =>
                new PickupMail(settings, Path.GetFullPath(folder), provider.GetRequiredService<ILogger<PickupMail>>()));
        }
        else
        {
            services.TryAddSingleton<IMailTransport, NoMail>();
        }

        // The database queues the jobs (app.mail_outbox_enqueue). A process without a transport leaves them to others.
        services.AddSingleton(provider => JobKind.Of("mail.send", JobPayloadJson.Default.SendMail) with
        {
            Priority = JobPriority.High,
            ConcurrencyMax = 4,
            Backoff = new JobBackoff(TimeSpan.FromMinutes(1), TimeSpan.FromHours(6)),
            IsRunHere = provider.GetRequiredService<IMailTransport>() is not NoMail,
        });
        return services;
    }

    private static bool IsThisMachine(string host) =>
        host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static void Check(MailSettings settings)
    {
        if (!MailFormat.IsAddress(settings.From))
        {
            throw new InvalidConfigurationException("Mail:From must be an address such as Agora <agora@example.org>.");
        }

        if (settings is { SmtpImplicitTls: true, SmtpTls: false })
        {
            throw new InvalidConfigurationException("Mail:SmtpImplicitTls needs Mail:SmtpTls, which is false.");
        }

        if (settings is { SmtpTls: false, SmtpUser.Length: > 0, SmtpHost: { } host } && !IsThisMachine(host))
        {
            throw new InvalidConfigurationException(
                $"Mail:SmtpUser and its password would go to {host} in clear. Set Mail:SmtpTls=true, or take Mail:SmtpUser away.");
        }

        if (!Uri.TryCreate(settings.LinkBase, UriKind.Absolute, out var link)
            || (link.Scheme != Uri.UriSchemeHttps && link.Scheme != Uri.UriSchemeHttp)
            || settings.LinkBase.EndsWith('/'))
        {
            throw new InvalidConfigurationException("Mail:LinkBase must be a web address without a slash at its end.");
        }
    }
}

/// <summary>Used where no mail server is configured: mail waits in the database.</summary>
internal sealed class NoMail : IMailTransport
{
    public Task SendAsync(OutgoingMail outgoing, CancellationToken ct) =>
        throw new InvalidOperationException("Configure Mail:SmtpHost or Mail:PickupFolder to send mail.");
}
