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

    [EndpointSummary("List what can be switched on and off while Agora runs")]
    [EndpointDescription("For admins. A migration brings a feature, and a later one removes it.")]
    private static async Task<Results<Ok<FeatureList>, ProblemHttpResult>> All(IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new ListFeatures(), ct)).ToOk();

    [EndpointSummary("Read a feature")]
    [EndpointDescription("For admins. `description` says what is different while it is on.")]
    private static async Task<Results<Ok<FeatureView>, StatusCodeHttpResult, ProblemHttpResult>> Get(
        string name, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.Send(new GetFeature(name), ct)).ToOkOrNotModified(http, Tag);

    [EndpointSummary("Switch a feature on or off")]
    [EndpointDescription("For admins. The next statement that depends on it sees it.")]
    private static async Task<Results<Ok<FeatureView>, ProblemHttpResult>> Switch(
        string name, SwitchRequest body, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.EditAsync(http, version => new SwitchFeature(name, version) { Enabled = body.Enabled }, new GetFeature(name), Tag, ct)).ToSaved(http, Tag);

    private static string Tag(FeatureView feature) => Preconditions.ETag(feature.Version);
}
