using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Agora.Domain.Webhooks;

namespace Agora.Application.Webhooks;

/// <summary>Limits and retries of webhooks. Bound from the section <c>Webhooks</c> and checked at start.</summary>
public sealed class WebhookSettings
{
    public const string Section = "Webhooks";

    /// <summary>Webhooks of one person at most.</summary>
    [Range(0, 1000)]
    public int PerOwnerMax { get; set; } = 10;

    /// <summary>Deliveries that this process sends at once; 0 for none. Half of them serve receivers whose last attempt failed.</summary>
    [Range(0, 1000)]
    public int Concurrency { get; set; } = 64;

    /// <summary>Deliveries that one webhook receives at once; one while it is failing.</summary>
    [Range(1, 100)]
    public int PerWebhook { get; set; } = 4;

    /// <summary>Seconds between looking for events of other processes and for due deliveries where no notification comes.</summary>
    [Range(1, 300)]
    public int PollSeconds { get; set; } = 2;

    /// <summary>Seconds that one attempt may take, with its connection and its response.</summary>
    [Range(1, 60)]
    public int TimeoutSeconds { get; set; } = 10;

    /// <summary>Seconds before the second attempt. Each further wait is four times as long, and up to a fifth more.</summary>
    [Range(1, 3600)]
    public int RetrySeconds { get; set; } = 5;

    /// <summary>Hours between two attempts at most, also where a receiver asks for more by Retry-After.</summary>
    [Range(1, 24)]
    public int RetryMaxHours { get; set; } = 12;

    /// <summary>Days from the first attempt of a delivery to its last.</summary>
    [Range(1, 30)]
    public int RetryDays { get; set; } = 3;

    /// <summary>Days without a success after which a webhook is disabled.</summary>
    [Range(1, 90)]
    public int FailingDays { get; set; } = 5;

    /// <summary>Hours that the former secret signs too after a rotation.</summary>
    [Range(0, 168)]
    public int FormerSecretHours { get; set; } = 24;

    /// <summary>Days that ended deliveries are kept, with the responses of receivers.</summary>
    [Range(1, 365)]
    public int KeepDays { get; set; } = 14;

    /// <summary>Deliveries that may wait for one webhook. With more it is disabled and what waits is dropped.</summary>
    [Range(1000, 1_000_000)]
    public int WaitingMax { get; set; } = 10_000;

    /// <summary>Ports of receivers, separated by commas. Empty: any. Also for existing webhooks: deliveries to others are dead.</summary>
    public string Ports { get; set; } = "443";

    /// <summary>Hosts that may be called by http, separated by commas. Also for existing webhooks: deliveries to others are dead.</summary>
    public string HttpHosts { get; set; } = "";

    /// <summary>
    /// Whether receivers may be on this machine or in a private network. For development and tests: all who may make a webhook then reach
    /// every service that this process reaches.
    /// </summary>
    public bool AllowPrivateAddresses { get; set; }

    public int FailingPlaces => Math.Max(1, Concurrency / 2);

    public TimeSpan Poll => TimeSpan.FromSeconds(PollSeconds);

    public TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSeconds);

    /// <summary>How long a claimed delivery belongs to its worker: its attempt, and time to store the outcome.</summary>
    public TimeSpan Lease => Timeout + TimeSpan.FromSeconds(20);

    public WebhookRetries Retries => new(
        TimeSpan.FromSeconds(RetrySeconds), TimeSpan.FromHours(RetryMaxHours), TimeSpan.FromDays(RetryDays));

    /// <exception cref="FormatException">A port is no number from 1 to 65535.</exception>
    public WebhookAddressRules Addresses => new(Words(HttpHosts), [.. Words(Ports).Select(Port)]);

    private static int Port(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
            ? port
            : throw new FormatException($"{text} is no port.");

    private static string[] Words(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
