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
        mine.MapPatch("/", Update).WithName("UpdatePreferences").AllowsBatch().AddOpenApiOperationTransformer(PreferenceOperations.DescribeAsync);
        mine.MapGet("/{**path}", GetOne).WithName("GetPreference").AddOpenApiOperationTransformer(PreferenceOperations.DescribeAsync);
        mine.MapPut("/{**path}", Set).WithName("SetPreference").AllowsBatch().AcceptsIfMatch().AcceptsIfNoneMatch().AddOpenApiOperationTransformer(PreferenceOperations.DescribeAsync);
        mine.MapDelete("/{**path}", Remove).WithName("RemovePreference").AllowsBatch().AcceptsIfMatch().AddOpenApiOperationTransformer(PreferenceOperations.DescribeAsync);

        var all = api.MapGroup("/preferences").WithTags("Preferences");
        all.MapGet("/schema", GetSchema).WithName("GetPreferenceSchema").AllowAnonymous()
            .Produces<JsonElement>(StatusCodes.Status200OK, SchemaMediaType)
            .AddOpenApiOperationTransformer((operation, _, _) => PreferenceOperations.ShowAsync(operation, Schema));
        all.MapGet("/users", FindUsers).WithName("FindPreferenceUsers").AdminsOnly();
        all.MapGet("/counts", Count).WithName("CountPreferences").AdminsOnly().CacheResponse();
    }

    [EndpointSummary("Read one's own preferences")]
    [EndpointDescription("Only what was set: there are no defaults in it. Before anything is set it is empty, under the ETag `\"0\"`.")]
    private static async Task<Results<Ok<JsonElement>, StatusCodeHttpResult, ProblemHttpResult>> GetAll(
        IMediator mediator, HttpContext http, CancellationToken ct) => (await mediator.Send(new GetPreferences(null), ct)).ToOkOrNotModified(http, Tag, Document);

    [EndpointSummary("Change one's own preferences by a merge patch")]
    [EndpointDescription("What is known, and which values it takes, says `/api/v1/preferences/schema`. What a front end wants to remember besides goes below `custom`.")]
    private static async Task<Results<Ok<JsonElement>, ProblemHttpResult>> Update(
        JsonElement body, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.EditAsync(http, version => new UpdatePreferences(body, version), new GetPreferences(null), Tag, ct)).ToSaved(http, Tag, Document);

    [EndpointSummary("Read one preference, or what is below a key")]
    [EndpointDescription("What is not set is 404 `preference.not_found`. The ETag is that of the whole document.")]
    private static async Task<Results<Ok<JsonElement>, StatusCodeHttpResult, ProblemHttpResult>> GetOne(
        [Description("Keys joined by slashes, such as notifications/email; the slashes may be escaped.")] string path, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.Send(new GetPreferences(Keys(path)), ct)).ToOkOrNotModified(http, Tag, Document);

    [EndpointSummary("Set one preference")]
    [EndpointDescription("The body is the value, in JSON. Objects that are missing above it are made; others that write beside it at the same moment lose nothing, so `If-Match` may be left out. The answer is the whole document.")]
    private static async Task<Results<Ok<JsonElement>, ProblemHttpResult>> Set(
        [Description("Keys joined by slashes, such as notifications/email; the slashes may be escaped.")] string path,
        JsonElement body,
        IMediator mediator,
        HttpContext http,
        CancellationToken ct)
    {
        var (onlyNew, onlyPresent) = (Preconditions.IsOnlyNew(http.Request), Preconditions.IsAny(http.Request.Headers.IfMatch));
        var result = await mediator.SendAsync(http, version => new SetPreference(Keys(path), body, version, onlyNew, onlyPresent), ct);
        return result.ToSaved(http, Tag, Document);
    }

    [EndpointSummary("Remove one preference, with what is below it")]
    [EndpointDescription("`If-Match` may be left out. The answer is what is left.")]
    private static async Task<Results<Ok<JsonElement>, ProblemHttpResult>> Remove(
        [Description("Keys joined by slashes, such as notifications/email; the slashes may be escaped.")] string path, IMediator mediator, HttpContext http, CancellationToken ct) =>
        (await mediator.SendAsync(http, version => new RemovePreference(Keys(path), version), ct)).ToSaved(http, Tag, Document);

    [EndpointSummary("Read which preferences there are, as a JSON schema")]
    [EndpointDescription("For everyone. It changes with the version of the program, and not while it runs.")]
    private static JsonHttpResult<JsonObject> GetSchema() => TypedResults.Json(Schema, PreferenceJson.Default.JsonObject, SchemaMediaType);

    [EndpointSummary("Find who has set a preference to a value")]
    [EndpointDescription("For admins. An object or an array finds those that contain it; closed accounts are left out.")]
    private static async Task<Results<Ok<Page<PreferenceUser>>, ProblemHttpResult>> FindUsers(
        [Description("Keys joined by slashes, such as notifications/email.")] string path,
        [Description("A JSON value, such as true."), MaxLength(FindPreferenceUsers.ValueMax)] string value,
        IMediator mediator,
        CancellationToken ct,
        [Description("People wanted, 1 to 100."), Range(1, 100)] int limit = 20,
        [Description("The `next` of an earlier page.")] string? cursor = null) =>
        (await mediator.Send(new FindPreferenceUsers(path, value, limit, cursor), ct)).ToOk();

    [EndpointSummary("Count the values of every preference")]
    [EndpointDescription("For admins. Of open accounts, most frequent first, 100 values of a preference at most. What people keep below `custom` is not counted.")]
    private static async Task<Results<Ok<PreferenceCounts>, ProblemHttpResult>> Count(IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new CountPreferences(), ct)).ToOk();

    /// <summary>Generated clients escape the slashes of one parameter, which routing leaves as they are.</summary>
    private static string Keys(string path) => path.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    private static string Tag(PreferencesView preferences) => Preconditions.ETag(preferences.Version);

    private static JsonElement Document(PreferencesView preferences) => preferences.Document;
}
