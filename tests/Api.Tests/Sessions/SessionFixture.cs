using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Agora.Application.Mail;
using Agora.Application.Sessions;
using Agora.Infrastructure.Sessions;
using Agora.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.Sessions;

/// <summary>A host whose clock the tests move, whose mail they read, and whose password hashes are cheap.</summary>
public class SessionFixture : ApiFixture
{
    public const string Password = "a long enough passphrase";

    private int addresses;

    public ManualClock Clock { get; } = new();

    internal MailBox Mail { get; } = new();

    internal TokenForge Forge(SessionGrant grant) => new(
        Services.GetRequiredService<SigningKeys>(), Services.GetRequiredService<SessionSettings>(), Clock, grant);

    /// <summary>An anonymous caller, from a loopback address that no other test uses.</summary>
    public HttpClient Stranger()
    {
        var number = Interlocked.Increment(ref addresses);
        var address = new IPAddress([127, 1, (byte)(number >> 8), (byte)number]);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectCallback = async (context, ct) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Bind(new IPEndPoint(address, 0));
                await socket.ConnectAsync(context.DnsEndPoint, ct);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        return new HttpClient(handler) { BaseAddress = Address };
    }

    /// <summary>A new account with <see cref="Password"/>.</summary>
    public async Task<Person> RegisteredAsync()
    {
        var name = $"p{Guid.NewGuid():N}"[..20];
        var client = Stranger();
        var response = await client.PostAsJsonAsync(
            "/api/v1/auth/register", new { email = $"{name}@example.org", username = name, password = Password });
        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        var id = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        return new Person(id, name, $"{name}@example.org", client);
    }

    /// <summary>Signs in as the person, on a connection of its own.</summary>
    public async Task<Device> LoginAsync(Person person, string password = Password)
    {
        var client = Stranger();
        var response = await client.PostAsJsonAsync("/api/v1/auth/login", new { username = person.Username, password });
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return new Device(client, await Tokens.OfAsync(response));
    }

    /// <summary>Sends what waits.</summary>
    public Task SendMailAsync() => DrainJobsAsync();

    /// <summary>Makes the mail to this address due that is to be tried again later.</summary>
    public Task MakeMailDueAsync(string recipient) => Superuser.ExecuteAsync(
        "UPDATE app.jobs SET due_at = now() WHERE id = (SELECT id FROM app.mail_outbox WHERE recipient = $1) AND state = 'queued'",
        recipient);

    protected override void Configure(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddSingleton(new PasswordCost(64, 1, TimeSpan.Zero));
        builder.Services.AddSingleton<IMailTransport>(Mail);
    }
}

public sealed record Person(Guid Id, string Username, string Email, HttpClient Client);

public sealed record Tokens(string Access, string Refresh)
{
    public static async Task<Tokens> OfAsync(HttpResponseMessage response)
    {
        var json = await response.Content.ReadFromJsonAsync<JsonElement>();
        return new Tokens(json.GetProperty("access_token").GetString()!, json.GetProperty("refresh_token").GetString()!);
    }
}

/// <summary>Something that a person signed in on.</summary>
public sealed class Device(HttpClient client, Tokens tokens)
{
    public Tokens Tokens { get; private set; } = tokens;

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.Access);
        request.Content = body is null ? null : JsonContent.Create(body);
        return await client.SendAsync(request);
    }

    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<HttpResponseMessage> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body);

    public async Task<HttpStatusCode> StatusAsync() => (await GetAsync("/api/v1/users/me")).StatusCode;

    /// <summary>Sends the present refresh token, or <paramref name="token"/>; remembers what comes back.</summary>
    public async Task<HttpResponseMessage> RefreshAsync(string? token = null)
    {
        var response = await client.PostAsJsonAsync("/api/v1/auth/refresh", new { refresh_token = token ?? Tokens.Refresh });
        if (response.IsSuccessStatusCode)
        {
            await response.Content.LoadIntoBufferAsync();
            Tokens = await Tokens.OfAsync(response);
        }

        return response;
    }
}

/// <summary>Keeps what was sent. Refuses while <see cref="IsBroken"/>.</summary>
internal sealed partial class MailBox : IMailTransport
{
    private readonly ConcurrentQueue<OutgoingMail> letters = new();

    public bool IsBroken { get; set; }

    public IReadOnlyList<OutgoingMail> To(string recipient) => [.. letters.Where(l => l.Recipient == recipient)];

    /// <summary>The token in the link of the newest mail of this subject.</summary>
    public string TokenFor(string recipient, string subject) =>
        Link().Match(To(recipient).Last(l => l.Subject == subject).Text).Groups["token"].Value;

    public string VerificationFor(string recipient) => TokenFor(recipient, "Confirm your e-mail address");

    public string ResetFor(string recipient) => TokenFor(recipient, "Set a new password");

    public Task SendAsync(OutgoingMail mail, CancellationToken ct)
    {
        if (IsBroken)
        {
            throw new InvalidOperationException("The mail server does not answer.");
        }

        letters.Enqueue(mail);
        return Task.CompletedTask;
    }

    [GeneratedRegex("#token=(?<token>[A-Za-z0-9_-]{43})$", RegexOptions.Multiline)]
    private static partial Regex Link();
}
