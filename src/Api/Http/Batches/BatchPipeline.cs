using Microsoft.AspNetCore.Authorization;

namespace Agora.Api.Http.Batches;

/// <summary>The front door: where the operations of a batch enter, like any request from outside.</summary>
internal sealed class BatchPipeline
{
    public RequestDelegate Door { get; set; } = _ => throw new InvalidOperationException("The pipeline is not built.");
}

/// <summary>Marks a request that is an operation of a batch.</summary>
internal sealed class BatchedOperation;

internal static class BatchPolicy
{
    /// <summary>
    /// What may be done in a batch: writes that change the database and nothing else, and need no slow work. Signing in, accounts and
    /// their rights, uploads, erasing and batches themselves are not among them.
    /// </summary>
    public static readonly IReadOnlySet<string> Offered = new HashSet<string>(StringComparer.Ordinal)
    {
        "CreatePost", "UpdatePost", "DeletePost", "PublishPost", "ArchivePost", "RestorePost", "RestorePostVersion",
        "CreateComment", "UpdateComment", "DeleteComment", "RestoreComment", "RestoreCommentVersion",
        "UpdateProfile", "RestoreProfileVersion", "UpdatePreferences", "SetPreference", "RemovePreference", "DescribeMedia", "ShowMedia",
        "FollowUser", "UnfollowUser", "BlockUser", "UnblockUser",
        "FlagPost", "FlagComment", "ClaimCase", "ReleaseCase", "ApproveCase", "RejectCase", "AppealCase",
        "RenameTag", "MergeTag",
    };

    public static WebApplicationBuilder AddBatches(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(BatchOptions.From(builder.Configuration));
        builder.Services.AddSingleton<BatchPipeline>();
        builder.Services.AddScoped<BatchRunner>();
        builder.Services.AddSingleton<IAuthorizationMiddlewareResultHandler, BatchAuthorization>();
        return builder;
    }

    /// <summary>Where operations enter. What stands before it in the pipeline is done once for the batch.</summary>
    public static void UseBatchDoor(this WebApplication app)
    {
        var pipeline = app.Services.GetRequiredService<BatchPipeline>();
        ((IApplicationBuilder)app).Use(next => pipeline.Door = next);
    }

    /// <summary>Refuses operations that are not offered in a batch.</summary>
    public static IApplicationBuilder UseBatchRules(this IApplicationBuilder app) => app.Use((http, next) =>
        http.Features.Get<BatchedOperation>() is not null
        && http.GetEndpoint() is RouteEndpoint endpoint
        && !Offered.Contains(endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "")
            ? Problems.WriteAsync(http, Domain.Common.Error.Invalid("batch.not_offered", "This operation is not offered in a batch. Send it by itself."))
            : next(http));
}
