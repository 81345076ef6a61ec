using System.Net;
using System.Text.RegularExpressions;
using Agora.Api.DatabaseConsole;
using Agora.Api.Tests.Monitoring;
using Agora.Application.Sessions;
using Agora.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Agora.Api.Tests.DatabaseConsole;

/// <summary>A host whose links of the console are in a folder of the test.</summary>
public sealed partial class ConsoleFixture : BehindProxyFixture
{
    public const string Password = "an engine of brass and cards";

    private readonly string home = Path.Combine(Path.GetTempPath(), $"agora-console-{Guid.NewGuid():N}");

    public string Home => home;

    /// <summary>A browser: keeps cookies, and does not follow redirects.</summary>
    public HttpClient Browser() => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Address };

    /// <summary>A browser that is signed in by a code.</summary>
    public async Task<HttpClient> EnterAsync()
    {
        var browser = Browser();
        var code = Services.GetRequiredService<ConsoleLinks>().Issue();
        using var response = await browser.PostAsync("/console/sign-in", Form(("code", code)));
        response.StatusCode.ShouldBe(HttpStatusCode.Redirect, await response.Content.ReadAsStringAsync());
        return browser;
    }

    /// <summary>Gives the account a password, and so a way to sign in.</summary>
    public async Task SetPasswordAsync(Guid userId)
    {
        var hash = await Services.GetRequiredService<IPasswordHasher>().HashAsync(Password, CancellationToken.None);
        await Superuser.ExecuteAsync("UPDATE app.users SET email_verified_at = now() WHERE id = $1", userId);
        await Superuser.ExecuteAsync(
            "UPDATE app.users SET password_hash = $2 WHERE id = $1", userId, hash);
    }

    public static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new(fields.Select(field => new KeyValuePair<string, string>(field.Name, field.Value)));

    public static string FormKey(string page) => Key().Match(page).Groups["key"].Value;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (Directory.Exists(home))
        {
            Directory.Delete(home, recursive: true);
        }
    }

    protected override void Replace(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton(
        provider => new ConsoleLinks(home, provider.GetRequiredService<TimeProvider>())));

    [GeneratedRegex("name=\"key\" value=\"(?<key>[^\"]+)\"", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Key();
}
