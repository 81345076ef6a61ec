using System.Net;
using Agora.Application.Sessions;
using Agora.Infrastructure.Secrets;
using Agora.Infrastructure.Sessions;
using Agora.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.Sessions;

public sealed class SigningKeyTests(SigningKeyTests.RotatedFixture api) : IClassFixture<SigningKeyTests.RotatedFixture>
{
    [Fact]
    public async Task Tokens_of_the_former_secret_stay_good_while_it_is_known()
    {
        (await StatusAsync(RotatedFixture.Former)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task New_tokens_are_signed_with_the_new_secret()
    {
        (await StatusAsync(RotatedFixture.Current)).ShouldBe(HttpStatusCode.OK);
        new SigningKeys(new SecretKeys(RotatedFixture.Current, [RotatedFixture.Former])).Current.Id
            .ShouldBe(api.Services.GetRequiredService<SigningKeys>().Current.Id);
    }

    [Fact]
    public async Task Tokens_of_a_secret_that_was_taken_away_are_refused() =>
        (await StatusAsync(RotatedFixture.Forgotten)).ShouldBe(HttpStatusCode.Unauthorized);

    private async Task<HttpStatusCode> StatusAsync(string secret)
    {
        var ann = await api.SignedInAsync();
        var issuer = new AccessTokens(
            new SigningKeys(new SecretKeys(secret, [])), api.Services.GetRequiredService<SessionSettings>(), TimeProvider.System);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/users/me");
        request.Headers.Authorization = new("Bearer", issuer.Issue(ann.Grant).Text);
        using var response = await api.Anonymous().SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>A host whose operator has replaced the secret once and still names the former one.</summary>
    public sealed class RotatedFixture : ApiFixture
    {
        internal static readonly string Current = SecretKeys.Generate(), Former = SecretKeys.Generate(), Forgotten = SecretKeys.Generate();

        // Registered first, so that the host's own keys step back.
        protected override void Configure(WebApplicationBuilder builder) =>
            builder.Services.AddSingleton(new SigningKeys(new SecretKeys(Current, [Former])));
    }
}
