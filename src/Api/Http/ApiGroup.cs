using Agora.Api.Http.Responses;
using Agora.Api.Idempotency;
using Microsoft.AspNetCore.Http.Metadata;

namespace Agora.Api.Http;

/// <summary>The route group of the API, with the conventions that its endpoints share.</summary>
internal static class ApiGroup
{
    /// <summary>
    /// Every PATCH takes a merge patch (RFC 7396), under its own media type or as plain JSON; every POST takes an Idempotency-Key unless it
    /// declines; every JSON read takes <c>fields</c> and has an ETag.
    /// </summary>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1");
        api.AddEndpointFilter(ResponseConventions.FilterAsync);
        ((IEndpointConventionBuilder)api).Finally(AddConventions);
        return api;
    }

    private static void AddConventions(EndpointBuilder endpoint)
    {
        var methods = endpoint.Metadata.OfType<IHttpMethodMetadata>().LastOrDefault()?.HttpMethods ?? [];
        if (methods.Contains(HttpMethods.Patch, StringComparer.Ordinal)
            && endpoint.Metadata.OfType<IAcceptsMetadata>().LastOrDefault() is { } body)
        {
            endpoint.Metadata.Add(new AcceptsMetadata([ContentTypes.MergePatch, ContentTypes.Json], body.RequestType, body.IsOptional));
        }

        if (methods.Contains(HttpMethods.Get, StringComparer.Ordinal) && ResponseConventions.BodyType(endpoint.Metadata) is { } response)
        {
            endpoint.Metadata.Add(new SelectsFields());
            if (BodyTags.CanTag(response))
            {
                endpoint.Metadata.Add(new TagsBody());
            }
        }

        if (methods.Contains(HttpMethods.Post, StringComparer.Ordinal) && !endpoint.Metadata.OfType<RefusesIdempotencyKey>().Any())
        {
            endpoint.Metadata.Add(new AcceptsIdempotencyKey());
        }
    }
}
