using Agora.Api.Http.Answers;
using Agora.Api.Idempotency;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Settings;

namespace Agora.Api.Http;

/// <summary>Which web pages of other origins may call Agora. Bound from the section <c>Cors</c>.</summary>
public sealed class CorsOptions
{
    public const string Section = "Cors";

    /// <summary>Exact origins such as <c>https://app.example.org</c>. Empty: none.</summary>
    public IReadOnlyList<string> Origins { get; set; } = [];

    /// <summary>Whether those pages may send cookies and other credentials of the browser.</summary>
    public bool Credentials { get; set; }
}

internal static class Cors
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    private static readonly string[] Headers =
        ["Authorization", "Content-Type", "If-Match", "If-None-Match", IdempotencyMiddleware.KeyHeader, AnswerManners.PreferHeader, RequestLog.IdHeader];

    private static readonly string[] Exposed =
        ["ETag", "Location", "Link", IdempotencyMiddleware.ReplayedHeader, AnswerManners.AppliedHeader, "Deprecation", "Sunset", "Retry-After", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", RequestLog.IdHeader, "Server-Timing"];

    public static void AddCorsFromSettings(this WebApplicationBuilder builder)
    {
        var options = builder.Configuration.Read<CorsOptions>(CorsOptions.Section);
        if (options.Origins.FirstOrDefault(origin => !IsOrigin(origin)) is { } wrong)
        {
            throw new InvalidConfigurationException(
                $"The setting Cors:Origins holds '{wrong}'. Name exact origins such as https://app.example.org, without path; * is not supported.");
        }

        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy =>
        {
            policy.WithOrigins([.. options.Origins])
                .WithMethods(Methods)
                .WithHeaders(Headers)
                .WithExposedHeaders(Exposed)
                .SetPreflightMaxAge(TimeSpan.FromMinutes(10));
            if (options.Credentials)
            {
                policy.AllowCredentials();
            }
        }));
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && text == uri.GetLeftPart(UriPartial.Authority);
}
