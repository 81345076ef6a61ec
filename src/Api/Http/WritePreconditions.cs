using Agora.Application.Common;
using Agora.Domain.Common;
using MediatR;

namespace Agora.Api.Http;

/// <summary>Metadata: the endpoint requires If-Match. PATCH always does.</summary>
internal sealed class RequiresIfMatch;

/// <summary>Metadata: the endpoint honours If-Match when it is sent.</summary>
internal sealed class AcceptsIfMatch;

/// <summary>Metadata: the endpoint honours <c>If-None-Match: *</c>.</summary>
internal sealed class AcceptsIfNoneMatch;

/// <summary>
/// Refuses conditions that an endpoint does not declare, so that no condition is ignored (RFC 9110, 13.1). Runs after authorization, so
/// that unauthorized callers learn nothing.
/// </summary>
internal static class WritePreconditions
{
    private static readonly Error NoVersions = Error.Stale(
        "request.no_etag", "This resource has no version, so only If-Match: * can match. Send the request without If-Match.");

    private static readonly Error NotOffered = Error.Stale(
        "request.if_none_match_not_offered",
        "Writes support If-Match, and If-None-Match: * only where the client chooses the URL of a new resource.");

    private static readonly Error VersionNeeded = Error.PreconditionRequired(
        "request.if_match_required", "A decision needs the version that was read: send If-Match with its ETag, not *.");

    // Concurrent edits tolerated between reading the current version and writing.
    private const int AttemptsMax = 20;

    /// <summary>For writes with an optional If-Match.</summary>
    public static TBuilder AcceptsIfMatch<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AcceptsIfMatch());

    /// <summary>For writes other than PATCH that need If-Match.</summary>
    public static TBuilder RequiresIfMatch<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RequiresIfMatch());

    /// <summary>For a PUT that <c>If-None-Match: *</c> restricts to creation.</summary>
    public static TBuilder AcceptsIfNoneMatch<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AcceptsIfNoneMatch());

    /// <summary>Sends a write for the versions in If-Match; for any version when If-Match is absent or <c>*</c>.</summary>
    public static Task<Result<T>> SendAsync<T>(
        this IMediator mediator, HttpContext http, Func<int?, ICommand<T>> command, CancellationToken ct) =>
        SendConditionallyAsync(
            Preconditions.IfMatchIfSent(http.Request),
            version => mediator.Send(command(version), ct),
            () => mediator.Send(command(null), ct));

    /// <summary>Sends an edit, which needs If-Match. For <c>*</c> it reads the current version, again after a concurrent edit.</summary>
    public static Task<Result<T>> EditAsync<T, TView>(
        this IMediator mediator,
        HttpContext http,
        Func<int, ICommand<T>> command,
        IQuery<TView> read,
        Func<TView, string> tag,
        CancellationToken ct)
    {
        return SendConditionallyAsync(Preconditions.IfMatch(http.Request), SendAsync, EditCurrentAsync);

        Task<Result<T>> SendAsync(int version) => mediator.Send(command(version), ct);

        async Task<Result<T>> EditCurrentAsync()
        {
            for (var attempt = 1; ; attempt++)
            {
                var current = await mediator.Send(read, ct);
                if (!current.IsSuccess)
                {
                    return current.Error;
                }

                var result = await SendAsync(Preconditions.Version(tag(current.Value))!.Value);
                if (result.IsSuccess || result.Error.Kind != ErrorKind.Stale || attempt == AttemptsMax)
                {
                    return result;
                }
            }
        }
    }

    /// <summary>Sends a moderation decision, which must name a version: <c>*</c> is refused with 428.</summary>
    public static Task<Result<T>> DecideAsync<T>(
        this IMediator mediator, HttpContext http, Func<int, ICommand<T>> command, CancellationToken ct) =>
        SendConditionallyAsync(
            Preconditions.IfMatch(http.Request),
            version => mediator.Send(command(version), ct),
            () => Task.FromResult<Result<T>>(VersionNeeded));

    public static IApplicationBuilder UseWritePreconditions(this IApplicationBuilder app) => app.Use((http, next) =>
        http.GetEndpoint() is RouteEndpoint endpoint && Refuse(http.Request, endpoint.Metadata) is { } refusal
            ? Problems.WriteAsync(http, refusal)
            : next(http));

    /// <summary>At most one version is current, so at most one of the writes takes effect.</summary>
    private static async Task<Result<T>> SendConditionallyAsync<T>(
        Result<VersionCondition> condition, Func<int, Task<Result<T>>> sendVersion, Func<Task<Result<T>>> sendAny)
    {
        if (!condition.IsSuccess)
        {
            return condition.Error;
        }

        var versions = condition.Value.Versions;
        if (versions.Count == 0)
        {
            return await sendAny();
        }

        var result = await sendVersion(versions[0]);
        for (var i = 1; i < versions.Count && result is { IsSuccess: false, Error.Kind: ErrorKind.Stale }; i++)
        {
            result = await sendVersion(versions[i]);
        }

        return result;
    }

    private static Error? Refuse(HttpRequest request, EndpointMetadataCollection endpoint)
    {
        if (HttpMethods.IsGet(request.Method))
        {
            return null;
        }

        var version = request.Headers.IfMatch;
        var acceptsVersion = HttpMethods.IsPatch(request.Method)
            || endpoint.GetMetadata<RequiresIfMatch>() is not null
            || endpoint.GetMetadata<AcceptsIfMatch>() is not null;
        if (version.Count > 0 && !acceptsVersion && !Preconditions.IsAny(version))
        {
            return NoVersions;
        }

        var acceptsOnlyNew = endpoint.GetMetadata<AcceptsIfNoneMatch>() is not null && Preconditions.IsOnlyNew(request);
        return request.Headers.IfNoneMatch.Count > 0 && !acceptsOnlyNew ? NotOffered : null;
    }
}
