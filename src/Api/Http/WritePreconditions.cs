using Agora.Application.Common;
using Agora.Domain.Common;
using MediatR;

namespace Agora.Api.Http;

/// <summary>Says of an endpoint that is no PATCH that it needs If-Match as well.</summary>
internal sealed class NamesVersion;

/// <summary>
/// No condition of a write is passed over in silence: an endpoint says which it obeys, and any other that is sent is refused here, before
/// something is done that the caller did not mean (RFC 9110, 13.1). Runs after authorization, so that it tells nothing to those who
/// are refused anyway.
/// </summary>
internal static class WritePreconditions
{
    private static readonly Error NoVersions = Error.Stale(
        "request.no_etag", "What this address changes has no version, so that no If-Match but * can hold. Send it without.");

    private static readonly Error NotOffered = Error.Stale(
        "request.if_none_match_not_offered", "Writes take If-Match as their condition, and If-None-Match: * where something new is put to an address of your choice.");

    private static readonly Error VersionNeeded = Error.PreconditionRequired(
        "request.if_match_required", "A decision is about what was read: send If-Match with the ETag that you read, not *.");

    // Edits of others that may come between reading the current version and writing.
    private const int AttemptsMax = 20;

    /// <summary>For writes that lose nobody's edit without If-Match, and obey one that is sent.</summary>
    public static TBuilder TakesVersion<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new ObeysVersion());

    /// <summary>For a PUT that obeys <c>If-None-Match: *</c>, which asks that there be nothing yet.</summary>
    public static TBuilder MakesNew<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new ObeysOnlyNew());

    /// <summary>Sends a write for the versions in If-Match; for any version when If-Match is absent or <c>*</c>.</summary>
    public static Task<Result<T>> SendAsync<T>(
        this IMediator mediator, HttpContext http, Func<int?, ICommand<T>> command, CancellationToken ct) =>
        ObeyAsync(
            Preconditions.IfMatchIfSent(http.Request),
            version => mediator.Send(command(version), ct),
            () => mediator.Send(command(null), ct));

    /// <summary>Sends an edit, which needs If-Match. For <c>*</c> it reads the current version, again after a concurrent edit.</summary>
    public static Task<Result<T>> EditAsync<T, TView>(
        this IMediator mediator, HttpContext http, Func<int, ICommand<T>> command, IQuery<TView> read, Func<TView, string> tag, CancellationToken ct)
    {
        return ObeyAsync(Preconditions.IfMatch(http.Request), SendAsync, EditCurrentAsync);

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
        ObeyAsync(
            Preconditions.IfMatch(http.Request),
            version => mediator.Send(command(version), ct),
            () => Task.FromResult<Result<T>>(VersionNeeded));

    public static IApplicationBuilder UseWritePreconditions(this IApplicationBuilder app) => app.Use((http, next) =>
        http.GetEndpoint() is RouteEndpoint endpoint && Refuse(http.Request, endpoint.Metadata) is { } refusal
            ? Problems.WriteAsync(http, refusal)
            : next(http));

    /// <summary>At most one version is the current one, so at most one of the writes takes effect.</summary>
    private static async Task<Result<T>> ObeyAsync<T>(
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
        var obeysVersion = HttpMethods.IsPatch(request.Method) || endpoint.GetMetadata<NamesVersion>() is not null || endpoint.GetMetadata<ObeysVersion>() is not null;
        if (version.Count > 0 && !obeysVersion && !Preconditions.IsAny(version))
        {
            return NoVersions;
        }

        var obeysOnlyNew = endpoint.GetMetadata<ObeysOnlyNew>() is not null && Preconditions.IsOnlyNew(request);
        return request.Headers.IfNoneMatch.Count > 0 && !obeysOnlyNew ? NotOffered : null;
    }
}

internal sealed class ObeysVersion;

internal sealed class ObeysOnlyNew;
