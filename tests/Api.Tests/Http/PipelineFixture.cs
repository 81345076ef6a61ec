using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Users;
using Agora.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Api.Tests.Http;

/// <summary>The host with endpoints that fail, echo and wait, behind the same middleware as all others.</summary>
public sealed class PipelineFixture : ApiFixture
{
    public const string Secret = "the-inside-of-a-failure";

    /// <summary>Completed when an endpoint under /test/wait has been entered.</summary>
    public TaskCompletionSource Waiting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ManualClock Clock { get; } = new();

    protected override void Configure(WebApplicationBuilder builder) => builder.Services.AddSingleton<TimeProvider>(Clock);

    protected override void Map(IEndpointRouteBuilder app)
    {
        var test = app.MapGroup("/test").AllowAnonymous();
        test.MapGet("/bug", IResult () => throw new InvalidOperationException(Secret));
        test.MapGet("/busy", IResult () => throw new DependencyException(
            Error.Unavailable("database.busy", "All in use.", TimeSpan.FromSeconds(1.5)), new IOException(Secret)));
        test.MapGet("/half", async (HttpContext http) =>
        {
            await http.Response.WriteAsync("the first half");
            await http.Response.Body.FlushAsync();
            throw new InvalidOperationException(Secret);
        });
        test.MapGet("/wait", async (CancellationToken ct) =>
        {
            Waiting.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
        });
        test.MapGet("/slow", () =>
        {
            Clock.Advance(TimeSpan.FromSeconds(2));
            return TypedResults.Text("at last");
        });
        test.MapGet("/long", (int length) => TypedResults.Text(new string('a', length)));
        test.MapGet(
            "/query",
            (
                int? whole,
                long? big,
                double? number,
                Guid? id,
                bool? flag,
                DateTimeOffset? at,
                UserRole? role,
                string? text,
                string[]? many) =>
            TypedResults.Text($"{whole}|{big}|{number}|{id}|{flag}|{at:O}|{role}|{text}|{many?.Length}"));
        test.MapPost("/body", (Body body) => TypedResults.Text($"{body.Name}|{body.Count}|{body.At:O}|{body.Role}|{body.Price}"));
        test.MapPatch(
            "/patch", (Patch patch) => TypedResults.Text($"{patch.Name.IsSet}|{patch.Name.Value}|{patch.Count.IsSet}|{patch.Count.Value}"))
            .Accepts<Patch>("application/merge-patch+json", "application/json");
        app.MapGet("/test/silent", () => TypedResults.Text("an endpoint without a rule of access"));
    }

    internal sealed record Body(string Name, int Count)
    {
        public DateTimeOffset? At { get; init; }

        public UserRole? Role { get; init; }

        public decimal? Price { get; init; }

        public Dictionary<string, string>? Links { get; init; }
    }

    internal sealed record Patch
    {
        public Optional<string?> Name { get; init; }

        public Optional<int> Count { get; init; }

        public Optional<Dictionary<string, string>> Links { get; init; }
    }
}
