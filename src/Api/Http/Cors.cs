using Agora.Api.Http.Responses;
using Agora.Api.Idempotency;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Settings;

namespace Agora.Api.Http;

/// <summary>Cross-origin requests of web pages. Bound from the section <c>Cors</c>.</summary>
public sealed class CorsOptions
{
    public const string Section = "Cors";

    /// <summary>
    /// Exact origins such as <c>https://app.example.org</c>. Empty: none. In Development, pages of this machine are always allowed.
    /// </summary>
    public IReadOnlyList<string> Origins { get; set; } = [];

    /// <summary>Whether those pages may send cookies and other browser credentials.</summary>
    public bool Credentials { get; set; }
}

internal static partial class Cors
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    private static readonly string[] Headers =
    [
        "Authorization", "Content-Type", "If-Match", "If-None-Match", IdempotencyMiddleware.KeyHeader, ResponseConventions.PreferHeader,
        RequestLog.IdHeader, "Last-Event-ID",
    ];

    private static readonly string[] Exposed =
    [
        "ETag", "Location", "Link", IdempotencyMiddleware.ReplayedHeader, ResponseConventions.AppliedHeader, "Deprecation", "Sunset",
        "Retry-After", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", RequestLog.IdHeader, "Server-Timing",
    ];

    public static void AddCorsFromSettings(this WebApplicationBuilder builder)
    {
        var options = builder.Configuration.Read<CorsOptions>(CorsOptions.Section);
        if (options.Origins.FirstOrDefault(origin => !IsOrigin(origin)) is { } wrong)
        {
            throw new InvalidConfigurationException(
                $"The setting Cors:Origins holds '{wrong}'. Name exact origins such as https://app.example.org, without path; * is not "
                + "supported.");
        }

        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy =>
        {
            policy.SetIsOriginAllowed(origin =>
                    options.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase)
                        || (builder.Environment.IsDevelopment() && IsThisMachine(origin)))
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

    /// <summary>Logs why a preflight was refused: the page itself gets no useful reason.</summary>
    public static IApplicationBuilder UseCorsRefusalLog(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        await next(http);
        var asked = http.Request.Headers;
        if (HttpMethods.IsOptions(http.Request.Method) && asked.Origin.Count > 0 && asked.AccessControlRequestMethod.Count > 0
            && Refusal(http) is { } reason)
        {
            var log = http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Cors));
            PreflightRefused(log, Short(asked.Origin), Short(asked.AccessControlRequestMethod), http.Request.Path, reason);
        }
    });

    private static string? Refusal(HttpContext http)
    {
        if (http.Response.Headers.AccessControlAllowOrigin.Count == 0)
        {
            return "The origin is not in Cors:Origins.";
        }

        if (!Methods.Contains(http.Request.Headers.AccessControlRequestMethod.ToString(), StringComparer.OrdinalIgnoreCase))
        {
            return $"The method is none of {string.Join(", ", Methods)}.";
        }

        var refused = http.Request.Headers.AccessControlRequestHeaders.ToString()
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault(header => !Headers.Contains(header, StringComparer.OrdinalIgnoreCase));
        return refused is null ? null : $"The header {Short(refused)} is none of {string.Join(", ", Headers)}.";
    }

    private static string Short(string? text) => text is { Length: > 200 } ? text[..200] : text ?? "";

    private static bool IsThisMachine(string origin) =>
        IsOrigin(origin) && new Uri(origin).Host is "localhost" or "127.0.0.1" or "[::1]";

    [LoggerMessage(EventId = 239, Level = LogLevel.Warning, Message = "Refused the preflight from {Origin} for {Method} {Path}: {Reason}")]
    private static partial void PreflightRefused(ILogger log, string origin, string method, PathString path, string reason);

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && text == uri.GetLeftPart(UriPartial.Authority);
}
