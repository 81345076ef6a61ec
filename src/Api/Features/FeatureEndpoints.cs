using Agora.Api.Http;
using Agora.Application.Common;
using Agora.Application.Features;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Agora.Api.Features;

internal static class FeatureEndpoints
{
    public static void MapFeatures(this IEndpointRouteBuilder api)
    {
        var features = api.MapGroup("/features").WithTags("Features").AdminsOnly();
        features.MapGet("/", All).WithName("ListFeatures");
        features.MapGet("/{name}", Get).WithName("GetFeature");
        features.MapPatch("/{name}", Switch).WithName("SwitchFeature");
    }

    internal sealed record SwitchRequest
    {
        public Optional<bool> Enabled { get; init; }
    }

    [EndpointSummary("List feature switches")]
    [EndpointDescription("For admins. Migrations add and remove features.")]
    private static async Task<Results<Ok<FeatureList>, ProblemHttpResult>> All(IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new ListFeatures(), ct)).ToOk();

    [EndpointSummary("Get a feature switch")]
    [EndpointDescription("For admins. `description` says what the feature changes.")]
    private static async Task<Results<Ok<FeatureView>, StatusCodeHttpResult, ProblemHttpResult>> Get(
        string name, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.Send(new GetFeature(name), ct)).ToOkOrNotModified(http, Tag);

    [EndpointSummary("Switch a feature on or off")]
    [EndpointDescription("For admins. Takes effect with the next statement that depends on it.")]
    private static async Task<Results<Ok<FeatureView>, ProblemHttpResult>> Switch(
        string name, SwitchRequest body, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.EditAsync(
            http,
            version => new SwitchFeature(name, version) { Enabled = body.Enabled },
            new GetFeature(name),
            Tag,
            ct)).ToSaved(http, Tag);

    private static string Tag(FeatureView feature) => Preconditions.ETag(feature.Version);
}
