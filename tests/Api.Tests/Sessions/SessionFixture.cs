using Agora.Application.Sessions;
using Agora.Infrastructure.Sessions;
using Agora.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.Sessions;

/// <summary>A host whose clock the tests move.</summary>
public class SessionFixture : ApiFixture
{
    public ManualClock Clock { get; } = new();

    internal TokenForge Forge(SessionGrant grant) => new(
        Services.GetRequiredService<SigningKeys>(), Services.GetRequiredService<SessionSettings>(), Clock, grant);

    protected override void Configure(WebApplicationBuilder builder) => builder.Services.AddSingleton<TimeProvider>(Clock);
}
