using System.Text.Json.Serialization.Metadata;
using Agora.Api.Analytics;
using Agora.Api.Backups;
using Agora.Api.Bookmarks;
using Agora.Api.Cli;
using Agora.Api.Comments;
using Agora.Api.Configuration;
using Agora.Api.DatabaseConsole;
using Agora.Api.Embeddings;
using Agora.Api.EventLog;
using Agora.Api.Exports;
using Agora.Api.Features;
using Agora.Api.Follows;
using Agora.Api.Health;
using Agora.Api.History;
using Agora.Api.HomeFeed;
using Agora.Api.Http;
using Agora.Api.Http.Batches;
using Agora.Api.Http.Json;
using Agora.Api.Http.Limits;
using Agora.Api.Http.OpenApi;
using Agora.Api.Http.Responses;
using Agora.Api.Imports;
using Agora.Api.Jobs;
using Agora.Api.Logs;
using Agora.Api.Maintenance;
using Agora.Api.Media;
using Agora.Api.Metrics;
using Agora.Api.Moderation;
using Agora.Api.Monitoring;
using Agora.Api.Notifications;
using Agora.Api.PersonalData;
using Agora.Api.Posts;
using Agora.Api.Preferences;
using Agora.Api.Reactions;
using Agora.Api.Sessions;
using Agora.Api.Streams;
using Agora.Api.Syndication;
using Agora.Api.Tags;
using Agora.Api.Tasks;
using Agora.Api.Tracing;
using Agora.Api.Users;
using Agora.Api.Webhooks;
using Agora.Application;
using Agora.Infrastructure;
using Agora.Infrastructure.Backups;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Settings;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Agora.Api;

/// <summary>Composes the web host. All outside dependencies are arguments, so that tests compose the same host.</summary>
internal static class AgoraHost
{
    /// <summary>Every feature of the API in the order of the document, one line each.</summary>
    private static readonly Feature[] Features =
    [
        new(SessionEndpoints.MapSessions, SessionJson.Default),
        new(UserEndpoints.MapUsers, UserJson.Default),
        new(PostEndpoints.MapPosts, PostJson.Default),
        new(FollowEndpoints.MapFollows, FollowJson.Default),
        new(ReactionEndpoints.MapReactions, ReactionJson.Default),
        new(BookmarkEndpoints.MapBookmarks, BookmarkJson.Default),
        new(NotificationEndpoints.MapNotifications, NotificationJson.Default),
        new(SyndicationEndpoints.MapSyndication, JsonFeedJson.Default),
        new(AnalyticsEndpoints.MapAnalytics, AnalyticsJson.Default),
        new(HomeFeedEndpoints.MapHomeFeed, HomeFeedJson.Default),
        new(CommentEndpoints.MapComments, CommentJson.Default),
        new(ModerationEndpoints.MapModeration, ModerationJson.Default),
        new(TagEndpoints.MapTags, TagJson.Default),
        new(HistoryEndpoints.MapHistory, HistoryJson.Default),
        new(PreferenceEndpoints.MapPreferences, PreferenceJson.Default),
        new(MediaEndpoints.MapMedia, MediaJson.Default),
        new(TaskEndpoints.MapTasks, TaskJson.Default),
        new(FeatureEndpoints.MapFeatures, FeatureJson.Default),
        new(JobEndpoints.MapJobs, JobJson.Default),
        new(EmbeddingEndpoints.MapEmbeddings, EmbeddingJson.Default),
        new(ImportEndpoints.MapImports, ImportJson.Default),
        new(ExportEndpoints.MapExports, ImportJson.Default),
        new(EventEndpoints.MapEvents, EventJson.Default),
        new(StreamEndpoints.MapStreams, EventJson.Default),
        new(WebhookEndpoints.MapWebhooks, WebhookJson.Default),
        new(BatchEndpoints.MapBatch, BatchJson.Default),
        new(PersonalDataEndpoints.MapPersonalData, PersonalDataJson.Default),
        new(ProbeEndpoints.MapProbes, MonitoringJson.Default),
        new(StatementEndpoints.MapStatements, MonitoringJson.Default),
        new(ActionEndpoints.MapActions, MaintenanceJson.Default),
        new(MaintenanceEndpoints.MapMaintenance, MaintenanceJson.Default),
        new(BackupEndpoints.MapBackups, BackupJson.Default),
        new(DoctorEndpoints.MapDoctor, DoctorJson.Default),
    ];

    private static readonly IJsonTypeInfoResolver[] SharedJson = [ProblemJson.Default, HealthJson.Default];

    /// <param name="adjust">Runs before the registrations, which keep a clock that it adds.</param>
    /// <param name="replace">Runs after the registrations, to replace services.</param>
    public static WebApplication Build(
        string[] args,
        DatabaseAccess database,
        Action<WebApplicationBuilder>? adjust = null,
        Action<IServiceCollection>? replace = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = args.Any(word => word.StartsWith("--environment", StringComparison.Ordinal))
                ? null
                : Settings.EnvironmentName,
        });
        builder.AddLogs();
        adjust?.Invoke(builder);

        builder.AddServer();
        builder.AddCorsFromSettings();
        builder.AddRateLimits();
        builder.AddHealth();
        builder.AddMetricsForPrometheus();
        builder.AddTraces();
        builder.AddResponseCache();
        builder.AddBatches();

        var isDevelopment = builder.Environment.IsDevelopment();
        var options = builder.Configuration.Read<DatabaseOptions>(DatabaseOptions.Section);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddApplication();
        builder.Services.AddInfrastructure(builder.Configuration, AgoraHome.Folder, isDevelopment);
        builder.Services.AddDatabase(database, options, isDevelopment);
        builder.Services.AddProblemDocuments();
        builder.Services.AddStrictJson([.. SharedJson, .. Features.Select(feature => feature.Json)]);
        builder.Services.AddBearerAuthentication();
        // Authentication brings data protection along. Nothing of ours uses it, so it keeps no keys on disk.
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddAuthorizationBuilder()
            .SetFallbackPolicy(Access.SignedIn)
            .AddPolicy(Access.Admin, policy => policy.RequireRole(Access.Admin))
            .AddPolicy(Access.Moderator, policy => policy.RequireRole(Access.Moderator, Access.Admin));
        builder.Services.AddSingleton<ConsoleSessions>();
        builder.Services.AddSingleton(provider => new ConsoleLinks(AgoraHome.Folder, provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<MigrationReports>();
        builder.Services.AddSingleton<IRestoredAgora, RestoredAgora>();
        builder.AddDocs();
        replace?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseRequestPipeline();
        app.MapDocs();
        app.MapHealth();
        app.MapAccountPages();
        app.MapConsole();
        var api = app.MapApi();
        foreach (var feature in Features)
        {
            feature.Map(api);
        }

        return app;
    }

    /// <summary>The routes of a feature and the generated serializer of its bodies.</summary>
    private sealed record Feature(Action<IEndpointRouteBuilder> Map, IJsonTypeInfoResolver Json);
}
