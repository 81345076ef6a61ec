using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agora.Api.Http;
using Agora.Api.Http.Batches;
using Agora.Api.Http.Responses;
using Agora.Application.Common;
using Agora.Application.Preferences;
using Agora.Domain.Preferences;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Agora.Api.Preferences;

internal static class PreferenceEndpoints
{
    private const string SchemaMediaType = "application/schema+json";

    // Written once: the rules are part of the program.
    private static readonly JsonObject Schema = PreferenceSchema.Write();

    public static void MapPreferences(this IEndpointRouteBuilder api)
    {
        var mine = api.MapGroup("/users/me/preferences").WithTags("Preferences")
            .WithMetadata(new RequestSizeLimitAttribute(2 * PreferenceRules.BytesMax));
        mine.MapGet("/", GetAll).WithName("GetPreferences").AddOpenApiOperationTransformer(PreferenceOperations.DescribeAsync);
        mine.MapPatch("/", Update)
            .WithName("UpdatePreferences")
            .AllowsBatch()
            .AddOpenApiOperationTransformer(PreferenceOperations.DescribeAsync);
        mine.MapGet("/{**path}", GetOne).WithName("GetPreference").AddOpenApiOperationTransformer(PreferenceOperations.DescribeAsync);
        mine.MapPut("/{**path}", Set)
            .WithName("SetPreference")
            .AllowsBatch()
            .AcceptsIfMatch()
            .AcceptsIfNoneMatch()
            .AddOpenApiOperationTransformer(PreferenceOperations.DescribeAsync);
        mine.MapDelete("/{**path}", Remove)
            .WithName("RemovePreference")
            .AllowsBatch()
            .AcceptsIfMatch()
            .AddOpenApiOperationTransformer(PreferenceOperations.DescribeAsync);

        var all = api.MapGroup("/preferences").WithTags("Preferences");
        all.MapGet("/schema", GetSchema).WithName("GetPreferenceSchema").AllowAnonymous()
            .Produces<JsonElement>(StatusCodes.Status200OK, SchemaMediaType)
            .AddOpenApiOperationTransformer((operation, _, _) => PreferenceOperations.ShowAsync(operation, Schema));
        all.MapGet("/users", FindUsers).WithName("FindPreferenceUsers").AdminsOnly();
        all.MapGet("/counts", Count).WithName("CountPreferences").AdminsOnly().CacheResponse();
    }

    [EndpointSummary("Get my preferences")]
    [EndpointDescription(
        "Returns only what was set, without defaults. Before anything is set the document is empty, and its version is 0.")]
    private static async Task<Results<Ok<JsonElement>, StatusCodeHttpResult, ProblemHttpResult>> GetAll(
        ActorContext context, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.Send(new GetPreferences(null), ct)).ToOkOrNotModified(http, Tag(context), Document);

    [EndpointSummary("Update my preferences")]
    [EndpointDescription(
        "By a merge patch. `/api/v1/preferences/schema` describes the known preferences and their values. Other data of a front "
        + "end belongs below `custom`.")]
    private static async Task<Results<Ok<JsonElement>, ProblemHttpResult>> Update(
        JsonElement body, ActorContext context, IMediator mediator, HttpContext http, CancellationToken ct)
    {
        var tag = Tag(context);
        var result = await mediator.EditAsync(
            http, version => new UpdatePreferences(body, version), new GetPreferences(null), tag, ct);
        return result.ToSaved(http, tag, Document);
    }

    [EndpointSummary("Get one of my preferences")]
    [EndpointDescription(
        "Returns one value, or everything below a key. A preference that is not set is 404 `preference.not_found`. The ETag is "
        + "that of the whole document.")]
    private static async Task<Results<Ok<JsonElement>, StatusCodeHttpResult, ProblemHttpResult>> GetOne(
        [Description("Keys joined by slashes, such as notifications/email; the slashes may be escaped.")]
        string path, ActorContext context, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.Send(new GetPreferences(Keys(path)), ct)).ToOkOrNotModified(http, Tag(context), Document);

    [EndpointSummary("Set one of my preferences")]
    [EndpointDescription(
        "The body is the value as JSON. Missing parent objects are created. Concurrent writes of other preferences are kept, so "
        + "`If-Match` is optional. The response is the whole document.")]
    private static async Task<Results<Ok<JsonElement>, ProblemHttpResult>> Set(
        [Description("Keys joined by slashes, such as notifications/email; the slashes may be escaped.")] string path,
        JsonElement body,
        ActorContext context,
        IMediator mediator,
        HttpContext http,
        CancellationToken ct)
    {
        var (onlyNew, onlyPresent) = (Preconditions.IsOnlyNew(http.Request), Preconditions.IsAny(http.Request.Headers.IfMatch));
        var result = await mediator.SendAsync(http, version => new SetPreference(Keys(path), body, version, onlyNew, onlyPresent), ct);
        return result.ToSaved(http, Tag(context), Document);
    }

    [EndpointSummary("Remove one of my preferences")]
    [EndpointDescription("Removes everything below the key. `If-Match` is optional. The response is the remaining document.")]
    private static async Task<Results<Ok<JsonElement>, ProblemHttpResult>> Remove(
        [Description("Keys joined by slashes, such as notifications/email; the slashes may be escaped.")]
        string path, ActorContext context, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.SendAsync(http, version => new RemovePreference(Keys(path), version), ct)).ToSaved(http, Tag(context), Document);

    [EndpointSummary("Get the schema of preferences")]
    [EndpointDescription("A JSON schema, available to everyone. It changes only with the version of the program.")]
    private static JsonHttpResult<JsonObject> GetSchema() => TypedResults.Json(Schema, PreferenceJson.Default.JsonObject, SchemaMediaType);

    [EndpointSummary("Find users by a preference")]
    [EndpointDescription("For admins. An object or array matches values that contain it. Closed accounts are left out.")]
    private static async Task<Results<Ok<Page<PreferenceUser>>, ProblemHttpResult>> FindUsers(
        [Description("Keys joined by slashes, such as notifications/email.")] string path,
        [Description("A JSON value, such as true."), MaxLength(FindPreferenceUsers.ValueMax)] string value,
        IMediator mediator,
        CancellationToken ct,
        [Description("Page size, 1 to 100."), Range(1, 100)] int limit = 20,
        [Description("The `next` of the previous page.")] string? cursor = null) =>
        (await mediator.Send(new FindPreferenceUsers(path, value, limit, cursor), ct)).ToOk();

    [EndpointSummary("Count the values of preferences")]
    [EndpointDescription(
        "For admins. Counts open accounts, most frequent value first, at most 100 values per preference. Data below `custom` is "
        + "not counted.")]
    private static async Task<Results<Ok<PreferenceCounts>, ProblemHttpResult>> Count(IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new CountPreferences(), ct)).ToOk();

    /// <summary>Generated clients escape the slashes of one parameter, which routing leaves as they are.</summary>
    private static string Keys(string path) => path.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    // All people read theirs at one address.
    private static Func<PreferencesView, string> Tag(ActorContext context) =>
        preferences => Preconditions.ETag(preferences.Version, context.SignedInId.ToString());

    private static JsonElement Document(PreferencesView preferences) => preferences.Document;
}
