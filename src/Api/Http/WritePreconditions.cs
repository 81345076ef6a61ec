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
        "request.no_etag", "What this address changes has no ETag, so that no If-Match but * can hold. Send it without.");

    private static readonly Error NotOffered = Error.Stale(
        "request.if_none_match_not_offered", "Writes take If-Match as their condition, and If-None-Match: * where something new is put to an address of your choice.");

    /// <summary>For writes that lose nobody's edit without If-Match, and obey one that is sent.</summary>
    public static TBuilder TakesVersion<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new ObeysVersion());

    /// <summary>For a PUT that obeys <c>If-None-Match: *</c>, which asks that there be nothing yet.</summary>
    public static TBuilder MakesNew<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new ObeysOnlyNew());

    /// <summary>Sends the write for the version that If-Match names; for whatever there is when it was not sent.</summary>
    public static async Task<Result<T>> SendAsync<T>(
        this IMediator mediator, HttpContext http, Func<int?, ICommand<T>> command, CancellationToken ct)
    {
        var version = Preconditions.IfMatchIfSent(http.Request);
        return version.IsSuccess ? await mediator.Send(command(version.Value), ct) : version.Error;
    }

    public static IApplicationBuilder UseWritePreconditions(this IApplicationBuilder app) => app.Use((http, next) =>
        http.GetEndpoint() is RouteEndpoint endpoint && Refuse(http.Request, endpoint.Metadata) is { } refusal
            ? Problems.WriteAsync(http, refusal)
            : next(http));

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
